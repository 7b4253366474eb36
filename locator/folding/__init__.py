"""One spelling for all the ways people write the same name.

`fold` is applied to what is stored and to what is typed, so that equal keys are all
that a search has to look for.
"""

import re
import unicodedata
from functools import lru_cache
from typing import Final

from locator.folding import chinese, khmer, latin

# Streets, landmarks and chains recur in thousands of outlets.
_REMEMBERED: Final = 16_384

_ASCII_WORD: Final = re.compile("[a-z0-9]+")
_COMBINING_LATIN: Final = re.compile("[\u0300-\u036f]")
_UNDECOMPOSED: Final = str.maketrans(
    {"đ": "d", "ð": "d", "ø": "o", "ł": "l", "ı": "i", "œ": "oe", "æ": "ae", "þ": "th"}
)


class _LettersOrGaps(dict[int, str]):
    """For `str.translate`: letters, marks and ASCII digits, and spaces for the rest."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        category = unicodedata.category(character)
        if category == "Nd":
            kept = str(unicodedata.decimal(character))
        elif category[0] in "LMN":
            kept = character
        else:
            # Zero-width characters stand within words, unlike spaces and punctuation.
            kept = "" if category == "Cf" else " "
        self[code] = kept
        return kept


_LETTERS_OR_GAPS: Final = _LettersOrGaps()


def fold(text: str) -> str:
    """The search key of a text: letters, marks and ASCII digits, without spaces.

    Equal for "Siemreap" and "Siem Reap", "Phsar Thmei" and "Psar Thmey", 金邊 and 金边,
    full-width and Khmer digits, either order of Khmer vowel and subscript. Folding a
    key again changes nothing.
    """
    return _keyed("".join(_words(text)))


def words(text: str) -> list[str]:
    """The keys of a text's words, for what is typed word by word."""
    return [key for word in _words(text) if (key := _keyed(word))]


@lru_cache(_REMEMBERED)
def keys(name: str) -> tuple[str, ...]:
    """The keys under which a name is found: as one word, and word by word.

    They differ where two words meet in letters that fold together (the t and h of
    "Wat Hall"), and a visitor may type either all or one of the words.
    """
    parts = _words(name)
    whole = _keyed("".join(parts))
    by_word = "".join(map(_keyed, parts)) if len(parts) > 1 else whole
    return tuple(key for key in dict.fromkeys((whole, by_word)) if key)


def _words(text: str) -> list[str]:
    if text.isascii():
        return _ASCII_WORD.findall(text.lower())
    plain = unicodedata.normalize("NFKC", text).casefold()
    plain = unicodedata.normalize("NFD", plain).translate(_UNDECOMPOSED)
    plain = unicodedata.normalize("NFKC", _COMBINING_LATIN.sub("", plain))
    return plain.translate(_LETTERS_OR_GAPS).split()


def _keyed(word: str) -> str:
    if not word.isascii():
        word = chinese.simplified(khmer.in_order(word))
    return latin.key(word)
