"""What rules mean on a day: who is open from which minute to which.

`opening-hours-py` checks the syntax, decides which days a rule's dates and weekdays
select, and computes the sun. How rules meet is decided here, a day at a time, since the
library cuts hours at midnight where the next day has hours of its own, knows no
holidays of Cambodia, fills no gaps with `||`, and may search years for a change.
"""

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

import opening_hours

from locator.hours.holidays import Calendar
from locator.hours.rules import (
    MINUTES_A_DAY,
    Edge,
    Effect,
    HolidayTerm,
    Rule,
    Separator,
    plain_weekdays,
)

TIMEZONE: Final = ZoneInfo("Asia/Phnom_Penh")
CENTRE: Final = (12.57, 104.99)
"""Where the sun is read for all Cambodia: latitude, longitude in degrees."""
FIRST_DAY: Final = date(1901, 1, 1)
LAST_DAY: Final = date(9000, 1, 1)
"""What the library evaluates; beyond, everything is unknown."""

_DAYS_KEPT = 10
_DAY = timedelta(days=1)


class State(StrEnum):
    OPEN = "open"
    CLOSED = "closed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class DayPlan:
    """A day as the minutes at which its state changes; the first is minute 0."""

    minutes: tuple[int, ...]
    states: tuple[State, ...]

    def at(self, minute: int) -> State:
        return self.states[bisect_right(self.minutes, minute) - 1]


@dataclass(frozen=True, slots=True)
class Stretch:
    """Minutes after a day's midnight between which the state is open or unknown."""

    start: int
    end: int
    state: State


@dataclass(frozen=True, slots=True)
class _Piece:
    """Minutes painted by a rule; past 24 * 60 they belong to the next day."""

    start: int
    end: int
    effect: Effect


_STATES = {
    Effect.OPEN: State.OPEN,
    Effect.UNKNOWN: State.UNKNOWN,
    Effect.OFF: State.CLOSED,
}


@lru_cache(maxsize=400)
def _sun(day: date) -> dict[str, int]:
    """Minutes after midnight of the sun's events over Cambodia's centre."""
    minutes: dict[str, int] = {}
    midnight = datetime.combine(day, time(), TIMEZONE)
    for rising, setting in (("sunrise", "sunset"), ("dawn", "dusk")):
        # The country would be looked up for a second; with auto_timezone off too, the
        # library would leave the coordinates unused.
        hours = opening_hours.OpeningHours(
            f"{rising}-{setting}",
            timezone=TIMEZONE,
            coords=CENTRE,
            auto_country=False,
        )
        light = next(
            (start, end)
            for start, end, state, _comment in hours.intervals(
                midnight, midnight + _DAY
            )
            if state == opening_hours.State.OPEN
        )
        for event, moment in zip((rising, setting), light, strict=True):
            minutes[event] = moment.hour * 60 + moment.minute
    return minutes


class _Selector:
    """The days a rule speaks of."""

    def __init__(self, rule: Rule) -> None:
        self._holidays = [term for term in rule.holidays if term.kind == "PH"]
        self._any_day = not rule.weekdays and not rule.holidays
        self._only_holidays = rule.only_holidays
        self._weekdays = plain_weekdays(rule.weekdays) if rule.weekdays else None
        self._special_weekdays = (
            _days_of(rule.weekdays)
            if rule.weekdays and self._weekdays is None
            else None
        )
        self._dates = _days_of(rule.dates) if rule.dates else None

    def matches(self, day: date, holidays: Calendar) -> bool:
        if self._dates is not None and not _selects(self._dates, day):
            return False
        if self._any_day:
            return True
        if self._weekdays is not None:
            on_weekday = day.weekday() in self._weekdays
        else:
            special = self._special_weekdays
            on_weekday = special is not None and _selects(special, day)
        if on_weekday and not self._only_holidays:
            return True
        on_holiday = any(_is_holiday(day, term, holidays) for term in self._holidays)
        return on_holiday and (on_weekday or not self._only_holidays)


def _days_of(selector: str) -> opening_hours.OpeningHours:
    return opening_hours.OpeningHours(
        f"{selector} 12:00-13:00", auto_country=False, auto_timezone=False
    )


def _selects(days: opening_hours.OpeningHours, day: date) -> bool:
    return bool(days.is_open(datetime.combine(day, time(12))))


def _is_holiday(day: date, term: HolidayTerm, holidays: Calendar) -> bool:
    """The eve of a holiday is no eve where it is a holiday itself."""
    if term.offset and day in holidays:
        return False
    return day - timedelta(days=term.offset) in holidays


class Timetable:
    """Rules made ready to be asked about days. Cannot be pickled: keep the text."""

    def __init__(self, rules: tuple[Rule, ...]) -> None:
        known = [rule for rule in rules if not _is_only_about_school(rule)]
        self._rules = [
            (rule, _Selector(rule))
            for rule in known
            if rule.separator is not Separator.FALLBACK
        ]
        self._fallbacks = [
            (rule, _Selector(rule))
            for rule in known
            if rule.separator is Separator.FALLBACK
        ]
        self._says_nothing = not known
        self._passes_midnight = any(
            span.may_pass_midnight for rule in known for span in rule.spans
        )
        self._days: dict[tuple[date, Calendar], DayPlan] = {}

    def day(self, day: date, holidays: Calendar) -> DayPlan:
        """The day's plan, with what runs over from the day before."""
        key = (day, holidays)
        plan = self._days.get(key)
        if plan is None:
            plan = self._plan(day, holidays)
            if len(self._days) >= _DAYS_KEPT:
                self._days.clear()
            self._days[key] = plan
        return plan

    def started_on(self, day: date, holidays: Calendar) -> list[Stretch]:
        """The stretches that begin on the day; ends past 24 * 60 are the next day's."""
        stretches = _stretches(self._painted(day, holidays, with_spill=False))
        spill = self._spill(day + _DAY, holidays) if day < LAST_DAY else []
        for piece in spill:
            if piece.start or not stretches or stretches[-1].end != MINUTES_A_DAY:
                continue
            last = stretches[-1]
            stretches[-1] = Stretch(last.start, MINUTES_A_DAY + piece.end, last.state)
        return stretches

    def _plan(self, day: date, holidays: Calendar) -> DayPlan:
        minutes, states = [0], [State.CLOSED]
        for stretch in _stretches(self._painted(day, holidays, with_spill=True)):
            if stretch.start == minutes[-1]:
                states[-1] = stretch.state
            else:
                minutes.append(stretch.start)
                states.append(stretch.state)
            if stretch.end < MINUTES_A_DAY:
                minutes.append(stretch.end)
                states.append(State.CLOSED)
        return DayPlan(tuple(minutes), tuple(states))

    def _painted(
        self, day: date, holidays: Calendar, *, with_spill: bool
    ) -> list[_Piece]:
        if self._says_nothing or not FIRST_DAY <= day <= LAST_DAY:
            return [_Piece(0, MINUTES_A_DAY, Effect.UNKNOWN)]
        own = self._own(day, holidays)
        pieces = [
            _Piece(piece.start, min(piece.end, MINUTES_A_DAY), piece.effect)
            for piece in own
            if piece.start < MINUTES_A_DAY
        ]
        if with_spill:
            pieces += self._spill(day, holidays)
        for rule, selector in self._fallbacks:
            if selector.matches(day, holidays):
                for piece in _pieces(rule, day):
                    today = _Piece(
                        piece.start, min(piece.end, MINUTES_A_DAY), piece.effect
                    )
                    pieces += _outside(today, pieces, Effect.OPEN, Effect.UNKNOWN)
        return pieces

    def _spill(self, day: date, holidays: Calendar) -> list[_Piece]:
        """What runs over from the day before into hours the day has not spoken of."""
        if not self._passes_midnight:
            return []
        own = self._own(day, holidays)
        return [
            kept
            for piece in self._own(day - _DAY, holidays)
            if piece.end > MINUTES_A_DAY and piece.effect is not Effect.OFF
            for kept in _outside(
                _Piece(
                    max(piece.start - MINUTES_A_DAY, 0),
                    piece.end - MINUTES_A_DAY,
                    piece.effect,
                ),
                own,
                *Effect,
            )
        ]

    def _own(self, day: date, holidays: Calendar) -> list[_Piece]:
        """What the rules paint on the day, past its midnight too; no fallbacks."""
        painted: list[_Piece] = []
        for rule, selector in self._rules:
            if not selector.matches(day, holidays):
                continue
            is_off = rule.effect is Effect.OFF
            replaces = rule.separator is Separator.NORMAL and not (
                is_off and rule.spans
            )
            if replaces:
                painted = []
            if is_off and not rule.spans and not rule.is_selective:
                painted = []  # "off; Mo 08:00-12:00": where rules start, not a day off
                continue
            for piece in _pieces(rule, day):
                painted = [
                    rest
                    for older in painted
                    for rest in _outside(older, [piece], *Effect)
                ]
                painted.append(piece)
        return painted


def _is_only_about_school(rule: Rule) -> bool:
    return (
        bool(rule.holidays)
        and not (rule.weekdays and not rule.only_holidays)
        and all(term.kind == "SH" for term in rule.holidays)
    )


def _pieces(rule: Rule, day: date) -> list[_Piece]:
    if not rule.spans:
        return [_Piece(0, MINUTES_A_DAY, rule.effect)]
    pieces = []
    for span in rule.spans:
        start, end = _minute(span.start, day), _minute(span.end, day)
        if end <= start:
            end += MINUTES_A_DAY
        pieces.append(_Piece(start, end, rule.effect))
    return pieces


def _minute(edge: Edge, day: date) -> int:
    if not edge.event:
        return edge.minutes
    return max(_sun(day)[edge.event] + edge.minutes, 0)


def _outside(piece: _Piece, others: list[_Piece], *effects: Effect) -> list[_Piece]:
    """What of the piece no other piece of these effects covers."""
    rests = [piece]
    for other in others:
        if other.effect not in effects:
            continue
        rests = [
            _Piece(start, end, rest.effect)
            for rest in rests
            for start, end in (
                (rest.start, min(rest.end, other.start)),
                (max(rest.start, other.end), rest.end),
            )
            if start < end
        ]
    return rests


def _stretches(pieces: list[_Piece]) -> list[Stretch]:
    """The pieces open or unknown in order, touching ones of one state as one."""
    stretches: list[Stretch] = []
    for piece in sorted(pieces, key=lambda piece: piece.start):
        if piece.effect is Effect.OFF:
            continue
        state = _STATES[piece.effect]
        last = stretches[-1] if stretches else None
        if last and last.end == piece.start and last.state == state:
            stretches[-1] = Stretch(last.start, piece.end, state)
        else:
            stretches.append(Stretch(piece.start, piece.end, state))
    return stretches
