"""Places for the text box, for the picker, and nearest to a position."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.translation import get_language

from locator.folding.scripts import HAN, KHMER
from locator.geo.columns import rows_near
from locator.geo.point import Point
from locator.models.place import Place
from locator.search.text import match_places

# A place is near within the first of these that holds one.
_REACHES_M: Final = (5_000.0, 25_000.0, 120_000.0, 600_000.0)

_PICKER: Final = {
    None: Place.Level.PROVINCE,
    Place.Level.PROVINCE: Place.Level.DISTRICT,
    Place.Level.DISTRICT: Place.Level.COMMUNE,
}
"""What is picked after a place of this level."""


@dataclass(frozen=True, slots=True)
class NearPlace:
    place: Place
    distance_m: float


def find_places(query: str, limit: int = 10) -> list[Place]:
    """The best places for what was typed, best first, each with its parents loaded."""
    return places_by_id([pk for pk, _rank in match_places(query, limit)])


def places_by_id(ids: list[int]) -> list[Place]:
    """These places in this order, each with its parents loaded."""
    places = Place.objects.with_parents().in_bulk(ids)
    return [places[pk] for pk in ids if pk in places]


def places_in(parent: Place | None = None) -> list[Place]:
    """What the picker offers next: provinces, a province's districts, its communes.

    Ordered for a reader of the active language; empty after a commune. A place may
    have no point.
    """
    level = _PICKER.get(Place.Level(parent.level) if parent else None)
    if level is None:
        return []
    return in_reading_order(Place.objects.filter(parent=parent, level=level))


def in_reading_order(places: Iterable[Place]) -> list[Place]:
    """As a reader of the active language looks names up."""
    return sorted(places, key=_reading_order())


def nearest_place(
    point: Point, levels: Sequence[str] = Place.Level.values
) -> NearPlace | None:
    """The nearest place of these levels that has a point; None within 600 km."""
    places = Place.objects.filter(level__in=levels)
    for reach_m in _REACHES_M:
        if found := rows_near(places, point, reach_m):
            distance_m, pk = found[0]
            return NearPlace(Place.objects.with_parents().get(pk=pk), distance_m)
    return None


def point_for(place: Place) -> tuple[Point, Place] | None:
    """The place's point, or that of the smallest known place it lies in, and whose.

    Districts and communes often have none, markets mostly.
    """
    for known in (place, *place.around()):
        if known.point is not None:
            return known.point, known
    return None


def _reading_order() -> Callable[[Place], tuple[object, ...]]:
    """English by letter, Khmer by code (which is its alphabet), Chinese by sound.

    GB 18030 has the common characters in the order of their pinyin. Names in another
    script than the reader's come last.
    """
    language = get_language() or ""
    if language.startswith("zh"):
        return lambda p: (not HAN.search(p.name), p.name.encode("gb18030"))
    if language == "km":
        return lambda p: (not KHMER.search(p.name), p.name.casefold(), p.pk)
    return lambda p: (p.name.casefold(), p.pk)
