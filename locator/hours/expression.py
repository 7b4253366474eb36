"""Reads an opening_hours text: checked, repaired, and in words where it cannot be."""

import re
from dataclasses import dataclass
from typing import Final

import opening_hours

from locator.hours.lexer import fold, tokens
from locator.hours.overlaps import lost_hours
from locator.hours.parser import read_rules
from locator.hours.remarks import OpeningHoursError, Remark, gettext_noop
from locator.hours.rules import (
    MINUTES_A_DAY,
    Edge,
    Effect,
    Rule,
    Separator,
    Span,
    written,
)
from locator.hours.stream import NOT_UNDERSTOOD

__all__ = ["MAX_LENGTH", "Expression", "OpeningHoursError", "read"]

MAX_LENGTH: Final = 500
"""Characters; a week with a rule a day and all holidays fits into half of it."""

EMPTY: Final = gettext_noop(
    "There are no hours here: leave the field empty where they are not known."
)
TOO_LONG: Final = gettext_noop(
    "This is longer than {limit} characters: keep only the opening hours."
)
NOTHING_SAID: Final = gettext_noop(
    '"{text}" does not say when it is open: leave the field empty where the hours are '
    "not known."
)
SHUT_DOWN: Final = gettext_noop(
    '"{text}" is no opening hours: set the status of the place to closed instead.'
)
SEASON: Final = gettext_noop(
    '"{word}" has no dates: write the months, such as May-Oct 08:00-17:00.'
)
NEVER_OPEN: Final = gettext_noop(
    "No open hours are named: it counts as closed all the time."
)
ASK_FIRST: Final = gettext_noop("Shown as unknown: visitors cannot rely on {rule}.")
NO_TIMES: Final = gettext_noop("{rule} has no times: it counts as open day and night.")
OPEN_END: Final = gettext_noop(
    "{span} has no closing time: it counts as open until midnight."
)
NEXT_MORNING: Final = gettext_noop(
    "{span} ends the next morning: if {hour} was meant, write {mended}."
)
PAST_MIDNIGHT: Final = gettext_noop(
    "{span} runs past midnight: it is kept on the next day too, unless that day is "
    '"off".'
)
REPLACES: Final = gettext_noop(
    "{rule} replaces all hours before it: to add to them, write a comma in place of "
    "the semicolon."
)
SCHOOL_HOLIDAYS: Final = gettext_noop(
    "School holidays (SH) are not known here: that part is ignored."
)
ONLY_24: Final = gettext_noop('"24" was read as open day and night: write 24/7.')

_PLACEHOLDERS = re.compile(
    r"n/?a|fix_?me|todo|none|no|yes|other|-+|\?+|不明|unknown\?|weekly|seasonal|"
    r"sometimes|various|varies|see website|on website|automatic|limited|part_night",
    re.IGNORECASE,
)
_TAG = re.compile(
    r"^(?:opening[_ ]hours|hours)\s*[=:]\s*|^opening[_ ]hours-", re.IGNORECASE
)
_SHUT_DOWN = re.compile(
    r"(temporar|permanent|definitiv|dauerhaft|vorübergehend|тимчасово|закрыт|больше не)"
    r"|clos(ed|ure) (for|due|until|to)\b|бітке",
    re.IGNORECASE,
)
_SEASON = re.compile(
    r"\b(summer|winter|spring|autumn|season|fall|sommer|hiver|verano)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Expression:
    """Opening hours that can be evaluated."""

    text: str
    """As given."""
    repaired: str
    """What is stored: OSM syntax, at most MAX_LENGTH characters; reads as itself."""
    warnings: tuple[Remark, ...]
    """For the editor, each one sentence."""
    rules: tuple[Rule, ...]


def read(text: str) -> Expression:
    """Understand what was typed; raises OpeningHoursError with one line on the mend."""
    if len(text) > MAX_LENGTH:
        raise OpeningHoursError(TOO_LONG, limit=str(MAX_LENGTH))
    folded = _TAG.sub("", fold(text))
    if not folded.strip(' ;,."'):
        raise OpeningHoursError(EMPTY)
    remarks: list[Remark] = []
    if folded == "24":
        folded = "24/7"
        remarks.append(Remark(ONLY_24))
    rules = _rules(folded, remarks)
    repaired = written(rules)
    if len(repaired) > MAX_LENGTH:
        raise OpeningHoursError(TOO_LONG, limit=str(MAX_LENGTH))
    # What we write must mean to the next reader what was read: "Mo, PH off" with a
    # lost time in it would come back as one list of days.
    reads_alike = repaired == folded or written(_rules(repaired, [])) == repaired
    if not (reads_alike and opening_hours.validate(repaired)):
        raise OpeningHoursError(NOT_UNDERSTOOD, part=_refused_part(rules)[:60])
    for rule in rules:
        remarks.extend(_remarks(rule, alone=len(rules) == 1))
    remarks.extend(
        Remark(REPLACES, rule=str(rule)) for rule in rules[1:] if _replaces_all(rule)
    )
    remarks.extend(lost_hours(rules))
    if not any(rule.effect is not Effect.OFF for rule in rules):
        remarks.append(Remark(NEVER_OPEN))
    return Expression(text, repaired, tuple(dict.fromkeys(remarks)), rules)


def _rules(folded: str, remarks: list[Remark]) -> tuple[Rule, ...]:
    try:
        rules = read_rules(tokens(folded), remarks)
    except OpeningHoursError as error:
        raise _better_explained(folded) or error from None
    if not rules:
        raise OpeningHoursError(EMPTY)
    return rules


def _better_explained(folded: str) -> OpeningHoursError | None:
    shown = folded if len(folded) <= 60 else f"{folded[:59]}…"
    if _PLACEHOLDERS.fullmatch(folded):
        return OpeningHoursError(NOTHING_SAID, text=shown)
    if _SHUT_DOWN.search(folded):
        return OpeningHoursError(SHUT_DOWN, text=shown)
    if season := _SEASON.search(folded):
        return OpeningHoursError(SEASON, word=season.group())
    if not any(character.isdigit() for character in folded) and len(folded) > 12:
        return OpeningHoursError(NOTHING_SAID, text=shown)
    return None


def _refused_part(rules: tuple[Rule, ...]) -> str:
    for rule in rules:
        if not opening_hours.validate(str(rule)):
            return str(rule)
    return written(rules)


def _remarks(rule: Rule, *, alone: bool) -> list[Remark]:
    remarks = [
        remark for span in rule.spans for remark in _span_remarks(span, alone=alone)
    ]
    if any(term.kind == "SH" for term in rule.holidays):
        remarks.append(Remark(SCHOOL_HOLIDAYS))
    if rule.effect is Effect.UNKNOWN:
        remarks.append(Remark(ASK_FIRST, rule=str(rule)))
    if rule.effect is Effect.OPEN and not rule.spans and str(rule) != "24/7":
        remarks.append(Remark(NO_TIMES, rule=str(rule)))
    return remarks


def _replaces_all(rule: Rule) -> bool:
    return (
        rule.separator is Separator.NORMAL
        and rule.effect is Effect.OPEN
        and not rule.is_selective
        and not rule.weekdays
    )


def _span_remarks(span: Span, *, alone: bool) -> list[Remark]:
    remarks = []
    if span.open_ended:
        remarks.append(Remark(OPEN_END, span=str(span)))
    if span.may_pass_midnight:
        if not alone:
            remarks.append(Remark(PAST_MIDNIGHT, span=str(span)))
        if _looks_like_an_afternoon(span):
            afternoon = Edge(span.end.minutes - MINUTES_A_DAY // 2)
            meant = str(Span(span.start, afternoon))
            remarks.append(
                Remark(NEXT_MORNING, span=str(span), hour=str(afternoon), mended=meant)
            )
    return remarks


def _looks_like_an_afternoon(span: Span) -> bool:
    """07:45-04:00, typed where 16:00 was meant."""
    if span.start.event or span.end.event:
        return False
    closing = span.end.minutes - MINUTES_A_DAY
    return 5 * 60 <= span.start.minutes < 12 * 60 and 60 <= closing < 7 * 60
