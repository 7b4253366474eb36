"""Places that may have been meant by what is nobody's name: "Siam Reap"."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations
from typing import Final

from rapidfuzz.distance import OSA

from locator.folding import fold, words
from locator.folding.scripts import HAN
from locator.models.place import Place
from locator.models.text import NAME_MARK, PlaceText
from locator.search.places import places_by_id
from locator.search.text import (
    BY_SIZE,
    MAX_QUERY_LENGTH,
    MAX_WORDS,
    with_and_without_units,
)

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
_SURELY: Final = 0.83
"""So like, a name leads to its place unasked: one slip in six letters."""
_APART: Final = 0.1
"""Two names nearer than this in likeness are both asked about."""
_WELL_KNOWN: Final = (Place.Level.PROVINCE, Place.Level.TOWN)
_COLUMNS: Final = ("pk", "text", "place__level", "place__population")
_CLOSE: Final = 12
_SHORTEST_PART: Final = 6
"""Shorter words of everyday are like too many names."""


@dataclass(frozen=True, slots=True)
class Alike:
    """Places, the likest first. `is_sure`: what was typed is a slip for the first, a
    province, or else a town, and none as well known has a name nearly so like it.
    """

    places: list[Place]
    is_sure: bool


def places_alike(query: str, limit: int) -> Alike:
    """Provinces, towns, districts and landmarks of a name like it; where there is none,
    those of a name like some of its words, one after another.

    None that lies in one before it: who means Siem Reap is led to the province.
    """
    likenesses = _likenesses(query)
    places = list(likenesses)
    return Alike(places[:limit], bool(places) and _is_sure(places[0], likenesses))


def _is_sure(first: Place, likenesses: dict[Place, float]) -> bool:
    if first.level not in _WELL_KNOWN:
        return False
    as_known = _WELL_KNOWN[: _WELL_KNOWN.index(first.level) + 1]
    rivals = [
        likeness
        for place, likeness in likenesses.items()
        if place != first and place.level in as_known
    ]
    likeness = likenesses[first]
    return likeness >= _SURELY and likeness - max(rivals, default=0) >= _APART


def _likenesses(query: str) -> dict[Place, float]:
    """Places to how like the whole query each is; zero where only a part of it is."""
    query = query[:MAX_QUERY_LENGTH]
    whole = {fold(text) for text in with_and_without_units(query)}
    texts = PlaceText.objects.filter(place__level__in=_LEVELS).values_list(*_COLUMNS)
    close = _close(whole, texts)
    of_whole = bool(close)
    if not of_whole:
        close = _close(_parts(query), texts)
    found: dict[Place, float] = {}
    for place in places_by_id(list(close)):
        around = {place.parent_id, place.parent and place.parent.parent_id}
        if not around & {other.pk for other in found}:
            found[place] = close[place.pk] if of_whole else 0.0
    return found


def _parts(query: str) -> set[str]:
    """What words of the query, next to each other, may be misspelt for."""
    typed = words(query)[:MAX_WORDS]
    spans = combinations(range(len(typed) + 1), 2)
    joined = ("".join(typed[start:end]) for start, end in spans)
    return {key for key in joined if len(key) >= _SHORTEST_PART}


def _close(
    typed: set[str], texts: Iterable[tuple[int, str, str, int]]
) -> dict[int, float]:
    """How like they are, by the ids of the places likest to anything typed, best
    first.
    """
    close = []
    for pk, text, level, population in texts:
        names = [name for name in text.split(NAME_MARK) if name]
        likeness = max(
            (_likeness(key, name) for key in typed for name in names), default=0.0
        )
        if likeness:
            close.append((-likeness, BY_SIZE.index(level), -(population or 0), pk))
    return {pk: -nearness for nearness, *_order, pk in sorted(close)[:_CLOSE]}


def _likeness(typed: str, name: str) -> float:
    """Zero where they are not alike enough to ask whether the one means the other."""
    least = _ALIKE_CHINESE if HAN.match(typed) else _ALIKE
    return OSA.normalized_similarity(typed, name, score_cutoff=least)
