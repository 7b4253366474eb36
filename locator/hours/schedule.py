"""Open or not: at a moment, until when, and over the coming days.

Every moment is passed in, aware, in any time zone; what is returned is Cambodia's time.
A text that cannot be read, or an empty one, is unknown and never an error.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Final, TypeVar

from locator.hours import expression
from locator.hours.holidays import NO_HOLIDAYS, Calendar, Holiday
from locator.hours.rules import MINUTES_A_DAY
from locator.hours.timetable import (
    FIRST_DAY,
    LAST_DAY,
    TIMEZONE,
    State,
    Stretch,
    Timetable,
)

__all__ = [
    "NEXT_CHANGE_DAYS",
    "TIMEZONE",
    "Change",
    "Day",
    "Interval",
    "State",
    "intervals",
    "next_change",
    "next_transition",
    "state_at",
    "states_at",
    "week",
]

Key = TypeVar("Key")

NEXT_CHANGE_DAYS: Final = 60
TEXTS_KEPT: Final = 20_000
"""Timetables a process keeps, at about 3 KB each."""


@dataclass(frozen=True, slots=True)
class Interval:
    """Start and end are aware, in Cambodia's time; the end is not in it."""

    start: datetime
    end: datetime
    state: State

    @property
    def closes(self) -> str:
        """HH:mm, with 24:00 for midnight; 03:00 is read as the next day's."""
        return f"{self.end:%H:%M}" if self.end.time() != time() else "24:00"


@dataclass(frozen=True, slots=True)
class Change:
    """The next moment with another state, and that state."""

    at: datetime
    state: State


@dataclass(frozen=True, slots=True)
class Day:
    """A row of the week's table: what begins on that day, past midnight included."""

    date: date
    intervals: tuple[Interval, ...]
    holiday: Holiday | None


@lru_cache(maxsize=TEXTS_KEPT)
def _timetable(text: str) -> Timetable | None:
    try:
        return Timetable(expression.read(text).rules)
    except expression.OpeningHoursError:
        return None


def _here(moment: datetime) -> datetime | None:
    """The moment in Cambodia; None outside the years that can be evaluated.

    Raises ValueError for a naive moment: whose noon would it be?
    """
    if moment.tzinfo is None:
        raise ValueError("a moment needs a time zone")
    if not FIRST_DAY.year < moment.year < LAST_DAY.year:
        return None
    return moment.astimezone(TIMEZONE)


def state_at(text: str, moment: datetime, holidays: Calendar = NO_HOLIDAYS) -> State:
    timetable = _timetable(text)
    here = _here(moment)
    if timetable is None or here is None:
        return State.UNKNOWN
    minute = here.hour * 60 + here.minute
    return timetable.day(here.date(), holidays).at(minute)


def states_at(
    texts: Mapping[Key, str], moment: datetime, holidays: Calendar = NO_HOLIDAYS
) -> dict[Key, State]:
    """The state of each text by its key: one look-up a text once the day is known."""
    here = _here(moment)
    if here is None:
        return dict.fromkeys(texts, State.UNKNOWN)
    day, minute = here.date(), here.hour * 60 + here.minute
    states: dict[Key, State] = {}
    for key, text in texts.items():
        timetable = _timetable(text)
        states[key] = (
            timetable.day(day, holidays).at(minute) if timetable else State.UNKNOWN
        )
    return states


def next_transition(
    text: str,
    moment: datetime,
    holidays: Calendar = NO_HOLIDAYS,
    within_days: int = NEXT_CHANGE_DAYS,
) -> Change | None:
    """The next change of state; None where there is none within these days.

    Looks at one day after the other, at most `within_days` and one of them.
    """
    timetable = _timetable(text)
    here = _here(moment)
    if timetable is None or here is None:
        return None
    limit = here + timedelta(days=within_days)
    spans = _spans(timetable, here, limit, holidays)
    _now, state = next(spans)
    for start, later in spans:
        if later is not state:
            return Change(start, later)
    return None


def next_change(
    text: str,
    moment: datetime,
    holidays: Calendar = NO_HOLIDAYS,
    within_days: int = NEXT_CHANGE_DAYS,
) -> datetime | None:
    """When the state changes next, in Cambodia's time; None as in `next_transition`."""
    change = next_transition(text, moment, holidays, within_days)
    return change.at if change else None


def intervals(
    text: str, start: datetime, end: datetime, holidays: Calendar = NO_HOLIDAYS
) -> list[Interval]:
    """From start to end without a gap, closed times too, each as long as it can be."""
    here, limit = _here(start), _here(end)
    if here is None or limit is None or here >= limit:
        return []
    timetable = _timetable(text)
    if timetable is None:
        return [Interval(here, limit, State.UNKNOWN)]
    found: list[Interval] = []
    begun, current = here, None
    for at, state in _spans(timetable, here, limit, holidays):
        if current is not None and state is not current:
            found.append(Interval(begun, at, current))
            begun = at
        current = state
    if current is not None:
        found.append(Interval(begun, limit, current))
    return found


def _spans(
    timetable: Timetable, here: datetime, limit: datetime, holidays: Calendar
) -> Iterator[tuple[datetime, State]]:
    """(since when, state) from `here` until before `limit`; states may repeat."""
    plan = timetable.day(here.date(), holidays)
    yield here, plan.at(here.hour * 60 + here.minute)
    day = here.date()
    while day <= limit.date():
        midnight = datetime.combine(day, time(), TIMEZONE)
        plan = timetable.day(day, holidays)
        for minute, state in zip(plan.minutes, plan.states, strict=True):
            at = midnight + timedelta(minutes=minute)
            if here < at < limit:
                yield at, state
        day += timedelta(days=1)


def week(
    text: str,
    first_day: date,
    holidays: Calendar = NO_HOLIDAYS,
    *,
    days: int = 7,
    language: str = "en",
) -> list[Day]:
    """A row a day from the first on; night hours stand on the day they began.

    A day of a text that cannot be read is unknown from midnight to midnight. There is
    none after LAST_DAY.
    """
    timetable = _timetable(text)
    rows = []
    days = min(days, (LAST_DAY - first_day).days)
    for day in (first_day + timedelta(days=step) for step in range(days)):
        midnight = datetime.combine(day, time(), TIMEZONE)
        if timetable is None:
            stretches = [Stretch(0, MINUTES_A_DAY, State.UNKNOWN)]
        else:
            stretches = timetable.started_on(day, holidays)
        name = holidays.name(day, language)
        rows.append(
            Day(
                day,
                tuple(
                    Interval(
                        midnight + timedelta(minutes=stretch.start),
                        midnight + timedelta(minutes=stretch.end),
                        stretch.state,
                    )
                    for stretch in stretches
                ),
                Holiday(day, name) if name is not None else None,
            )
        )
    return rows
