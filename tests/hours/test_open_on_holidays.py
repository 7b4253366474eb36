"""What a text says of public holidays."""

from datetime import date

import pytest

from locator.hours.holidays import Calendar
from locator.hours.schedule import (
    State,
    next_change,
    state_at,
)
from tests.hours.asking import KH, here, open_times


@pytest.mark.parametrize(
    ("festival", "days"),
    [
        ("Khmer New Year", ["2026-04-14", "2026-04-15", "2026-04-16"]),
        ("Pchum Ben", ["2026-10-10", "2026-10-11", "2026-10-12"]),
        ("Water Festival", ["2026-11-23", "2026-11-24", "2026-11-25"]),
    ],
)
def test_closed_on_the_great_festivals_is_not_offered_as_open(
    festival: str, days: list[str]
) -> None:
    for day in days:
        noon = here(f"{day}T12:00")
        assert KH.name(noon.date()).startswith(festival)
        assert state_at("Mo-Su 08:00-17:00; PH off", noon, KH) is State.CLOSED
        assert state_at("Mo-Su 08:00-17:00", noon, KH) is State.OPEN


def test_a_bank_closed_over_the_water_festival_opens_on_the_thursday_after() -> None:
    text = "Mo-Fr 08:00-16:00; PH off"
    assert next_change(text, here("2026-11-20T16:00"), KH) == here("2026-11-26T08:00")


def test_shorter_hours_on_holidays_replace_the_usual_ones() -> None:
    text = "Mo-Su 07:00-20:00; PH 08:00-12:00"
    assert open_times(text, "2026-11-25T00:00", "2026-11-27T00:00") == [
        "25 08:00-25 12:00",
        "26 07:00-26 20:00",
    ]


def test_sundays_and_holidays_can_share_hours() -> None:
    text = "Mo-Sa 08:00-20:00; Su,PH 09:00-12:00"
    assert open_times(text, "2026-11-22T00:00", "2026-11-24T00:00") == [
        "22 09:00-22 12:00",
        "23 09:00-23 12:00",
    ]


def test_holidays_can_be_narrowed_to_weekdays() -> None:
    text = "08:00-17:00; PH Mo off"
    assert open_times(text, "2026-11-23T00:00", "2026-11-25T00:00") == [
        "24 08:00-24 17:00"
    ]


def test_holidays_can_be_narrowed_to_months() -> None:
    text = "08:00-17:00; Jan-Oct PH off"
    assert state_at(text, here("2026-10-10T12:00"), KH) is State.CLOSED
    assert state_at(text, here("2026-11-23T12:00"), KH) is State.OPEN


def test_the_eve_is_the_day_before_a_holiday_that_is_none_itself() -> None:
    text = "Mo-Su 08:00-17:00; PH off; PH eve 08:00-12:00"
    assert open_times(text, "2026-11-22T00:00", "2026-11-26T00:00") == [
        "22 08:00-22 12:00"
    ]


def test_a_holiday_decreed_late_closes_and_one_not_kept_opens() -> None:
    calendar = KH.with_changes(
        added={date(2026, 11, 26): "Extra day"}, removed={date(2026, 11, 23)}
    )
    text = "08:00-17:00; PH off"
    assert open_times(text, "2026-11-23T00:00", "2026-11-27T00:00", calendar) == [
        "23 08:00-23 17:00"
    ]


def test_the_same_text_answers_by_the_calendar_it_is_asked_with() -> None:
    noon = here("2026-11-23T12:00")
    assert state_at("08:00-17:00; PH off", noon, KH) is State.CLOSED
    assert state_at("08:00-17:00; PH off", noon, Calendar()) is State.OPEN


def test_school_holidays_alone_are_unknown() -> None:
    assert state_at("SH 08:00-12:00", here("2026-11-20T10:00")) is State.UNKNOWN
