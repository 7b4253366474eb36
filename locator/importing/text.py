"""Text as files carry it: cleaned for the database and put under its language."""

import re

from django.utils.translation import gettext as _

from locator.folding.scripts import HAN, KANA_OR_HANGUL, KHMER, LATIN

UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
CONTROLS = re.compile("[\x01-\x1f\x7f-\x9f\u2028\u2029]")
# Overrides and isolates would turn the text that follows ours around.
BIDI = re.compile("[\u202a-\u202e\u2066-\u2069]")

# Written without spaces, a letter of these carries about two of ours.
DENSE_SCRIPT_WEIGHT = 2


class UnusableTextError(ValueError):
    """The text cannot be stored: it holds a NUL or half a character."""


def storable(value: str) -> str:
    """`value` with a question mark for each character that cannot be stored."""
    return UNSTORABLE.sub("\ufffd", value)


def clean(value: str) -> str:
    """`value` on one line, spaces collapsed, without characters that steer display.

    Raises UnusableTextError for a NUL (PostgreSQL has none) and a lone surrogate.
    """
    if UNSTORABLE.search(value):
        raise UnusableTextError(_("holds a NUL or half a character"))
    if CONTROLS.search(value):
        value = CONTROLS.sub(" ", value)
    if BIDI.search(value):
        value = BIDI.sub("", value)
    return " ".join(value.split())


def language_of(value: str) -> str:
    """The column the text belongs in by its script: "en", "km" or "zh_hans".

    The script with most letters wins; any other script stays under "en", the language
    that stands in for missing ones.
    """
    if value.isascii():
        return "en"
    khmer = len(KHMER.findall(value)) * DENSE_SCRIPT_WEIGHT
    han = len(HAN.findall(value)) * DENSE_SCRIPT_WEIGHT
    latin = len(LATIN.findall(value))
    if khmer and khmer >= max(han, latin):
        return "km"
    if han > latin and not KANA_OR_HANGUL.search(value):
        return "zh_hans"
    return "en"
