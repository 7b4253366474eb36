"""Places that may have been meant by what is nobody's name: "Siam Reap"."""

from typing import Final

from rapidfuzz.distance import OSA

from locator.folding import fold
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
_CLOSE: Final = 12


def places_alike(query: str, limit: int) -> list[Place]:
    """Provinces, towns, districts and landmarks of a name like it, the likest first.

    None that lies in one before it: who means Siem Reap is led to the province.
    """
    typed = {fold(text) for text in with_and_without_units(query[:LONGEST_QUERY])}
    rows = PlaceText.objects.filter(place__level__in=_LEVELS)
    columns = ("pk", "text", "place__level", "place__population")
    close = []
    for pk, text, level, population in rows.values_list(*columns):
        names = [name for name in text.split(NAME_MARK) if name]
        likeness = max(
            (_likeness(key, name) for key in typed for name in names), default=0.0
        )
        if likeness:
            close.append((-likeness, BY_SIZE.index(level), -(population or 0), pk))
    found: list[Place] = []
    for place in places_by_id([pk for *_order, pk in sorted(close)[:_CLOSE]]):
        around = {place.parent_id, place.parent and place.parent.parent_id}
        if not around & {other.pk for other in found}:
            found.append(place)
    return found[:limit]


def _likeness(typed: str, name: str) -> float:
    """Zero where they are not alike enough to ask whether the one means the other."""
    least = _ALIKE_CHINESE if typed >= _HAN else _ALIKE
    return OSA.normalized_similarity(typed, name, score_cutoff=least)
