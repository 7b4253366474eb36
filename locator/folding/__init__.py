"""One spelling for all the ways people write the same name.

`fold` is applied to what is stored and to what is typed, so that equal keys are all
that a search has to look for.
"""

import re
import unicodedata
from typing import Final

from locator.folding import chinese, khmer, latin

_COMBINING_LATIN: Final = re.compile("[\u0300-\u036f]")
_UNDECOMPOSED: Final = str.maketrans(
    {"đ": "d", "ð": "d", "ø": "o", "ł": "l", "ı": "i", "œ": "oe", "æ": "ae", "þ": "th"}
)


def fold(text: str) -> str:
    """The search key of a text: letters, marks and ASCII digits, without spaces.

    Equal for "Siemreap" and "Siem Reap", "Phsar Thmei" and "Psar Thmey", full-width
    and Khmer digits, either order of Khmer vowel and subscript, 金邊 and 金边. Folding a
    key again changes nothing.
    """
    return _keyed("".join(_words(text)))


def words(text: str) -> list[str]:
    """The keys of a text's words, for what is typed word by word."""
    return [key for word in _words(text) if (key := _keyed(word))]


def keys(name: str) -> tuple[str, ...]:
    """The keys under which a name is found: as one word, and word by word.

    They differ where two words meet in letters that fold together (the t and h of
    "Wat Hall"), and a visitor may type either all or one of the words.
    """
    return tuple(
        dict.fromkeys(key for key in (fold(name), "".join(words(name))) if key)
    )


def _words(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKC", text).casefold()
    plain = unicodedata.normalize("NFD", plain).translate(_UNDECOMPOSED)
    plain = unicodedata.normalize("NFKC", _COMBINING_LATIN.sub("", plain))
    return "".join(map(_letter_or_gap, plain)).split()


def _letter_or_gap(character: str) -> str:
    category = unicodedata.category(character)
    if category == "Nd":
        return str(unicodedata.decimal(character))
    if category[0] in "LMN":
        return character
    # Zero-width characters stand within words, unlike spaces and punctuation.
    return "" if category == "Cf" else " "


def _keyed(word: str) -> str:
    return latin.key(chinese.simplified(khmer.in_order(word)))
