"""The nearest of some thousands of points, for a hundred thousand others."""

import math
from collections.abc import Iterable

from locator.geo.distance import geocentric

# Small enough for a few candidates a cell, large enough to be shared.
FINEST_CELL_DEG = 0.04
PARENT_RATIO = 5
LEVELS = 2

Site = tuple[tuple[float, float, float], int]
"""A geocentric position and its id."""


class NearestPlaces:
    """Finds the nearest of `points` (id, latitude, longitude) by the chord, exactly.

    Points share cells, and only few sites can be the nearest of any point of a cell:
    those at most the cell's width further from its middle than the first. They are
    found once a cell, out of those of the larger cell around it.
    """

    def __init__(self, points: Iterable[tuple[int, float, float]]) -> None:
        self._sites = [(geocentric(lat, lon), key) for key, lat, lon in points]
        self._candidates: dict[tuple[int, int, int], list[Site]] = {}

    def nearest_to(self, latitude: float, longitude: float) -> int | None:
        """The id of the nearest site, the smallest of equals; None without sites."""
        row = math.floor(latitude / FINEST_CELL_DEG)
        column = math.floor(longitude / FINEST_CELL_DEG)
        candidates = self._candidates.get((0, row, column))
        if candidates is None:
            candidates = self._in_cell(0, row, column)
        if len(candidates) <= 1:
            return candidates[0][1] if candidates else None
        here = geocentric(latitude, longitude)
        return min((math.dist(here, position), key) for position, key in candidates)[1]

    def _in_cell(self, level: int, row: int, column: int) -> list[Site]:
        found = self._candidates.get((level, row, column))
        if found is not None:
            return found
        if level + 1 < LEVELS:
            around = self._in_cell(
                level + 1, row // PARENT_RATIO, column // PARENT_RATIO
            )
        else:
            around = self._sites
        size = FINEST_CELL_DEG * PARENT_RATIO**level
        middle = geocentric((row + 0.5) * size, (column + 0.5) * size)
        corners = [
            geocentric((row + up) * size, (column + right) * size)
            for up in (0, 1)
            for right in (0, 1)
        ]
        # One part in a thousand more, because the surface between corners bulges.
        reach = 1.001 * max(math.dist(middle, corner) for corner in corners)
        distances = [(math.dist(middle, site[0]), site) for site in around]
        limit = min((metres for metres, _site in distances), default=0.0) + 2 * reach
        found = [site for metres, site in distances if metres <= limit]
        self._candidates[level, row, column] = found
        return found
