"""Dates, numbers and lists as the reader's language writes them, by CLDR (Babel)."""

import datetime as dt
import re
from collections.abc import Iterable
from decimal import Decimal
from functools import cache
from typing import Final

from babel.core import Locale
from babel.dates import format_date, format_skeleton, match_skeleton
from babel.numbers import format_decimal
from django.utils.translation import get_language, pgettext, to_locale

_PATTERNS: Final = {"long", "medium", "EEE", "EEEE"}
_DAY_OF_WEEK: Final = re.compile(r"E+|c+")


def day_in_words(day: dt.date, form: str = "long") -> str:
    """A date in the reader's language by CLDR.

    `form` is "long" or "medium", a day of the week ("EEE", "EEEE"), or a skeleton of
    parts such as "MMMEd", put in the order of the language.
    """
    if locale() == "km":
        return _khmer_day(day, form)
    if form in _PATTERNS:
        return format_date(day, form, locale=locale())
    return format_skeleton(form, day, locale=locale())


def _khmer_day(day: dt.date, form: str) -> str:
    """With the day of the week in full: what CLDR cuts off is needed, and it spells
    Monday otherwise where it is short.
    """
    khmer = Locale("km")
    pattern = form
    if form not in _PATTERNS:
        known = khmer.datetime_skeletons
        pattern = known[match_skeleton(form, known) or form].pattern
    return format_date(day, _DAY_OF_WEEK.sub("EEEE", pattern), locale=khmer)


def locale() -> str:
    """The CLDR locale of the active language; English with the day before the month."""
    language = get_language() or "en"
    return "en_GB" if language == "en" else to_locale(language)


def number(value: float | Decimal, decimals: int = 0) -> str:
    """Rounded, with the separators of the reader's language by CLDR."""
    pattern = f"#,##0.{'0' * decimals}" if decimals else "#,##0"
    return str(format_decimal(value, pattern, locale=locale()))


def listed(members: Iterable[object]) -> str:
    """ "a, b, c", with the mark of the reader's language between them."""
    texts = [str(member) for member in members]
    if len(texts) < 2:
        return "".join(texts)
    return _between_members(get_language()).join(texts)


@cache
def _between_members(language: str | None) -> str:
    """In the active language, which this is: looked up once, not for every list."""
    return pgettext("between members of a list", ", ")
