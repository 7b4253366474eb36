"""Where sample outlets stand: around real towns, on land, in Cambodia."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Final

from locator.geo.border import in_cambodia
from locator.geo.point import Point

_METRES_PER_DEGREE: Final = 111_320.0

PHNOM_PENH, SIEM_REAP, SIHANOUKVILLE, BATTAMBANG = 1821306, 1822214, 1831142, 1831797
POIPET, BAVET, KEP = 1830194, 1829516, 1830467

# How many of a hundred outlets stand where most visitors are.
_SHARES: Final = {
    PHNOM_PENH: 34,
    SIEM_REAP: 13,
    SIHANOUKVILLE: 10,
    BATTAMBANG: 8,
    POIPET: 3,
    BAVET: 2,
    KEP: 1,
}
_SPREAD_M: Final = {PHNOM_PENH: 1500.0, SIEM_REAP: 1200.0, BATTAMBANG: 900.0}
_USUAL_SPREAD_M: Final = 500.0

# Signs of the steps east and north that lead away from the sea or the river.
_DRY_SIDE: Final = {
    PHNOM_PENH: (-1, 0),
    SIHANOUKVILLE: (1, 1),
    POIPET: (1, 0),
    KEP: (1, 1),
    1830468: (1, 0),  # Koh Kong
    1830564: (1, 0),  # Kratie
    1831173: (-1, 1),  # Kampong Cham
    1822029: (0, -1),  # Stung Treng
    1831112: (-1, 1),  # Kampot
    1826015: (1, 0),  # Neak Loeung
    1825978: (-1, 0),  # Preaek Prasab
}
_LIKED_BY_MANY: Final = 60_000
"""No smaller town is drawn as often as one with this population."""


@dataclass(frozen=True, slots=True)
class TownPoint:
    pk: int
    point: Point
    population: int


def towns_for(
    count: int, towns: Sequence[TownPoint], random: Random
) -> list[TownPoint]:
    """A town for each of `count` outlets, cities first."""
    by_id = {town.pk: town for town in towns}
    chosen = [
        by_id[pk] for pk, share in _SHARES.items() for _ in range(count * share // 100)
    ]
    others = [town for town in towns if town.pk not in _SHARES]
    weights = [
        math.sqrt(min(max(town.population, 500), _LIKED_BY_MANY)) for town in others
    ]
    chosen += random.choices(others, weights, k=count - len(chosen))
    random.shuffle(chosen)
    return chosen


def beside(town: TownPoint, random: Random) -> Point:
    """A point some hundred metres from the town's, on its dry side."""
    spread = _SPREAD_M.get(town.pk, _USUAL_SPREAD_M)
    while True:
        east_m, north_m = random.gauss(0, spread), random.gauss(0, spread)
        east_side, north_side = _DRY_SIDE.get(town.pk, (0, 0))
        if east_side:
            east_m = math.copysign(east_m, east_side)
        if north_side:
            north_m = math.copysign(north_m, north_side)
        point = _moved(town.point, east_m, north_m)
        if in_cambodia(point) and math.hypot(east_m, north_m) < 3 * spread:
            return point


def _moved(point: Point, east_m: float, north_m: float) -> Point:
    latitude = point.latitude + north_m / _METRES_PER_DEGREE
    per_degree = _METRES_PER_DEGREE * math.cos(math.radians(point.latitude))
    longitude = point.longitude + east_m / per_degree
    return Point(latitude, longitude).to_decimetres()
