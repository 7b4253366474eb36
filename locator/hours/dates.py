"""Reads years, months, days of months and weeks: the dates a rule is about."""

import re
from calendar import monthrange
from typing import Final

from locator.hours.lexer import Token
from locator.hours.remarks import OpeningHoursError, gettext_noop
from locator.hours.stream import Stream
from locator.hours.vocabulary import LONGEST_MONTHS

NO_SUCH_DATE: Final = gettext_noop("{month} has no day {day}: correct the date.")

_YEAR_MONTHS = re.compile(r"(\d{4}) ([A-Z][a-z]{2})-(\d{4}) ([A-Z][a-z]{2})(?! ?\d)")


def starts_date(stream: Stream, *, after_days: bool = False) -> bool:
    """Whether dates come next; a number behind weekdays is an hour."""
    token, after = stream.peek(), stream.peek(1)
    if token.kind == "month" or token.value in ("week", "easter"):
        return True
    if token.kind != "number" or after_days:
        return False
    if not stream.is_year():
        return after.kind == "month" and len(token.value) <= 2
    if after.kind == "-" and stream.is_year(2):
        # 2026-2027 Mo, not the times 1900-2100.
        return stream.peek(3).kind not in ("end", ";", ",")
    return after.value in ("week", "easter") or after.kind in (
        "month", "weekday", "holiday", "state", "+", ",", "clock", "end", ";", "/",
    )  # fmt: skip


def read_dates(stream: Stream) -> str:
    """The dates in OSM syntax. Raises OpeningHoursError for a day no month has."""
    text = ""
    month = ""
    while True:
        piece, month = _date(stream, month)
        text += piece
        if stream.peek().kind not in ("-", ",") or not _goes_on(stream, bool(month)):
            break
        text += stream.next().kind
    stream.accept(":")
    return _YEAR_MONTHS.sub(_as_days, text)


def _goes_on(stream: Stream, after_month: bool) -> bool:
    """Whether what follows the dash or comma here is a date too."""
    token, after = stream.peek(1), stream.peek(2)
    if token.kind == "month" or token.value in ("week", "easter"):
        return True
    if token.kind != "number":
        return False
    if stream.is_year(1) or after.kind == "month":
        return True
    if not after_month or len(token.value) > 2:
        return False
    # "Dec 24,31 10:00-12:00" goes on with a day, "Dec 24,8-12:00" with hours.
    return after.kind != "-" or stream.peek(3).kind != "clock"


def _date(stream: Stream, month: str) -> tuple[str, str]:
    """One date or one end of a range, and the month that a bare day after it is in."""
    year = 0
    prefix = ""
    if stream.is_year():
        year = stream.next().number
        prefix = str(year)
        if stream.accept("+"):
            return f"{prefix}+", ""
        if stream.kinds(2) == ["/", "number"]:
            stream.next()
            prefix += f"/{stream.next().number}"
    token = stream.peek()
    if token.value == "week":
        stream.next()
        return _joined(prefix, _weeks(stream)), ""
    if token.value == "easter":
        stream.next()
        return _joined(prefix, f"easter{stream.offset()}"), ""
    if token.kind == "month":
        month = stream.next().value
        return _joined(prefix, _in_month(stream, month, year)), month
    if token.kind == "number" and not prefix:
        stream.next()
        if stream.peek().kind == "month":  # 24 Dec
            month = stream.next().value
        if not month:
            raise stream.not_understood()
        return _day(month, token, year), month
    return prefix, ""


def _in_month(stream: Stream, month: str, year: int) -> str:
    day = stream.peek()
    if day.kind == "number" and len(day.value) <= 2:
        stream.next()
        return _day(month, day, year) + stream.offset()
    place = stream.place
    stream.accept(":")
    if stream.kinds(2) == ["weekday", "["]:
        ends_range = stream.peek(-2).kind == "-"
        text = f"{month} {stream.weekdays()}"
        if stream.kinds(3) == ["-", "weekday", "["]:  # Sep Fr[3]-Su[-1]
            stream.next()
            return f"{text}-{month} {stream.weekdays()}"
        starts_range = stream.kinds(2) in (["-", "month"], ["-", "number"])
        if starts_range or ends_range:  # Mar Su[-1]-Oct Su[-1]
            return text
    stream.place = place
    return month


def _day(month: str, day: Token, year: int) -> str:
    last = LONGEST_MONTHS[month]
    if year and month == "Feb":
        last = monthrange(year, 2)[1]
    if not 1 <= day.number <= last:
        named = f"{month} {year}" if year and day.number == 29 else month
        raise OpeningHoursError(NO_SUCH_DATE, month=named, day=day.value)
    return f"{month} {day.number:02}"


def _weeks(stream: Stream) -> str:
    text = ""
    while stream.peek().kind in ("number", "-", ",", "/"):
        token = stream.peek()
        if token.kind == "number":
            if text[-1:].isdigit():
                break  # hours follow the weeks
            text += str(token.number) if text[-1:] == "/" else f"{token.number:02}"
        elif stream.peek(1).kind == "number":
            text += token.kind
        else:
            break
        stream.next()
    return f"week {text}"


def _as_days(months: re.Match[str]) -> str:
    """`2024 Mar-2025 Jan`, which the evaluating library does not read, in days."""
    first_year, first, last_year, last = months.groups()
    last_day = monthrange(int(last_year), list(LONGEST_MONTHS).index(last) + 1)[1]
    return f"{first_year} {first} 01-{last_year} {last} {last_day}"


def _joined(*parts: str) -> str:
    return " ".join(filter(None, parts))
