"""Whether a point lies in Cambodia or within 2 km of it.

The border is Natural Earth's at 1:10 million, generalised by some hundred metres and
without islets (Koh Tang, Poulo Wai, Koh Tonsay and Koh Thmei lie outside). It tells a
mistaken position from a plausible one; it settles no dispute.
"""

import json
import math
from collections import defaultdict
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Final

from locator.geo.point import BoundingBox, Point

BORDER_FILE: Final = Path(__file__).with_name("cambodia.geojson")
CAMBODIA: Final = BoundingBox(west=102.3, south=9.9, east=107.7, north=14.7)
"""All of it, with its sea, as a map of the country shows it."""
_BANDS_PER_DEGREE: Final = 20

_Edge = tuple[float, float, float, float]


def in_cambodia(point: Point) -> bool:
    """Cast a ray eastward and count the edges it crosses: odd is inside."""
    x, y = point.longitude, point.latitude
    inside = False
    for x1, y1, x2, y2 in _edges_by_band().get(_band(y), ()):
        if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
            inside = not inside
    return inside


def _band(latitude: float) -> int:
    return math.floor(latitude * _BANDS_PER_DEGREE)


@cache
def _edges_by_band() -> dict[int, list[_Edge]]:
    """The edges that a ray at some latitude can meet, by band of latitude.

    The rings of the file do not overlap, so their edges can be counted together.
    """
    feature = json.loads(BORDER_FILE.read_text(encoding="utf-8"))
    bands: defaultdict[int, list[_Edge]] = defaultdict(list)
    for (ring,) in feature["geometry"]["coordinates"]:
        for (x1, y1), (x2, y2) in pairwise(ring):
            for band in range(_band(min(y1, y2)), _band(max(y1, y2)) + 1):
                bands[band].append((x1, y1, x2, y2))
    return dict(bands)
