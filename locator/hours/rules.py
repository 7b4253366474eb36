"""An opening-hours text as rules, and how a rule is written in OSM syntax.

The format: https://wiki.openstreetmap.org/wiki/Key:opening_hours/specification
"""

from dataclasses import dataclass
from enum import StrEnum

from locator.hours.vocabulary import WEEKDAY_CODES

MINUTES_A_DAY = 24 * 60
APPOINTMENT = "by appointment"
"""A remark saying this makes a rule unknown, unless the rule says open."""


class Separator(StrEnum):
    """How a rule meets the ones before it."""

    NORMAL = "; "
    """It replaces them on the days it names."""
    ADDITIONAL = ", "
    """It is laid over them."""
    FALLBACK = " || "
    """It fills the times they leave closed."""


class Effect(StrEnum):
    OPEN = "open"
    OFF = "off"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Edge:
    """Where a span starts or ends: minutes after midnight, or after a sun event."""

    minutes: int
    event: str = ""

    def __str__(self) -> str:
        if not self.event:
            return f"{self.minutes // 60:02}:{self.minutes % 60:02}"
        if not self.minutes:
            return self.event
        sign = "-" if self.minutes < 0 else "+"
        hours, minutes = divmod(abs(self.minutes), 60)
        return f"({self.event}{sign}{hours:02}:{minutes:02})"


@dataclass(frozen=True, slots=True)
class Span:
    """From start to end within a day, or into the next where the end comes first.

    An end that is a time of day is later than the start: past midnight it counts on,
    so 22:00-02:00 ends at minute 26 * 60.
    """

    start: Edge
    end: Edge
    open_ended: bool = False

    def __str__(self) -> str:
        end = self.end
        if (
            not (end.event or self.start.event)
            and end.minutes > MINUTES_A_DAY
            and end.minutes - MINUTES_A_DAY <= self.start.minutes
        ):
            end = Edge(end.minutes - MINUTES_A_DAY)
        if self.open_ended and end == Edge(MINUTES_A_DAY):
            return f"{self.start}+"
        return f"{self.start}-{end}{'+' if self.open_ended else ''}"

    @property
    def is_whole_day(self) -> bool:
        return str(self) == "00:00-24:00"

    @property
    def may_pass_midnight(self) -> bool:
        if self.end.event:
            return bool(self.start.event) or self.start.minutes > MINUTES_A_DAY // 2
        return bool(self.start.event) or self.end.minutes > MINUTES_A_DAY


@dataclass(frozen=True, slots=True)
class HolidayTerm:
    """`PH` or `SH`, or a day so many days after one (`PH -1 day` is the eve)."""

    kind: str
    offset: int = 0

    def __str__(self) -> str:
        if not self.offset:
            return self.kind
        plural = "" if abs(self.offset) == 1 else "s"
        return f"{self.kind} {self.offset:+d} day{plural}"


@dataclass(frozen=True, slots=True)
class Rule:
    separator: Separator = Separator.NORMAL
    dates: str = ""
    """Years, months, days of months and weeks, as OSM writes them."""
    weekdays: str = ""
    holidays: tuple[HolidayTerm, ...] = ()
    only_holidays: bool = False
    """`PH Mo-Fr`: holidays that are such weekdays, not either of the two."""
    spans: tuple[Span, ...] = ()
    effect: Effect = Effect.OPEN
    comment: str = ""

    @property
    def is_selective(self) -> bool:
        """Whether there are days it does not speak of."""
        return bool(
            self.dates
            or self.only_holidays
            or ((self.weekdays or self.holidays) and self.weekdays != "Mo-Su")
        )

    @property
    def _comment_reads_as_unknown(self) -> bool:
        return bool(self.comment) and (
            not self.spans or APPOINTMENT in self.comment.lower()
        )

    @property
    def _is_always(self) -> bool:
        whole_days = not self.spans or any(span.is_whole_day for span in self.spans)
        return whole_days and self.days in ("", "Mo-Su") and not self.dates

    @property
    def days(self) -> str:
        holidays = ",".join(map(str, self.holidays))
        if self.only_holidays:
            return f"{holidays} {self.weekdays}"
        return ",".join(filter(None, (self.weekdays, holidays)))

    def __str__(self) -> str:
        spans = ",".join(map(str, self.spans))
        parts = [self.dates, self.days, spans]
        if self._is_always or not any(parts):
            parts = ["24/7"] if self.effect is Effect.OPEN else []
        if self.effect is not Effect.OPEN or self._comment_reads_as_unknown:
            parts.append(self.effect)
        if self.comment:
            parts.append(f'"{self.comment}"')
        return " ".join(filter(None, parts))


def written(rules: tuple[Rule, ...]) -> str:
    """The rules as one OSM text."""
    return "".join(
        (rule.separator if position else "") + str(rule)
        for position, rule in enumerate(rules)
    )


def plain_weekdays(text: str) -> frozenset[int] | None:
    """The numbers of `Mo-We,Sa`, Monday being 0; None for `Mo[1]` and the like."""
    days: set[int] = set()
    for part in text.split(","):
        first, _dash, last = part.partition("-")
        if first not in WEEKDAY_CODES or (last or first) not in WEEKDAY_CODES:
            return None
        start = WEEKDAY_CODES.index(first)
        length = (WEEKDAY_CODES.index(last or first) - start) % 7
        days.update((start + step) % 7 for step in range(length + 1))
    return frozenset(days)
