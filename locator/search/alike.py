"""Places that may have been meant by what is nobody's name: "Siam Reap"."""

from collections.abc import Iterable
from itertools import combinations
from typing import Final

from rapidfuzz.distance import OSA

from locator.folding import fold, words
from locator.models.place import Place
from locator.models.text import NAME_MARK, PlaceText
from locator.search.places import places_by_id
from locator.search.text import BY_SIZE, LONGEST_QUERY, with_and_without_units

_LEVELS: Final = (
    Place.Level.PROVINCE,
    Place.Level.TOWN,
    Place.Level.DISTRICT,
    Place.Level.LANDMARK,
)
"""Communes are so many that some are like any word."""

_ALIKE: Final = 0.75
"""Share of letters that are right: all but one of four, all but two of eight."""
_ALIKE_CHINESE: Final = 0.65
"""A character is a word, and a wrong one mostly sounds the same: one of three."""
_HAN: Final = "\u3400"
_COLUMNS: Final = ("pk", "text", "place__level", "place__population")
_CLOSE: Final = 12
_MOST_WORDS: Final = 6
_SHORTEST_PART: Final = 6
"""Shorter words of everyday are like too many names."""


def places_alike(query: str, limit: int) -> list[Place]:
    """Provinces, towns, districts and landmarks of a name like it, the likest first;
    where there is none, those of a name like some of its words, one after another.

    None that lies in one before it: who means Siem Reap is led to the province.
    """
    query = query[:LONGEST_QUERY]
    whole = {fold(text) for text in with_and_without_units(query)}
    texts = PlaceText.objects.filter(place__level__in=_LEVELS).values_list(*_COLUMNS)
    close = _close(whole, texts) or _close(_parts(query), texts)
    found: list[Place] = []
    for place in places_by_id(close):
        around = {place.parent_id, place.parent and place.parent.parent_id}
        if not around & {other.pk for other in found}:
            found.append(place)
    return found[:limit]


def _parts(query: str) -> set[str]:
    """What words of the query, next to each other, may be misspelt for."""
    typed = words(query)[:_MOST_WORDS]
    spans = combinations(range(len(typed) + 1), 2)
    joined = ("".join(typed[start:end]) for start, end in spans)
    return {key for key in joined if len(key) >= _SHORTEST_PART}


def _close(typed: set[str], texts: Iterable[tuple[int, str, str, int]]) -> list[int]:
    """Ids of the places that are the likest to anything typed, best first."""
    close = []
    for pk, text, level, population in texts:
        names = [name for name in text.split(NAME_MARK) if name]
        likeness = max(
            (_likeness(key, name) for key in typed for name in names), default=0.0
        )
        if likeness:
            close.append((-likeness, BY_SIZE.index(level), -(population or 0), pk))
    return [pk for *_order, pk in sorted(close)[:_CLOSE]]


def _likeness(typed: str, name: str) -> float:
    """Zero where they are not alike enough to ask whether the one means the other."""
    least = _ALIKE_CHINESE if typed >= _HAN else _ALIKE
    return OSA.normalized_similarity(typed, name, score_cutoff=least)
