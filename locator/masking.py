"""What people write, without what could tell who they are."""

import re
from typing import Final

MASK: Final = "[…]"

# Digits of any script, with what people set between those of one number.
_NUMBER: Final = re.compile(
    r"[+＋]?\(?\d(?:[\s.·*=~|/()_‐-―−-]{0,5}\d){7,}"
    # These stand between times as well, which have no group of three.
    r"|\b0\d\d(?:\s?[,，:：]\s?\d{3,4}){2}"
)
_FEWEST_UNLESS_WRITTEN_ALIKE: Final = 9
_DATE_OR_HOURS: Final = re.compile(
    r"\d{4}([-./])\d\d\1\d\d|\d\d([-./])\d\d\2\d{4}|\d\d[.]?\d\d\s?[-–—]\s?\d\d[.]?\d\d"
)
_MAIL: Final = re.compile(
    r"[^\s@＠<>()]+(?:[@＠]|\s?[(\[]at[)\]]\s?)[^\s@<>()]+\.[^\s@<>().,]+",
    re.IGNORECASE,
)
_ACCOUNT: Final = re.compile(r"\b(?:t|wa|m|line|fb)\.me/\S+", re.IGNORECASE)
# Joiners and marks of direction that nobody sees between digits.
_UNSEEN: Final = re.compile(r"[\u200b-\u200f\u2060-\u2064\ufeff]+(?=\d)")


def without_contacts(text: str) -> str:
    """The text with phone numbers, mail addresses and accounts masked.

    Eight digits or more in a row are taken for a phone number, with spaces and dashes
    or without; a date and a span of hours are not.
    """
    plain = _ACCOUNT.sub(MASK, _MAIL.sub(MASK, _UNSEEN.sub("", text)))
    return _NUMBER.sub(_masked_number, plain)


def _masked_number(found: re.Match[str]) -> str:
    text = found[0]
    digits = sum(character.isdecimal() for character in text)
    if digits < _FEWEST_UNLESS_WRITTEN_ALIKE and _DATE_OR_HOURS.fullmatch(text):
        return text
    return MASK
