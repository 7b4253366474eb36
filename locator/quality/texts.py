"""Texts in a field of another script, phone numbers and opening hours."""

import datetime as dt
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

import phonenumbers

from locator.folding.scripts import HAN, KHMER
from locator.hours import expression, schedule
from locator.hours.expression import NEVER_OPEN, NEXT_MORNING
from locator.hours.holidays import cambodia
from locator.languages import COLUMN_SUFFIXES
from locator.models.quality import MAX_SUBJECT_LENGTH, QualityRule
from locator.quality.finding import CheckedOutlet, Finding

# Brands (ABA, Wing) are written in Latin letters in Khmer too; a word in small
# letters is English.
_LATIN_WORDS: Final = re.compile(r"\b[A-Za-z]?[a-z]{3,}\b.*\b[A-Za-z]?[a-z]{3,}\b")
_MAX_SHOWN: Final = 80
_YEAR_DAYS: Final = 366


def wrong_script(outlet: CheckedOutlet) -> Iterator[Finding]:
    """Khmer or Chinese in an English field; English words alone in a Khmer field."""
    for column, text in outlet.texts.items():
        language = next(suffix for suffix in COLUMN_SUFFIXES if column.endswith(suffix))
        field = column.removesuffix(f"_{language}")
        if language == "en":
            wrong = bool(KHMER.search(text) or HAN.search(text))
        elif language == "km":
            wrong = not KHMER.search(text) and bool(
                HAN.search(text) or _LATIN_WORDS.search(text)
            )
        else:
            wrong = bool(KHMER.search(text))
        if wrong:
            said = {"field": field, "language": language, "text": text[:_MAX_SHOWN]}
            yield Finding(QualityRule.WRONG_SCRIPT, column, said)


def bad_phone(outlet: CheckedOutlet) -> Iterator[Finding]:
    """Numbers that nobody can dial, and those that an import could not read."""
    for number in outlet.phones:
        if not _is_valid(number):
            yield Finding(QualityRule.BAD_PHONE, number, {"number": number})
    for raw in _import_warnings(outlet, "phone", "phones"):
        subject = raw[:MAX_SUBJECT_LENGTH]
        yield Finding(QualityRule.BAD_PHONE, subject, {"number": raw[:_MAX_SHOWN]})


def hours(outlet: CheckedOutlet, *, year: int) -> Iterator[Finding]:
    """Hours that cannot be read, never come, or look like a slip of twelve hours."""
    if not outlet.hours_text:
        for raw in _import_warnings(outlet, "opening_hours", "hours"):
            subject = raw[:MAX_SUBJECT_LENGTH]
            said = {"text": raw[:_MAX_SHOWN]}
            yield Finding(QualityRule.UNREADABLE_HOURS, subject, said)
        return
    if rule := _verdict(outlet.hours_text, year):
        said = {"text": outlet.hours_text[:_MAX_SHOWN]}
        yield Finding(rule, outlet.hours_text[:MAX_SUBJECT_LENGTH], said)


@lru_cache(maxsize=20_000)
def _verdict(text: str, year: int) -> QualityRule | None:
    """What is wrong with the hours in that year and the next; outlets share texts."""
    try:
        read = expression.read(text)
    except expression.OpeningHoursError:
        return QualityRule.UNREADABLE_HOURS
    templates = {remark.template for remark in read.warnings}
    if NEVER_OPEN in templates or not _opens(text, year):
        return QualityRule.IMPOSSIBLE_HOURS
    return QualityRule.DOUBTFUL_HOURS if NEXT_MORNING in templates else None


def _opens(text: str, year: int) -> bool:
    """Whether it is ever open, or perhaps open, in that year or the next."""
    first = dt.date(year, 1, 1)
    return any(
        day.intervals
        for days in (7, 2 * _YEAR_DAYS)
        for day in schedule.week(text, first, cambodia(), days=days)
    )


def _import_warnings(outlet: CheckedOutlet, *fields: str) -> Iterator[str]:
    """What an import could not read of these fields, as its file has it."""
    for warning in outlet.import_warnings:
        raw = str(warning.get("raw") or "")
        if raw and warning.get("field") in fields:
            yield raw


@lru_cache(maxsize=100_000)
def _is_valid(number: str) -> bool:
    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(number, None))
    except phonenumbers.NumberParseException:
        return False
