"""A week as a grid of days and times: read from a text where that says no more."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from locator.hours import expression
from locator.hours.holidays import Calendar
from locator.hours.lexer import fold
from locator.hours.remarks import OpeningHoursError, gettext_noop
from locator.hours.rules import MINUTES_A_DAY, Edge, Effect, Rule, Separator, Span
from locator.hours.timetable import Timetable
from locator.hours.vocabulary import WEEKDAY_CODES

MAX_SPANS: Final = 2
"""So many times a day has the grid room for: a break at noon."""

HOLIDAYS: Final = "PH"
ROWS: Final = (*WEEKDAY_CODES, HOLIDAYS)

HALF_A_SPAN: Final = gettext_noop("{day}: write both when it opens and when it closes.")
NO_TIME: Final = gettext_noop('{day}: "{text}" is no time; write it like 08:00.')

_TIME: Final = re.compile(r"(\d{1,2})(?:\s*[:.h]\s*(\d{2}))?")
_MONDAY: Final = date(2024, 1, 1)
_NO_HOLIDAYS: Final = Calendar()

Spans = tuple[tuple[int, int], ...]
"""Minutes after midnight; an end past 24 * 60 is the next morning's."""


@dataclass(frozen=True, slots=True)
class Grid:
    """The times of each day from Monday on; `holidays` None where as on other days."""

    days: tuple[Spans, ...]
    holidays: Spans | None = None

    @property
    def rows(self) -> dict[str, Spans | None]:
        return dict(zip(ROWS, (*self.days, self.holidays), strict=True))


def grid_of(text: str) -> Grid | None:
    """The grid that says just what the text says; None where no grid does.

    Dates, comments, sun, open ends, odd weekdays and more than two times a day need
    the text. Raises OpeningHoursError where the text cannot be read.
    """
    rules = expression.read(text).rules
    if not all(map(_is_plain, rules)):
        return None
    timetable = Timetable(rules)
    days = [_spans(timetable, day, _NO_HOLIDAYS) for day in range(7)]
    feasts = [_spans(timetable, day, _holiday(day)) for day in range(7)]
    if any(len(spans) > MAX_SPANS for spans in (*days, *feasts)):
        return None
    holidays = None
    if feasts != days:
        if len(set(feasts)) > 1:
            return None
        holidays = feasts[0]
    grid = Grid(tuple(days), holidays)
    # Told apart by the morning after a late night, perhaps: then the text stays.
    return grid if _means_the_same(text_of(grid), timetable) else None


def text_of(grid: Grid) -> str:
    """The grid in OSM syntax, as it is stored; empty where it is never open."""
    if not any(grid.days) and not grid.holidays:
        return ""
    rules = []
    start = 0
    for day in range(1, 8):
        if day == 7 or grid.days[day] != grid.days[start]:
            if grid.days[start]:
                rules.append(_rule(WEEKDAY_CODES[start:day], grid.days[start]))
            start = day
    if grid.holidays is not None:
        times = _times(grid.holidays)
        rules.append(f"PH {times}" if times else "PH off")
    return expression.read("; ".join(rules)).repaired


def read_grid(rows: Mapping[str, Sequence[tuple[str, str]]], *, as_usual: bool) -> Grid:
    """The grid that was typed: for each of `ROWS`, pairs of opening and closing.

    With `as_usual` holidays are as other days. Raises OpeningHoursError, which names
    the day by its code.
    """
    read = {name: _read_row(name, rows.get(name, ())) for name in ROWS}
    holidays = None if as_usual else read.pop(HOLIDAYS)
    return Grid(tuple(read[code] for code in WEEKDAY_CODES), holidays)


def clock(minutes: int) -> str:
    """08:00; 26:00 is written 02:00, and midnight at the end of a day 24:00."""
    return str(Edge(minutes - MINUTES_A_DAY if minutes > MINUTES_A_DAY else minutes))


def _read_row(name: str, pairs: Sequence[tuple[str, str]]) -> Spans:
    spans = []
    for opens, closes in pairs:
        if not opens.strip() and not closes.strip():
            continue
        if not opens.strip() or not closes.strip():
            raise OpeningHoursError(HALF_A_SPAN, day=name)
        start, end = _minutes(name, opens), _minutes(name, closes)
        if start == MINUTES_A_DAY:
            raise OpeningHoursError(NO_TIME, day=name, text=opens[:20])
        spans.append((start, end if end > start else end + MINUTES_A_DAY))
    return tuple(sorted(spans))


def _minutes(name: str, text: str) -> int:
    match = _TIME.fullmatch(fold(text).strip())
    minutes = int(match[1]) * 60 + int(match[2] or 0) if match else -1
    if not 0 <= minutes <= MINUTES_A_DAY or (match and int(match[2] or 0) > 59):
        raise OpeningHoursError(NO_TIME, day=name, text=text[:20])
    return minutes


def _is_plain(rule: Rule) -> bool:
    return not (
        rule.separator is Separator.FALLBACK
        or rule.effect is Effect.UNKNOWN
        or rule.dates
        or rule.comment
        or rule.only_holidays
        or "[" in rule.weekdays
        or any(term.kind != HOLIDAYS or term.offset for term in rule.holidays)
        or not all(map(_is_fixed, rule.spans))
    )


def _is_fixed(span: Span) -> bool:
    return not (span.open_ended or span.start.event or span.end.event)


def _holiday(day: int) -> Calendar:
    return Calendar({_MONDAY + timedelta(days=day): "PH"})


def _spans(timetable: Timetable, day: int, holidays: Calendar) -> Spans:
    stretches = timetable.started_on(_MONDAY + timedelta(days=day), holidays)
    return tuple((stretch.start, stretch.end) for stretch in stretches)


def _means_the_same(text: str, timetable: Timetable) -> bool:
    """In a week without a holiday, and around one on each of its days."""
    if not text:
        return False
    other = Timetable(expression.read(text).rules)
    return all(
        other.day(_MONDAY + timedelta(days=day), holidays)
        == timetable.day(_MONDAY + timedelta(days=day), holidays)
        for holidays in (_NO_HOLIDAYS, *map(_holiday, range(7)))
        for day in range(8)
    )


def _rule(codes: Sequence[str], spans: Spans) -> str:
    if len(codes) == 7:
        return "24/7" if spans == ((0, MINUTES_A_DAY),) else _times(spans)
    days = codes[0] if len(codes) == 1 else f"{codes[0]}-{codes[-1]}"
    return f"{days} {_times(spans)}"


def _times(spans: Spans) -> str:
    return ",".join(f"{clock(start)}-{clock(end)}" for start, end in spans)
