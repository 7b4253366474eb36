"""Reads tokens as rules, forgiving what people type instead of OSM syntax."""

from dataclasses import dataclass, field, replace
from typing import Final

from locator.hours.dates import read_dates, starts_date
from locator.hours.lexer import Token
from locator.hours.remarks import OpeningHoursError, Remark, gettext_noop
from locator.hours.rules import (
    APPOINTMENT,
    MINUTES_A_DAY,
    Edge,
    Effect,
    HolidayTerm,
    Rule,
    Separator,
    Span,
)
from locator.hours.stream import END, Stream
from locator.hours.times import read_span

NO_OPENING_TIME: Final = gettext_noop(
    'An opening time is missing before "-{time}": write 08:00-17:00.'
)

_SEPARATORS = {
    ";": Separator.NORMAL,
    ",": Separator.ADDITIONAL,
    "separator": Separator.FALLBACK,
}
_DAYS = ("weekday", "holiday", "days")
_ENDS_OF_HOURS = ("clock", "number", "event", "state", "always", "comment", ")")
_ENDS_OF_RULES = ("end", ";", ",", "comment", "separator")


@dataclass
class _Draft:
    """A rule while it is read."""

    separator: Separator
    dates: str = ""
    weekdays: list[str] = field(default_factory=list)
    holidays: list[HolidayTerm] = field(default_factory=list)
    only_holidays: bool = False
    spans: list[Span] = field(default_factory=list)
    effect: Effect | None = None
    comment: str = ""
    always: bool = False

    @property
    def has_days(self) -> bool:
        return bool(self.weekdays or self.holidays)

    @property
    def has_selector(self) -> bool:
        return bool(self.dates) or self.has_days

    @property
    def says_when_or_whether(self) -> bool:
        return bool(self.spans or self.effect or self.comment or self.always)

    @property
    def is_whole(self) -> bool:
        """Whether it can stand beside another rule with no mark between them."""
        return self.says_when_or_whether and (
            bool(self.spans) or self.has_selector or bool(self.comment)
        )

    @property
    def is_break(self) -> bool:
        """`closed 12:00-13:00` behind hours, which cuts them on their own days."""
        return self.effect is Effect.OFF and bool(self.spans) and not self.has_selector

    def take_days_of(self, other: "_Draft") -> None:
        self.dates, self.only_holidays = other.dates, other.only_holidays
        self.weekdays, self.holidays = other.weekdays, other.holidays

    def rule(self) -> Rule:
        effect = self.effect
        if effect is None:
            # A remark on its own promises nothing, nor does "by appointment".
            vague = self.comment and not self.spans and not self.always
            by_appointment = APPOINTMENT in self.comment.lower()
            effect = Effect.UNKNOWN if vague or by_appointment else Effect.OPEN
        spans = tuple(self.spans)
        all_day = self.always or not self.has_selector
        if all_day and not spans and effect is Effect.OPEN:
            spans = (Span(Edge(0), Edge(MINUTES_A_DAY)),)
        weekdays = ",".join(self.weekdays)
        if self.separator is Separator.ADDITIONAL and not self.has_selector:
            weekdays = "Mo-Su"  # ", 09:00-10:00" would read as more hours of before
        return Rule(
            separator=self.separator,
            dates=self.dates,
            weekdays=weekdays,
            holidays=tuple(self.holidays),
            only_holidays=self.only_holidays,
            spans=spans,
            effect=effect,
            comment=self.comment,
        )


def read_rules(tokens: list[Token], remarks: list[Remark]) -> tuple[Rule, ...]:
    """The rules in their order; what the editor should check is added to the remarks.

    Raises OpeningHoursError with what is wrong and the mend.
    """
    stream = Stream(tokens)
    rules: list[Rule] = []
    separator = Separator.NORMAL
    previous = _Draft(separator)
    while True:
        while _stands_between_rules(stream):
            separator = _SEPARATORS.get(stream.next().kind, separator)
        if stream.peek() is END:
            return tuple(rules)
        if stream.peek().kind == "-" and stream.peek(1).kind in ("clock", "number"):
            closing = stream.peek(1).text.strip()
            raise OpeningHoursError(NO_OPENING_TIME, time=closing)
        before = stream.place
        separated = before == 0 or stream.peek(-1).kind in _SEPARATORS
        draft = _Draft(separator if rules else Separator.NORMAL)
        _read_rule(stream, draft, remarks)
        if stream.place == before or not (separated or draft.is_whole):
            raise stream.not_understood()
        if not separated and draft.is_break:
            draft.take_days_of(previous)
        previous = draft
        ended = stream.peek().kind in (*_SEPARATORS, "end")
        if not (ended or draft.is_whole):
            raise stream.not_understood()
        rules.append(draft.rule())
        separator = Separator.NORMAL


def _stands_between_rules(stream: Stream) -> bool:
    kind, after = stream.kinds(2)
    if kind in ("/", "-", "+"):  # "Mo-Fr 08:00-17:00 / Sa 08:00-12:00"
        return stream.peek(-1).kind in _ENDS_OF_HOURS and after in (*_DAYS, "month")
    return kind in (*_SEPARATORS, ":")


def _read_rule(stream: Stream, draft: _Draft, remarks: list[Remark]) -> None:
    while True:
        kind = stream.peek().kind
        if kind in _DAYS or starts_date(stream, after_days=draft.has_days):
            if draft.says_when_or_whether:
                _read_trailing_selector(stream, draft)
                return
            if not _read_selector(stream, draft):
                return
        elif stream.starts_time() and not draft.comment:
            _read_times(stream, draft, remarks)
        elif kind == "always" and not draft.says_when_or_whether:
            stream.next()
            draft.always = True
        elif kind == "state" and _is_idle_open(stream, draft):
            stream.next()
            stream.accept(":", "-")
        elif kind == "state" and draft.effect is None:
            if draft.spans and _is_about_what_follows(stream):
                return
            draft.effect = Effect(stream.next().value)
        elif kind == "appointment" and not draft.comment:
            stream.next()
            draft.effect, draft.comment = Effect.UNKNOWN, APPOINTMENT
        elif kind == "comment" and not draft.comment:
            draft.comment = stream.next().value
        elif _leads_to_hours(stream, draft) or _is_idle_mark(stream, draft):
            stream.next()
        else:
            return


def _is_idle_open(stream: Stream, draft: _Draft) -> bool:
    """`Open: Mo-Fr 08:00-17:00`, where the word only introduces the hours."""
    return (
        stream.peek().value == Effect.OPEN
        and not draft.has_selector
        and not draft.says_when_or_whether
        and stream.peek(1).kind in (*_DAYS, "month", "clock", "number", ":", "-")
    )


def _is_about_what_follows(stream: Stream) -> bool:
    """`11:00-14:00 (closed: Tuesday)` and `08:00-17:00 closed 12:00-13:00`."""
    after = stream.peek(2 if stream.peek(1).kind == ":" else 1)
    return after.kind in (*_DAYS, "clock", "number")


def _leads_to_hours(stream: Stream, draft: _Draft) -> bool:
    """Whether the mark here only stands between days and their hours."""
    if not draft.has_selector or draft.says_when_or_whether:
        return False
    mark, after = stream.kinds(2)
    if mark == "," and draft.has_days:
        return after in ("clock", "number")
    if mark == "," and after == "weekday" and stream.peek(2).kind == "[":
        raise stream.not_understood()  # "Nov 11, Th[4]" would have to be two rules
    if mark == "-" and draft.has_days and after in (*_DAYS, "month"):
        return False
    return mark in (":", "-", ",") and after in (
        "clock", "number", "state", "event", "always", "appointment", "month", *_DAYS,
    )  # fmt: skip


def _is_idle_mark(stream: Stream, draft: _Draft) -> bool:
    """Brackets that group nothing, `8:00-14:00 (Mo-Th)`; the colon of `closed: Mo`."""
    kind, after = stream.kinds(2)
    if kind == ":":
        return draft.effect is not None and after in (*_DAYS, "clock", "number")
    return kind == ")" or (kind == "(" and after != "event")


def _read_selector(stream: Stream, draft: _Draft) -> bool:
    """Reads days or dates into the draft; False where they begin the next rule."""
    if starts_date(stream, after_days=draft.has_days):
        if draft.dates:
            return False
        dates = read_dates(stream)
        if draft.has_days and any(character.isdigit() for character in dates):
            raise stream.not_understood()  # "Su and holidays (Oct 12)" is no Sunday
        draft.dates = dates
    elif draft.has_days:
        return False
    else:
        _read_days(stream, draft)
    return True


def _read_trailing_selector(stream: Stream, draft: _Draft) -> None:
    """`10:00-18:00 Mo-Fr`: days behind their hours, unless hours follow them too."""
    if draft.has_selector or draft.comment:
        return
    place = stream.place
    bracketed = stream.peek(-1).kind == "("
    trailing = replace(draft, weekdays=[], holidays=[])
    if starts_date(stream):
        trailing.dates = read_dates(stream)
    if stream.peek().kind in _DAYS:
        _read_days(stream, trailing)
    bracketed = stream.accept(")") and bracketed
    if not bracketed and stream.peek().kind not in _ENDS_OF_RULES:
        stream.place = place
        return
    draft.dates, draft.weekdays = trailing.dates, trailing.weekdays
    draft.holidays, draft.only_holidays = trailing.holidays, trailing.only_holidays
    if stream.peek().kind == "comment":
        draft.comment = stream.next().value


def _read_days(stream: Stream, draft: _Draft) -> None:
    holiday_first = stream.peek().kind == "holiday"
    follows_a_space = False
    while True:
        kind = stream.peek().kind
        if kind == "holiday":
            draft.holidays.append(_holiday(stream))
        elif kind == "days":
            draft.weekdays.append(stream.next().value)
        elif kind == "weekday":
            if holiday_first and follows_a_space and not draft.weekdays:
                draft.only_holidays = True
            draft.weekdays.append(stream.weekdays())
        else:
            return
        follows_a_space = True
        mark, after = stream.kinds(2)
        if mark in (",", "+") and after in (*_DAYS, "-"):
            stream.next()
            stream.accept("-")
            follows_a_space = False


def _holiday(stream: Stream) -> HolidayTerm:
    kind = stream.next().value
    if stream.accept("eve"):
        return HolidayTerm(kind, -1)
    offset = stream.offset()
    return HolidayTerm(kind, int(offset.split()[0]) if offset else 0)


def _read_times(stream: Stream, draft: _Draft, remarks: list[Remark]) -> None:
    while True:
        draft.spans.append(read_span(stream, remarks))
        place = stream.place
        stream.accept(",", "/")
        stream.accept(":")
        if not stream.starts_time() or starts_date(stream):
            stream.place = place
            return
