"""What each rule finds, and what it leaves alone."""

import datetime as dt

import pytest
from django.utils import timezone

from locator.geo.point import Point
from locator.models import QualityFlag, Report
from locator.quality.positions import meant_position
from tests import factories

SIEM_REAP = {"latitude": 13.3618, "longitude": 103.8606}


@pytest.fixture
def provinces(db):
    """Two with a point each, and a commune of the second."""
    capital = factories.place(
        "phnom-penh",
        level="province",
        code="12",
        name_en="Phnom Penh",
        name_km="ភ្នំពេញ",
        latitude=11.5564,
        longitude=104.9282,
    )
    other = factories.place(
        "siem-reap",
        level="province",
        code="17",
        name_en="Siem Reap",
        name_km="សៀមរាប",
        **SIEM_REAP,
    )
    district = factories.place("angkor", level="district", code="1701", parent=other)
    factories.place(
        "slor-kram",
        level="commune",
        code="170101",
        parent=district,
        name_en="Slor Kram",
    )
    return capital, other


# Positions


def test_a_sound_outlet_has_no_flag(rules):
    outlet = factories.outlet(
        name_en="Sok Shop",
        name_km="ហាងសុខ",
        hours="Mo-Fr 08:00-17:00",
        phones=("+85512345678",),
    )
    assert rules(outlet) == []


def test_an_outlet_abroad_is_flagged(rules):
    outlet = factories.outlet(latitude=13.7563, longitude=100.5018)
    assert rules(outlet) == ["outside_cambodia"]


def test_a_sign_too_much_is_recognised(rules):
    outlet = factories.outlet(latitude=-11.5564, longitude=104.9282)
    assert rules(outlet) == ["mistyped_position"]


@pytest.mark.parametrize(
    "typed",
    [
        (104.9282, 11.5564),
        (-11.5564, -104.9282),
        (1.15564, 104.9282),
        (11.5564, 10.49282),
    ],
)
def test_what_was_meant_is_found(typed):
    assert meant_position(*typed) == Point(11.5564, 104.9282)


def test_nothing_is_meant_by_a_point_far_away():
    assert meant_position(48.8566, 2.3522) is None


@pytest.mark.parametrize(
    "address",
    [
        {"street_en": "National Road 6, Siem Reap"},
        {"street_en": "Siem Reap Province"},
        {"street_km": "ផ្លូវជាតិលេខ៦ ខេត្តសៀមរាប, សៀមរាប"},
        {"commune_en": "Slor Kram"},
    ],
)
def test_an_address_in_another_province_is_flagged(rules, provinces, address):
    capital, _other = provinces
    nearest = {"place": capital, "imported": {"place": capital.pk}}
    outlet = factories.outlet(**nearest, **address)
    assert rules(outlet) == ["other_province"]


def test_a_street_named_after_a_province_says_nothing_of_it(rules, provinces):
    nearest = {"place": provinces[0], "imported": {"place": provinces[0].pk}}
    outlet = factories.outlet(**nearest, street_en="Siem Reap")
    assert rules(outlet) == []


def test_an_address_in_its_own_province_is_right(rules, provinces):
    outlet = factories.outlet(place=provinces[1], street_en="x, Siem Reap", **SIEM_REAP)
    assert rules(outlet) == []


def test_a_place_chosen_in_another_province_is_flagged(rules, provinces):
    capital, other = provinces
    outlet = factories.outlet(place=other, imported={"place": capital.pk})
    assert rules(outlet) == ["other_province"]


def test_five_outlets_on_one_spot_are_a_pile(rules):
    names = ("Angkor", "Bayon", "Chenla", "Doun Penh", "Funan")
    outlets = [factories.outlet(name_en=name) for name in names]
    assert rules(outlets[4]) == ["piled_up"]


def test_four_outlets_on_one_spot_are_none(rules):
    names = ("Angkor", "Bayon", "Chenla", "Doun Penh")
    outlets = [factories.outlet(name_en=name) for name in names]
    assert rules(outlets[3]) == []


# Duplicates


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"name_en": "Sok Heng Phone Shop"}, {"name_en": "Sokheng phone shop"}),
        ({"name_km": "ហាងសុខហេង"}, {"name_km": "ហាង សុខហេង"}),
        ({"name_zh_hans": "索恒手機店"}, {"name_zh_hans": "索恒手机店"}),
        ({"name_en": "Kompong Shop"}, {"name_en": "Kampong Shop"}),
    ],
)
def test_like_names_in_any_script_side_by_side_are_flagged(rules, one, other):
    outlets = [
        factories.outlet(name=None, **one),
        factories.outlet(name=None, north_m=30, **other),
    ]
    assert [rules(outlet) for outlet in outlets] == [["near_duplicate"]] * 2


def test_the_same_operator_without_names_of_their_own_is_flagged(rules):
    wing = factories.operator("wing")
    for north_m in (0, 40):
        outlet = factories.outlet(name="", operator=wing, north_m=north_m, kind="atm")
    assert rules(outlet) == ["near_duplicate"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        # Further away.
        ({"name_en": "Sok"}, {"name_en": "Sok", "north_m": 60}),
        # Numbered branches.
        ({"name_en": "Smart Shop 1"}, {"name_en": "Smart Shop 2"}),
        # A bank's machine beside its branch.
        ({"name_en": "ABA", "kind": "atm"}, {"name_en": "ABA", "kind": "bank_branch"}),
        # Agents of one wallet at a market.
        ({"name_en": "Dara Wing"}, {"name_en": "Sokha Wing Agent"}),
    ],
)
def test_what_is_told_apart_is_no_duplicate(rules, one, other):
    wing = factories.operator("wing")
    outlets = [factories.outlet(operator=wing, **said) for said in (one, other)]
    assert [rules(outlet) for outlet in outlets] == [[], []]


def test_two_operators_side_by_side_are_no_duplicate(rules):
    for slug in ("wing", "truemoney"):
        operator = factories.operator(slug)
        outlet = factories.outlet(name_en="ATM", kind="atm", operator=operator)
    assert rules(outlet) == []


def test_what_is_closed_for_good_is_nobodys_duplicate(rules):
    outlet = factories.outlet(name_en="Sok")
    factories.outlet(name_en="Sok", status="closed")
    assert rules(outlet) == []


# Texts, hours, phones


@pytest.mark.parametrize(
    "texts",
    [
        {"name_en": "ហាងទូរសព្ទ"},
        {"street_en": "金边街"},
        {"name_km": "Phone shop near the market"},
    ],
)
def test_a_text_in_another_script_is_flagged(rules, texts):
    assert rules(factories.outlet(**texts)) == ["wrong_script"]


def test_of_a_field_of_two_words_the_language_is_known(rules):
    assert rules(factories.outlet(hours_note_km="until late in the evening")) == [
        "wrong_script"
    ]
    said = QualityFlag.objects.get().values
    assert (said["field"], said["language"]) == ("hours_note", "km")


@pytest.mark.parametrize("name", ["ABA", "Wing", "អេប៊ីអេ (ABA)", "7-Eleven", "24"])
def test_a_brand_in_khmer_text_is_right(rules, name):
    assert rules(factories.outlet(name_km=name)) == []


def test_hours_that_an_import_could_not_read_are_flagged(rules):
    flag = {"field": "opening_hours", "reason": "not understood", "raw": "8ish"}
    assert rules(factories.outlet(flags=[flag])) == ["unreadable_hours"]


def test_hours_set_since_then_are_not(rules):
    flag = {"field": "opening_hours", "reason": "not understood", "raw": "8ish"}
    outlet = factories.outlet(flags=[flag], hours="08:00-17:00")
    assert rules(outlet) == []


@pytest.mark.parametrize("text", ["off", "2019 Mo 08:00-12:00"])
def test_hours_that_never_come_are_flagged(rules, text):
    assert rules(factories.outlet(hours=text)) == ["impossible_hours"]


def test_hours_on_holidays_alone_do_come(rules):
    assert rules(factories.outlet(hours="PH 08:00-12:00")) == []


def test_an_afternoon_typed_as_a_morning_is_flagged(rules):
    assert rules(factories.outlet(hours="07:45-04:00")) == ["doubtful_hours"]


@pytest.mark.parametrize("number", ["+8551", "+85599999999999"])
def test_a_number_that_nobody_can_dial_is_flagged(rules, number):
    assert rules(factories.outlet(phones=(number,))) == ["bad_phone"]


def test_a_number_that_an_import_could_not_read_is_flagged(rules):
    flag = {"field": "phone", "reason": "not a phone number", "raw": "ask Sok"}
    assert rules(factories.outlet(flags=[flag])) == ["bad_phone"]


# Age


@pytest.mark.parametrize(("days", "found"), [(300, []), (400, ["stale"])])
def test_an_outlet_not_checked_for_a_year_is_stale(rules, days, found):
    outlet = factories.outlet()
    long_ago = timezone.now() - dt.timedelta(days=days)
    type(outlet).objects.filter(pk=outlet.pk).update(created_at=long_ago)
    assert rules(outlet) == found


def test_a_check_makes_it_fresh_again(rules):
    old = dt.date(2020, 1, 1)
    assert rules(factories.outlet(source_date=old)) == ["stale"]
    fresh = factories.outlet(source_date=old, verified_at=timezone.now(), north_m=500)
    assert rules(fresh) == []


def test_how_long_is_a_setting(rules, settings):
    settings.QUALITY_STALE_MONTHS = 1
    two_months_ago = timezone.localdate() - dt.timedelta(days=61)
    assert rules(factories.outlet(source_date=two_months_ago)) == ["stale"]


# Reports


def report(outlet, kind="does_not_sell", days_ago=1, **values):
    day = timezone.localdate() - dt.timedelta(days=days_ago)
    return Report.objects.create(
        outlet=outlet,
        kind=kind,
        carrier=factories.carrier("smart"),
        reported_on=day,
        **values,
    )


def test_three_reports_against_an_offer_flag_it(rules):
    outlet = factories.outlet(sells="smart")
    for _number in range(2):
        report(outlet)
    assert rules(outlet) == []
    report(outlet)
    assert rules(outlet) == ["contradicted_offer"]


def test_as_many_reports_for_it_outweigh_them(rules):
    outlet = factories.outlet(sells="smart")
    for kind in ("does_not_sell", "top_up_worked"):
        for _number in range(3):
            report(outlet, kind)
    assert rules(outlet) == []


@pytest.mark.parametrize("values", [{"days_ago": 200}, {"status": "rejected"}])
def test_old_and_rejected_reports_do_not_count(rules, values):
    outlet = factories.outlet(sells="smart")
    for _number in range(3):
        report(outlet, **values)
    assert rules(outlet) == []


def test_reports_before_a_curators_check_do_not_count(rules):
    outlet = factories.outlet(sells="smart", verified_at=timezone.now())
    for _number in range(3):
        report(outlet)
    assert rules(outlet) == []


def test_reports_of_a_carrier_that_it_does_not_sell_contradict_nothing(rules):
    outlet = factories.outlet(sells="metfone")
    for _number in range(3):
        report(outlet)
    assert rules(outlet) == []
