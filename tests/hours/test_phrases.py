from datetime import UTC, datetime

import pytest

from locator.hours.phrases import Code, Phrase, phrase
from locator.hours.schedule import TIMEZONE, State

FRIDAY_NOON = datetime(2026, 11, 20, 12, tzinfo=TIMEZONE)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=TIMEZONE)


@pytest.mark.parametrize(
    ("closing", "code", "minutes"),
    [
        ("2026-11-20T14:01", Code.OPEN_UNTIL, None),
        ("2026-11-20T14:00", Code.CLOSES_IN, 120),
        ("2026-11-20T12:40", Code.CLOSES_IN, 40),
        ("2026-11-21T02:00", Code.OPEN_UNTIL, None),
        ("2026-11-21T12:00", Code.OPEN_UNTIL_DAY, None),
        ("2026-11-26T12:00", Code.OPEN_UNTIL_DAY, None),
        ("2026-11-27T12:00", Code.OPEN_UNTIL_DATE, None),
    ],
)
def test_an_open_place_says_until_when_or_from_two_hours_on_how_long(
    closing: str, code: Code, minutes: int | None
) -> None:
    said = phrase(State.OPEN, at(closing), FRIDAY_NOON)
    assert said == Phrase(code, at(closing), minutes)


@pytest.mark.parametrize(
    ("opening", "code", "minutes"),
    [
        ("2026-11-20T12:40", Code.OPENS_IN, 40),
        ("2026-11-20T14:00", Code.OPENS_IN, 120),
        ("2026-11-20T18:00", Code.OPENS_AT, None),
        ("2026-11-21T07:00", Code.OPENS_TOMORROW, None),
        ("2026-11-22T08:30", Code.OPENS_ON_DAY, None),
        ("2026-11-26T08:30", Code.OPENS_ON_DAY, None),
        ("2026-11-27T08:30", Code.OPENS_ON_DATE, None),
    ],
)
def test_a_closed_place_says_when_it_opens(
    opening: str, code: Code, minutes: int | None
) -> None:
    said = phrase(State.CLOSED, at(opening), FRIDAY_NOON)
    assert said == Phrase(code, at(opening), minutes)


def test_an_opening_soon_after_midnight_is_said_in_minutes_not_as_tomorrow() -> None:
    said = phrase(State.CLOSED, at("2026-11-21T00:10"), at("2026-11-20T23:30"))
    assert said.code is Code.OPENS_IN
    assert said.minutes == 40


def test_seconds_left_count_as_a_whole_minute() -> None:
    moment = at("2026-11-20T12:00:30")
    assert phrase(State.OPEN, at("2026-11-20T12:01"), moment).minutes == 1


def test_no_change_is_open_or_closed_without_a_time() -> None:
    assert phrase(State.OPEN, None, FRIDAY_NOON) == Phrase(Code.OPEN)
    assert phrase(State.CLOSED, None, FRIDAY_NOON) == Phrase(Code.CLOSED)


def test_unknown_hours_stay_unknown_whatever_comes_next() -> None:
    said = phrase(State.UNKNOWN, at("2026-11-20T18:00"), FRIDAY_NOON)
    assert said == Phrase(Code.UNKNOWN)


def test_a_change_into_the_unknown_is_no_opening() -> None:
    said = phrase(State.CLOSED, at("2026-11-20T18:00"), FRIDAY_NOON, State.UNKNOWN)
    assert said == Phrase(Code.CLOSED)


def test_the_time_is_cambodias_whatever_zone_is_passed_in() -> None:
    said = phrase(
        State.OPEN,
        datetime(2026, 11, 20, 13, tzinfo=UTC),
        datetime(2026, 11, 20, 5, tzinfo=UTC),
    )
    assert said.at == at("2026-11-20T20:00")
    assert said.at.tzinfo is TIMEZONE


@pytest.mark.parametrize(
    ("state", "change", "code"),
    [
        (State.OPEN, "2026-11-20T12:40", Code.OPEN_UNTIL),
        (State.CLOSED, "2026-11-20T12:40", Code.OPENS_AT),
        (State.CLOSED, "2026-11-21T07:00", Code.OPENS_ON_DAY),
    ],
)
def test_of_a_moment_to_plan_for_nothing_is_counted_from_it(
    state: State, change: str, code: Code
) -> None:
    said = phrase(state, at(change), FRIDAY_NOON, is_planned=True)
    assert said == Phrase(code, at(change))
