import datetime as dt

import pytest

from locator.geo.point import Point
from locator.search.answer import answer
from locator.search.form import OutletSearch
from locator.search.outlets import find_outlets
from tests import factories

pytestmark = pytest.mark.django_db

NEAR = Point(*factories.CENTRE)
NOON = dt.datetime.fromisoformat("2026-11-16T12:00:00+07:00")


def answer_at(moment: dt.datetime = NOON, **search):
    smart = factories.carrier("smart")
    return answer(
        OutletSearch(near=NEAR, carrier=smart, open_at=moment, **search), at=moment
    )


def test_the_best_bet_is_the_surest_near_one_not_the_nearest():
    factories.outlet(name="Rumour", sells="smart", confidence="unconfirmed")
    factories.outlet(name="Likely", sells="smart", confidence="likely", north_m=200)
    factories.outlet(name="Sure", sells="smart", north_m=800, hours="24/7")
    assert str(answer_at().best.name) == "Sure"


def test_unknown_hours_are_no_best_bet():
    factories.outlet(sells="smart")
    assert answer_at().best is None


def test_what_closes_before_one_gets_there_is_no_best_bet():
    factories.outlet(sells="smart", hours="08:00-12:10", north_m=1400)
    assert answer_at().best is None


@pytest.mark.parametrize(
    ("hours", "too_late"),
    [
        ("08:00-12:10", True),
        ("08:00-12:19", True),
        ("08:00-12:20", False),
        ("24/7", False),
        ("13:00-13:05", False),
        ("", False),
    ],
)
def test_what_closes_within_the_nineteen_minutes_there_says_so(hours, too_late):
    factories.outlet(sells="smart", hours=hours, north_m=1400)
    (found,) = find_outlets(OutletSearch(near=NEAR), at=NOON)
    assert found.closes_before_arrival is too_late


def test_without_a_position_nothing_closes_before_one_gets_there():
    factories.outlet(sells="smart", hours="08:00-12:01")
    (found,) = find_outlets(OutletSearch(), at=NOON)
    assert not found.closes_before_arrival


def test_beyond_three_kilometres_nothing_is_a_best_bet():
    factories.outlet(sells="smart", hours="24/7", north_m=3100)
    assert answer_at().best is None


def names(outlets):
    return [str(outlet.name) for outlet in outlets]


@pytest.mark.parametrize(
    ("north_m", "order"),
    [(4000, ["Open", "Rumour"]), (10_100, ["Rumour", "Open"])],
)
def test_up_to_ten_kilometres_what_is_open_comes_before_nearer_unknown_hours(
    north_m, order
):
    factories.outlet(name="Rumour", sells="smart")
    factories.outlet(name="Open", sells="smart", hours="24/7", north_m=north_m)
    assert names(answer_at().best_first) == order


def test_three_known_to_be_open_are_found_beyond_a_list_of_unknown_hours():
    for step in range(3):
        factories.outlet(name="Rumour", sells="smart", north_m=step)
    for step in range(4):
        km = step + 4
        name = f"Open {km}"
        factories.outlet(name=name, sells="smart", hours="24/7", north_m=km * 1000)
    found = answer_at(limit=2)
    assert names(found.known_open) == ["Open 4", "Open 5", "Open 6"]
    assert names(found.found) == ["Rumour", "Rumour"]


def test_a_longer_list_begins_as_the_shorter_one():
    for step in range(50):
        hours = "24/7" if step % 3 == 1 else ""
        factories.outlet(
            name=f"Shop {step}",
            sells="smart",
            confidence="unconfirmed",
            hours=hours,
            north_m=step * 9,
        )
    short, long = (names(answer_at(limit=limit).best_first) for limit in (20, 40))
    assert long[:20] == short
    assert len(set(long)) == 40


def test_where_no_moment_is_asked_for_the_order_is_by_distance():
    factories.outlet(name="Rumour", sells="smart")
    factories.outlet(
        name="Open", sells="smart", hours="24/7", north_m=50, confidence="unconfirmed"
    )
    found = answer(OutletSearch(near=NEAR, carrier=factories.carrier()), at=NOON)
    assert names(found.best_first) == ["Rumour", "Open"]


def test_the_closed_ones_nearby_are_counted_and_left_out():
    factories.outlet(name="Open", sells="smart", hours="24/7")
    factories.outlet(sells="smart", hours="13:00-14:00", north_m=10)
    factories.outlet(sells="smart", hours="13:00-14:00", north_m=6000)
    found = answer_at()
    assert [str(outlet.name) for outlet in found.found] == ["Open"]
    assert (str(found.nearby), str(found.closed)) == ("1", "1")


def test_more_than_a_hundred_are_not_counted_further():
    for number in range(102):
        factories.outlet(sells="smart", north_m=number)
    assert str(answer_at().nearby) == "100+"


def test_nothing_within_five_kilometres_still_gives_the_nearest_and_says_so():
    factories.outlet(name="Far", sells="smart", north_m=40_000)
    found = answer_at()
    assert [str(outlet.name) for outlet in found.found] == ["Far"]
    assert found.all_far


def test_machines_that_nobody_confirmed_are_folded_below_with_their_number():
    factories.outlet(name="Machine", kind="atm")
    factories.outlet(name="Far machine", kind="atm", north_m=9000)
    found = answer_at()
    assert found.found == []
    assert [str(outlet.name) for outlet in found.unproven] == ["Machine"]
    assert str(found.unproven_nearby) == "1"


def test_a_sample_outlet_makes_the_answer_say_so():
    factories.outlet(sells="smart", source="sample")
    assert answer_at().has_samples


def test_a_radius_bounds_the_best_bet_and_the_counts_too():
    factories.outlet(sells="smart", hours="24/7", north_m=2000)
    found = answer_at(radius_m=300)
    assert found.best is None
    assert found.found == []
    assert str(found.nearby) == "0"


class TestWhereNothingNearFitsTheFilters:
    def test_the_nearest_three_without_them_are_given_and_counted(self):
        for number in range(4):
            factories.outlet(name=f"{number}", sells="smart", north_m=number * 900)
        found = answer_at(payment="foreign_card")
        assert names(found.otherwise) == ["0", "1", "2"]
        assert found.otherwise_nearby.number == 4

    def test_all_that_fits_is_far_and_folded(self):
        factories.outlet(name="Cash", sells="smart")
        for number in range(2):
            away = 229_000 + number
            factories.outlet(sells="smart", payments=("foreign_card",), north_m=away)
        found = answer_at(payment="foreign_card")
        assert found.folded == found.found
        assert len(found.folded) == 2

    def test_no_other_is_given_where_one_fits(self):
        factories.outlet(name="Cash", sells="smart")
        factories.outlet(sells="smart", payments=("foreign_card",), north_m=4000)
        assert answer_at(payment="foreign_card").otherwise == ()

    def test_no_other_is_given_from_further_than_counts_as_near(self):
        factories.outlet(sells="smart", north_m=6000)
        assert answer_at(payment="foreign_card").otherwise == ()

    def test_none_is_given_that_is_shut_or_sells_another_carrier(self):
        factories.outlet(sells="smart", hours="18:00-19:00")
        factories.outlet(sells="metfone")
        assert answer_at(payment="foreign_card").otherwise == ()

    def test_a_search_without_filters_has_no_other(self):
        factories.outlet(sells="smart", north_m=6000)
        found = answer_at()
        assert found.otherwise == ()
        assert found.folded == []
