"""Khmer syllables in one order, however they were typed.

After the encoding structure of SIL's khmer-character-specification: base, robat,
subscripts (RO last), vowels, signs; COENG DA is written as COENG TA, split vowels as
one sign. Beyond it, since this is for finding and not for writing: consonant shifters,
often left out or typed as a vowel u, are dropped, and variants of independent vowels
are one.
"""

import re
from functools import lru_cache
from typing import Final

# A language has few thousand syllables.
_REMEMBERED: Final = 8_192

_KHMER: Final = re.compile("[\u1780-\u17dd]")
_BASE: Final = "[\u1780-\u17a2\u17a5-\u17b3]"
_SUBSCRIPT: Final = f"\u17d2{_BASE}"
_SYLLABLE: Final = re.compile(f"{_BASE}(?:{_SUBSCRIPT}|[\u17b6-\u17d3\u17dd])+")
_VARIANTS: Final = str.maketrans(
    {
        "\u17a3": "\u17a2",
        "\u17a4": "\u17a2\u17b6",
        "\u17ac": "\u17ab",
        "\u17ae": "\u17ad",
        "\u17b2": "\u17b1",
        # Inherent vowels are never seen.
        "\u17b4": None,
        "\u17b5": None,
    }
)
_ORDER: Final = (
    "\u17cc"
    "\u17be\u17bf\u17c0\u17c1\u17c2\u17c3\u17c4\u17c5"
    "\u17bb\u17bc\u17bd"
    "\u17b7\u17b8\u17b9\u17ba"
    "\u17b6"
    "\u17c6\u17cb\u17cd\u17ce\u17cf\u17d0\u17d1\u17d3\u17dd"
    "\u17c7\u17c8"
)
_E, _II, _AA, _OE, _OO = "\u17c1", "\u17b8", "\u17b6", "\u17be", "\u17c4"
_MERGED: Final = (((_E, _II), (_OE,)), ((_OE, _AA), (_OO, _II)), ((_E, _AA), (_OO,)))
_U: Final = "\u17bb"
_UPPER: Final = frozenset("\u17b7\u17b8\u17b9\u17ba\u17be\u17bf\u17d0\u17dd")
_NIKAHIT: Final = "\u17c6"


def in_order(text: str) -> str:
    """The text with every Khmer syllable in canonical order."""
    if not _KHMER.search(text):
        return text
    return _SYLLABLE.sub(lambda match: _syllable(match[0]), text.translate(_VARIANTS))


@lru_cache(_REMEMBERED)
def _syllable(syllable: str) -> str:
    rest = syllable[1:]
    subscripts = re.findall(_SUBSCRIPT, rest)
    subscripts.sort(key="\u17d2\u179a".__eq__)
    marks = set(re.sub(_SUBSCRIPT, "", rest)).intersection(_ORDER)
    for split, whole in _MERGED:
        if marks.issuperset(split):
            marks = marks.difference(split).union(whole)
    if marks & _UPPER or marks >= {_AA, _NIKAHIT}:
        # A shifter takes the shape of u below an upper vowel, and is typed as one.
        marks.discard(_U)
    robat = "\u17cc" if "\u17cc" in marks else ""
    below = "".join(subscripts).replace("\u17d2\u178a", "\u17d2\u178f")
    vowels = "".join(mark for mark in _ORDER[1:] if mark in marks)
    return syllable[0] + robat + below + vowels
