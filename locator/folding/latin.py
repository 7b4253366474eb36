"""A key for Khmer names in Latin letters, which no two signs spell alike."""

import re
from functools import lru_cache
from typing import Final

_REMEMBERED: Final = 16_384

_RUN: Final = re.compile("[a-z]+")
_DOUBLED: Final = re.compile(r"([a-z])\1+")
_SAME_SOUND: Final = (
    (re.compile("komp"), "kamp"),
    (re.compile("chh"), "ch"),
    (re.compile("([kpt])h"), r"\1"),
    (re.compile("ou|oo|eu|ue|uo|oe"), "u"),
    (re.compile("ei|ay|ai"), "ey"),
    (re.compile("oi"), "oy"),
    (re.compile("ae"), "e"),
    (re.compile("ao"), "o"),
)
# "BKK", "TTP" and "PP" are initials: collapsed, they would be lost.
_INITIALS: Final = 3


def key(text: str) -> str:
    """Kompong as Kampong, Phsar as Psar, Steung as Stung, Paoy Paet as Poipet."""
    return _RUN.sub(lambda run: _key(run[0]), text)


@lru_cache(_REMEMBERED)
def _key(run: str) -> str:
    while True:
        shorter = run
        for spelling, one in _SAME_SOUND:
            shorter = spelling.sub(one, shorter)
        if len(shorter) > _INITIALS:
            shorter = _DOUBLED.sub(r"\1", shorter)
        if shorter == run:
            return run
        run = shorter
