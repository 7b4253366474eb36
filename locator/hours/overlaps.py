"""Hours that are lost because a later rule is for one of the same days."""

from collections.abc import Iterator
from typing import Final

from locator.hours.remarks import Remark, gettext_noop
from locator.hours.rules import Effect, Rule, Separator, Span, plain_weekdays
from locator.hours.vocabulary import WEEKDAY_CODES

LOST: Final = gettext_noop(
    "{lost} on {days} no longer counts, as {rule} replaces it: to keep both, write "
    "{mended}."
)


def lost_hours(rules: tuple[Rule, ...]) -> Iterator[Remark]:
    """A remark on each rule that replaces other times of day of the rules before it.

    One that shortens or lengthens them ("Mo-Su 08:00-20:00; Su 10:00-18:00") is what
    such a rule is for.
    """
    for number, rule in enumerate(rules):
        days = _days(rule)
        if rule.separator is not Separator.NORMAL or not rule.weekdays:
            continue
        for earlier in _replaceable(rules[:number]):
            common = days & _days(earlier)
            if common and not _meet(earlier.spans, rule.spans):
                yield Remark(
                    LOST,
                    days=", ".join(WEEKDAY_CODES[day] for day in sorted(common)),
                    rule=str(rule),
                    lost=",".join(map(str, earlier.spans)),
                    mended=f"{earlier}, {rule}",
                )


def _replaceable(rules: tuple[Rule, ...]) -> Iterator[Rule]:
    """The last of them for each day, as far as it can be told without a date."""
    seen: frozenset[int] = frozenset()
    for rule in reversed(rules):
        days = _days(rule)
        if days - seen:
            yield rule
        if rule.separator is Separator.NORMAL:
            seen |= days


def _days(rule: Rule) -> frozenset[int]:
    """The weekdays on which a rule opens, Monday being 0; none where a date decides."""
    opens = rule.effect is Effect.OPEN and rule.spans
    if not opens or rule.dates or rule.only_holidays:
        return frozenset()
    if not rule.weekdays:
        return frozenset() if rule.holidays else frozenset(range(7))
    return plain_weekdays(rule.weekdays) or frozenset()


def _meet(earlier: tuple[Span, ...], later: tuple[Span, ...]) -> bool:
    """Whether they share a time of day; taken to where the sun says when."""
    return any(
        old.start.event
        or old.end.event
        or new.start.event
        or new.end.event
        or (old.start.minutes < new.end.minutes and new.start.minutes < old.end.minutes)
        for old in earlier
        for new in later
    )
