"""Reads times of day: 08:00-17:00, 8-17, 8am-5:30pm, 17:00+, sunrise-sunset."""

from typing import Final

from locator.hours.lexer import NOT_A_TIME, Token
from locator.hours.remarks import OpeningHoursError, Remark, gettext_noop
from locator.hours.rules import MINUTES_A_DAY, Edge, Span
from locator.hours.stream import Stream

NO_CLOSING_TIME: Final = gettext_noop(
    '"{time}" has no closing time: write {time}-{later}, or {time}+ if the end is not '
    "known."
)
AFTERNOON: Final = gettext_noop("{typed} was read as {read}: check the closing time.")
REPETITION: Final = gettext_noop(
    "Every so many hours or minutes is not supported: {span} counts as open throughout."
)

_NOON = MINUTES_A_DAY // 2
_EARLIEST_SURE_MORNING = 6 * 60
_SHORTEST_DAY = 4 * 60


def read_span(stream: Stream, remarks: list[Remark]) -> Span:
    """One span; what the editor should check is added to the remarks."""
    first, start = _edge(stream)
    if _accept_plus(stream):
        return Span(start, Edge(MINUTES_A_DAY), open_ended=True)
    if span := _two_times(stream, first, start):
        remarks.append(_read_as(first, stream.peek(-1), span))
        return span
    if not (stream.accept("-") or _accept_colon(stream)):
        raise _no_closing_time(first, start)
    if _says_open_end(stream):
        return Span(start, Edge(MINUTES_A_DAY), open_ended=True)
    if not stream.starts_time():
        raise _no_closing_time(first, start)
    last, end = _edge(stream)
    if not (start.event or end.event):
        read_differently = _meant_afternoon(first, start, last, end) or (
            first.kind == "number"
            and last.meridiem == "pm"
            and start.minutes <= _EARLIEST_SURE_MORNING
        )
        start, end = _ordered(first, start, last, end)
        if read_differently:
            remarks.append(_read_as(first, last, Span(start, end)))
    span = Span(start, end, open_ended=_accept_plus(stream))
    slash, interval, after = stream.kinds(3)
    if slash == "/" and interval in ("clock", "number") and after != "-":
        stream.place += 2
        remarks.append(Remark(REPETITION, span=str(span)))
    return span


def _edge(stream: Stream) -> tuple[Token, Edge]:
    token = stream.next()
    if token.kind == "event":
        return token, Edge(0, token.value)
    if token.kind == "(":
        event, sign, shift = stream.next(), stream.next(), stream.next()
        if (
            sign.kind not in ("+", "-")
            or shift.kind != "clock"
            or not stream.accept(")")
        ):
            raise stream.not_understood()
        minutes = -shift.minutes if sign.kind == "-" else shift.minutes
        return event, Edge(minutes, event.value)
    if token.kind == "number":
        hour, minute = token.number, 0
        if len(token.value) > 2:  # 0830, 900
            hour, minute = divmod(hour, 100)
        if hour > 24 or minute > 59 or (hour == 24 and minute):
            raise OpeningHoursError(NOT_A_TIME, time=token.text)
        return token, Edge(hour * 60 + minute)
    return token, Edge(token.minutes)


def _accept_plus(stream: Stream) -> bool:
    """`17:00+`, but not `08:00-17:00 + Sa 08:00-12:00`."""
    return stream.peek(1).kind != "weekday" and stream.accept("+")


def _accept_colon(stream: Stream) -> bool:
    """`08:00:17:00`, with a colon for the dash, or `0800:-1700`, with both."""
    if stream.kinds(2) == [":", "-"]:
        stream.next()
        return stream.accept("-")
    return stream.kinds(2) == [":", "clock"] and stream.accept(":")


def _two_times(stream: Stream, first: Token, start: Edge) -> Span | None:
    """`8:00 18:00` at the end of a rule, where it can only be a day's work."""
    kind, after = stream.kinds(2)
    if (first.kind, kind) != ("clock", "clock") or after not in ("end", ";"):
        return None
    end = Edge(stream.peek().minutes)
    if not start.minutes + _SHORTEST_DAY <= end.minutes <= MINUTES_A_DAY:
        return None
    stream.next()
    return Span(start, end)


def _read_as(first: Token, last: Token, span: Span) -> Remark:
    typed = f"{first.text.strip()}-{last.text.strip()}"
    return Remark(AFTERNOON, typed=typed, read=str(span))


def _says_open_end(stream: Stream) -> bool:
    """`17:00-late`, `17:00-close`, `17:00-open end`, `17:00-+`."""
    read = False
    while stream.accept("+", "late", "state"):
        read = True
    return read


def _no_closing_time(first: Token, start: Edge) -> OpeningHoursError:
    if start.event:
        return OpeningHoursError(NO_CLOSING_TIME, time=first.text, later="22:00")
    later = next((hour for hour in (17, 22) if start.minutes < (hour - 3) * 60), 26)
    closing = str(Span(start, Edge(later * 60))).partition("-")[2]
    return OpeningHoursError(NO_CLOSING_TIME, time=str(start), later=closing)


def _ordered(first: Token, start: Edge, last: Token, end: Edge) -> tuple[Edge, Edge]:
    """Settles halves of the day and midnight, so that the end follows the start."""
    opening, closing = start.minutes, end.minutes
    if _shares_afternoon(first, opening, last, closing):
        opening += _NOON
    if _meant_afternoon(first, start, last, end):
        closing += _NOON
    if opening >= MINUTES_A_DAY:
        raise OpeningHoursError(NOT_A_TIME, time=first.text)
    if closing <= opening:
        closing += MINUTES_A_DAY
    if closing > 2 * MINUTES_A_DAY:
        raise OpeningHoursError(NOT_A_TIME, time=last.text)
    return Edge(opening), Edge(closing)


def _shares_afternoon(first: Token, opening: int, last: Token, closing: int) -> bool:
    """`1-5pm` opens at 13:00; `9-5pm` opens at 09:00."""
    return (
        first.kind == "number"
        and last.meridiem == "pm"
        and opening < 6 * 60
        and opening + _NOON < closing
    )


def _meant_afternoon(first: Token, start: Edge, last: Token, end: Edge) -> bool:
    """`10am-6` and `8-5` close in the afternoon. `08:00-05:00` stays as written."""
    opening, closing = start.minutes, end.minutes
    if closing > opening or closing >= _NOON:
        return False
    if first.meridiem == "am":
        return not last.meridiem and closing + _NOON > opening
    if not first.kind == last.kind == "number" or len(last.value) > 1:
        return False
    early = len(first.value) == 1 and opening >= 5 * 60
    return closing >= 60 and (early or first.value in ("10", "11", "12"))
