"""Promises kept on real values and on the tests of three other evaluators."""

import json
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import opening_hours
import pytest

from locator.hours.expression import OpeningHoursError, read
from locator.hours.holidays import Calendar, cambodia
from locator.hours.rules import Rule, Separator
from locator.hours.schedule import (
    NEXT_CHANGE_DAYS,
    TIMEZONE,
    State,
    intervals,
    next_change,
    state_at,
)
from locator.hours.timetable import Timetable

YEAR = timedelta(days=365)
LIBRARY_STATES = {
    State.OPEN: opening_hours.State.OPEN,
    State.CLOSED: opening_hours.State.CLOSED,
    State.UNKNOWN: opening_hours.State.UNKNOWN,
}

DIFFER = {
    "ohjs-98": "a night goes on into a day with hours of its own",
    "ohjs-582": "a night goes on into a day with hours of its own",
    "ohjs-497": "2015 Feb 29 is refused as impossible, so its state is unknown",
}
"""Cases decided otherwise here, and why."""


@pytest.fixture(scope="module")
def cases(real_data: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(
        (real_data / "opening-hours-cases.json").read_text("utf-8")
    )
    return found


@pytest.fixture(scope="module")
def values(real_data: Path) -> list[tuple[int, str]]:
    """(uses, text) of each value."""
    lines = (real_data / "opening-hours-values.tsv").read_text("utf-8")
    rows = [line.split("\t", 1) for line in lines.split("\n")[1:] if line]
    return [(int(count), value) for count, value in rows]


def local(text: str) -> datetime:
    # The cases speak of local time, and none is at a change of the clocks.
    return datetime.fromisoformat(text).replace(tzinfo=TIMEZONE)


def named(moment: datetime) -> str:
    return moment.replace(tzinfo=None).isoformat(timespec="minutes")


def expected_and_found(case: dict[str, Any]) -> tuple[object, object]:
    text = case["value"]
    holidays = Calendar({date.fromisoformat(d): "" for d in case.get("ph_dates", [])})
    if case["kind"] == "next_change":
        change = next_change(text, local(case["at"]), holidays, within_days=4 * 366)
        return case["expected"], change and named(change)
    if case["kind"] == "current_or_next_open":
        at = local(case["at"])
        around = intervals(text, at - YEAR, at + 3 * YEAR, holidays)
        coming = [i for i in around if i.state is State.OPEN and i.end > at]
        found = (named(coming[0].start), named(coming[0].end)) if coming else None
        return (case["start"], case["end"]), found
    stretches: list[tuple[str, str, bool]] = []
    for stretch in case["intervals"]:
        start, unknown = stretch["start"], stretch["unknown"]
        # The cases part at a change of the remark, which is no change of the state.
        if stretches and stretches[-1][1:] == (start, unknown):
            start = stretches.pop()[0]
        stretches.append((start, stretch["end"], unknown))
    return stretches, [
        (named(i.start), named(i.end), i.state is State.UNKNOWN)
        for i in intervals(text, local(case["from"]), local(case["to"]), holidays)
        if i.state is not State.CLOSED
    ]


def test_other_evaluators_agree_but_for_what_is_decided_otherwise(
    cases: list[dict[str, Any]],
) -> None:
    different = {}
    for case in cases:
        expected, found = expected_and_found(case)
        if found != expected:
            different[case["id"]] = (expected, found)
    assert different.keys() == DIFFER.keys(), different


def test_nine_in_ten_uses_are_read_and_the_rest_is_told_why_in_one_line(
    values: list[tuple[int, str]],
) -> None:
    uses = understood = 0
    for count, value in values:
        uses += count
        refusal = ""
        try:
            read(value)
        except OpeningHoursError as error:
            refusal = str(error)
        else:
            understood += count
        assert "\n" not in refusal
    assert understood >= 0.9 * uses


def test_every_real_value_is_answered_within_its_days(
    values: list[tuple[int, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    planned = 0
    plan = Timetable._plan

    def counted(self: Timetable, day: date, holidays: Calendar) -> object:
        nonlocal planned
        planned += 1
        return plan(self, day, holidays)

    monkeypatch.setattr(Timetable, "_plan", counted)
    moment = datetime(2026, 11, 20, 12, tzinfo=TIMEZONE)
    for _count, value in values:
        planned = 0
        assert state_at(value, moment, cambodia()) in State
        next_change(value, moment, cambodia())
        assert planned <= NEXT_CHANGE_DAYS + 2


def test_what_is_stored_reads_as_itself(values: list[tuple[int, str]]) -> None:
    for _count, value in values:
        try:
            repaired = read(value).repaired
        except OpeningHoursError:
            continue
        assert read(repaired).repaired == repaired


def is_plain(rules: tuple[Rule, ...]) -> bool:
    """Whether nothing is in it that the library evaluates otherwise on purpose."""
    return not any(
        rule.holidays
        or rule.separator is Separator.FALLBACK
        or any(span.start.event or span.end.event for span in rule.spans)
        or (len(rules) > 1 and any(span.may_pass_midnight for span in rule.spans))
        for rule in rules
    )


def test_the_library_agrees_at_every_change_of_plain_hours(
    values: list[tuple[int, str]],
) -> None:
    start = datetime(2026, 2, 20, tzinfo=TIMEZONE)
    compared = 0
    for _count, value in values:
        try:
            expression = read(value)
        except OpeningHoursError:
            continue
        if not is_plain(expression.rules):
            continue
        compared += 1
        library = opening_hours.OpeningHours(expression.repaired)
        for interval in intervals(value, start, start + timedelta(days=9)):
            for moment in (interval.start, interval.end - timedelta(minutes=1)):
                state, _remark = library.state(moment.replace(tzinfo=None))
                assert state == LIBRARY_STATES[interval.state], (
                    expression.repaired,
                    moment,
                )
    assert compared > 2000
