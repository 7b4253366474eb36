"""Hours past midnight, and those that follow the sun."""

from datetime import timedelta

import opening_hours

from locator.hours.schedule import (
    State,
    next_change,
    state_at,
)
from tests.hours.asking import here, open_times

NIGHTCLUB = "Fr 20:00-03:00; Sa 10:00-18:00"


def test_hours_past_midnight_hold_on_a_day_with_hours_of_its_own() -> None:
    one_at_night = here("2026-11-21T01:00")
    assert opening_hours.OpeningHours(NIGHTCLUB).is_closed(one_at_night)
    assert state_at(NIGHTCLUB, one_at_night) is State.OPEN
    assert next_change(NIGHTCLUB, one_at_night) == here("2026-11-21T03:00")


def test_hours_past_midnight_end_at_midnight_before_a_day_that_is_off() -> None:
    text = "Mo-Fr 20:00-03:00; Sa off"
    assert state_at(text, here("2026-11-20T23:59")) is State.OPEN
    assert state_at(text, here("2026-11-21T01:00")) is State.CLOSED


def test_hours_past_midnight_end_at_midnight_before_a_holiday_that_is_off() -> None:
    text = "Mo-Su 20:00-03:00; PH off"
    assert open_times(text, "2026-11-22T12:00", "2026-11-27T12:00") == [
        "22 20:00-23 00:00",
        "26 20:00-27 03:00",
    ]


def test_off_as_the_first_rule_is_where_rules_start_and_cuts_no_night() -> None:
    text = "off; Fr 20:00-03:00"
    assert state_at(text, here("2026-11-21T01:00")) is State.OPEN


def test_an_hour_that_is_off_cuts_the_night_only_for_that_hour() -> None:
    text = "Fr 20:00-03:00; Sa 01:00-02:00 off"
    assert open_times(text, "2026-11-20T12:00", "2026-11-21T12:00") == [
        "20 20:00-21 01:00",
        "21 02:00-21 03:00",
    ]


def test_hours_of_the_next_morning_join_the_night_before() -> None:
    text = "Fr 20:00-03:00; Sa 02:00-05:00"
    assert open_times(text, "2026-11-20T12:00", "2026-11-21T12:00") == [
        "20 20:00-21 05:00"
    ]


def test_sunset_is_that_of_cambodia_and_not_a_fixed_hour() -> None:
    change = next_change("sunrise-sunset", here("2026-11-20T12:00"))
    assert change is not None
    assert abs(change - here("2026-11-20T17:31")) <= timedelta(minutes=5)


def test_a_night_from_sunset_to_sunrise_passes_midnight() -> None:
    assert state_at("sunset-sunrise", here("2026-11-20T01:00")) is State.OPEN
    assert state_at("sunset-sunrise", here("2026-11-20T12:00")) is State.CLOSED


def test_an_hour_after_sunset_counts_from_the_sun() -> None:
    change = next_change("08:00-(sunset+01:00)", here("2026-11-20T12:00"))
    assert change == next_change("08:00-sunset", here("2026-11-20T12:00")) + timedelta(
        hours=1
    )
