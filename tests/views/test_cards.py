"""What a card says of an outlet."""

import datetime as dt
import re

import pytest
from django.utils import timezone

from tests import factories
from tests.views.pages import near

pytestmark = pytest.mark.django_db


def test_a_search_lists_the_nearest_with_distance_walk_state_and_carrier(client):
    factories.outlet(
        name="Tola Phone Shop", sells="smart", hours="08:00-20:00", north_m=410
    )
    text = near(client)
    assert "Tola Phone Shop" in text
    assert "410 m" in text
    assert "6 min walk" in text
    assert "Open until 20:00" in text
    assert 'class="pill confirmed">Smart' in text


def test_a_card_says_that_it_closes_before_one_gets_there(client):
    factories.outlet(sells="smart", hours="08:00-12:10", north_m=1400)
    assert "closes before you get there" in near(client)


def test_a_card_that_is_open_on_arrival_does_not(client):
    factories.outlet(sells="smart", hours="08:00-12:40", north_m=1400)
    assert "closes before you get there" not in near(client)


def test_less_than_confirmed_is_said_and_marked(client):
    factories.outlet(sells="smart", confidence="likely")
    assert 'class="pill likely">Smart, likely' in near(client)


def test_unknown_hours_stay_in_with_the_note_on_usual_hours(client):
    factories.outlet(sells="smart", hours_note="usually until dark")
    text = near(client)
    assert "Hours unknown" in text
    assert "usually until dark" in text


def test_samples_bring_the_banner(client):
    factories.outlet(sells="smart", source="sample")
    assert "Sample data." in near(client)


def test_no_sample_no_banner(client):
    factories.outlet(sells="smart")
    assert "Sample data." not in near(client)


def test_the_local_name_stands_beneath_in_its_language(client):
    factories.outlet(name_en="Tola", name_km="តុលា", sells="smart")
    assert '<p class="local" lang="km">តុលា</p>' in near(client)


def test_a_name_only_in_khmer_says_that_it_is_khmer(client):
    factories.outlet(name="", name_en="", name_km="តុលា", sells="smart")
    assert '<h3 lang="km">' in near(client)


def test_the_address_begins_with_its_landmark(client):
    factories.outlet(
        sells="smart",
        landmark_relation="beside",
        landmark="Phsar Thmei, west gate",
        street="St. 130",
    )
    plain = re.sub(r"</?span[^>]*>", "", near(client))
    assert "beside Phsar Thmei, west gate" in plain
    assert "St. 130" in plain


def test_call_dials_the_number(client):
    factories.outlet(sells="smart", phones=("+85512345678",))
    assert 'href="tel:+85512345678"' in near(client)


def test_cash_only_is_said(client):
    factories.outlet(sells="smart", payments=("cash",))
    assert "cash only" in near(client)


@pytest.mark.parametrize(
    ("days", "said"),
    [(0, "checked today"), (1, "checked 1 day ago"), (90, "checked 3 months ago")],
)
def test_how_fresh_it_is(client, days, said):
    verified = timezone.now() - dt.timedelta(days=days)
    factories.outlet(sells="smart", verified_at=verified)
    assert said in near(client)


def test_what_nobody_checked_says_so(client):
    factories.outlet(sells="smart")
    assert "not checked yet" in near(client)


def test_nobody_rides_a_motorbike_beyond_thirty_kilometres(client):
    factories.outlet(sells="smart", north_m=31_000)
    assert "by motorbike" not in near(client)
