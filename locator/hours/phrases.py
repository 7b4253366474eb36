"""What to say about a place's hours, as data; `locator.phrases` makes the sentence."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from locator.hours.timetable import TIMEZONE, State

SOON: Final = timedelta(hours=2)
"""From here on the time left is said, before it the time of day; as OsmAnd does."""
NAMED_DAYS: Final = 6
"""A weekday names one of the next six days; a later day needs its date."""


class Code(StrEnum):
    OPEN = "open"
    """No change within the days looked at."""
    OPEN_UNTIL = "open_until"
    OPEN_UNTIL_DAY = "open_until_day"
    """Open past tomorrow's same hour: the time of day needs its day."""
    OPEN_UNTIL_DATE = "open_until_date"
    CLOSES_IN = "closes_in"
    OPENS_IN = "opens_in"
    OPENS_AT = "opens_at"
    OPENS_TOMORROW = "opens_tomorrow"
    OPENS_ON_DAY = "opens_on_day"
    OPENS_ON_DATE = "opens_on_date"
    CLOSED = "closed"
    """No opening within the days looked at, or nobody knows when."""
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Phrase:
    """`at` is in Cambodia's time; `minutes` until then, rounded up, for `_in` codes."""

    code: Code
    at: datetime | None = None
    minutes: int | None = None


def phrase(
    state: State,
    next_change: datetime | None,
    moment: datetime,
    next_state: State | None = None,
    *,
    is_planned: bool = False,
) -> Phrase:
    """What holds at the moment and what comes next.

    Without `next_state`, a closed place is taken to open at its next change. Of a
    moment that is planned for, nothing is said in minutes from it or by "tomorrow".
    """
    if state is State.UNKNOWN:
        return Phrase(Code.UNKNOWN)
    at = next_change.astimezone(TIMEZONE) if next_change else None
    here = moment.astimezone(TIMEZONE)
    if state is State.OPEN:
        return _open(at, here, is_planned)
    if next_state is State.UNKNOWN:
        at = None
    return _closed(at, here, is_planned)


def _open(at: datetime | None, here: datetime, is_planned: bool) -> Phrase:
    if at is None:
        return Phrase(Code.OPEN)
    if at - here <= SOON and not is_planned:
        return Phrase(Code.CLOSES_IN, at, _minutes_left(at, here))
    if at - here < timedelta(days=1):
        return Phrase(Code.OPEN_UNTIL, at)
    if (at.date() - here.date()).days <= NAMED_DAYS:
        return Phrase(Code.OPEN_UNTIL_DAY, at)
    return Phrase(Code.OPEN_UNTIL_DATE, at)


def _closed(at: datetime | None, here: datetime, is_planned: bool) -> Phrase:
    if at is None:
        return Phrase(Code.CLOSED)
    if at - here <= SOON and not is_planned:
        return Phrase(Code.OPENS_IN, at, _minutes_left(at, here))
    days = (at.date() - here.date()).days
    if days == 0:
        return Phrase(Code.OPENS_AT, at)
    if days == 1 and not is_planned:
        return Phrase(Code.OPENS_TOMORROW, at)
    if days <= NAMED_DAYS:
        return Phrase(Code.OPENS_ON_DAY, at)
    return Phrase(Code.OPENS_ON_DATE, at)


def _minutes_left(at: datetime, here: datetime) -> int:
    return -int((here - at) // timedelta(minutes=1))
