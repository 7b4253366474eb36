"""The grid that outlets are counted in: whole numbers, nested from zoom to zoom.

A cell is square in degrees, a quarter of a map tile's width: 64 pixels of the usual
256, of which a screen has some dozens to a few hundred. Column 0 begins at the
antimeridian, row 0 at the south pole.
"""

from bisect import bisect_left
from dataclasses import dataclass
from itertools import chain
from typing import Final

from locator.geo.point import BoundingBox

MAX_ZOOM: Final = 19
CELLS_A_TILE: Final = 4

COUNTED_ZOOMS: Final = (3, 5, 7, 9, 11, 13)
"""Counts are kept at these; at others they are sums of those at the next deeper one: of
four cells each, or of the few that the world has at zoom 3."""

DEEPEST_COUNTED: Final = COUNTED_ZOOMS[-1]

PER_DEGREE: Final = 10_000_000
"""Positions are told in whole numbers of this part of a degree: 1.1 cm."""

HALF_TURN: Final = 180 * PER_DEGREE
TURN: Final = 2 * HALF_TURN
QUARTER_TURN: Final = HALF_TURN // 2


def counted_zoom(zoom: int) -> int:
    """The zoom that counts at `zoom`, at most `DEEPEST_COUNTED`, are summed up from."""
    return COUNTED_ZOOMS[bisect_left(COUNTED_ZOOMS, zoom)]


def whole_position(latitude: float, longitude: float) -> tuple[int, int]:
    """Rounded to `PER_DEGREE`; the antimeridian is at -180 alone.

    Rounds half up, computed just as the SQL of `writing` does, to the last bit.
    """
    north = int(latitude * PER_DEGREE + (QUARTER_TURN + 0.5)) - QUARTER_TURN
    east = int(longitude * PER_DEGREE + (HALF_TURN + 0.5)) % TURN - HALF_TURN
    return north, east


def cell_of(north: int, east: int, zoom: int) -> tuple[int, int]:
    """Column and row of a whole position; the north pole is in the last row."""
    columns = columns_at(zoom)
    x = (east + HALF_TURN) * columns // TURN
    y = (north + QUARTER_TURN) * columns // TURN
    return x, min(y, columns // 2 - 1)


def columns_at(zoom: int) -> int:
    return CELLS_A_TILE << zoom


@dataclass(frozen=True, slots=True)
class Cells:
    """The cells that a box touches: columns (x) times rows (y), both inclusive.

    A box across the antimeridian has two spans of columns.
    """

    zoom: int
    spans: tuple[tuple[int, int], ...]
    south: int
    north: int

    @classmethod
    def touching(cls, box: BoundingBox, zoom: int) -> "Cells":
        spans = tuple(
            (_column(part.west, zoom), _column(part.east, zoom)) for part in box.parts()
        )
        return cls(zoom, spans, _row(box.south, zoom), _row(box.north, zoom))

    @property
    def upper_bound(self) -> int:
        """At least as many as there are cells; the spans may overlap."""
        width = sum(last - first + 1 for first, last in self.spans)
        return width * (self.north - self.south + 1)

    @property
    def columns(self) -> list[int]:
        spans = (range(first, last + 1) for first, last in self.spans)
        return sorted(set(chain.from_iterable(spans)))

    def at(self, zoom: int) -> "Cells":
        """The same at a deeper zoom."""
        deeper = zoom - self.zoom
        spans = tuple(
            (first << deeper, (last + 1 << deeper) - 1) for first, last in self.spans
        )
        south, north = self.south << deeper, (self.north + 1 << deeper) - 1
        return Cells(zoom, spans, south, north)

    def boxes(self, *, margin: float = 0.0) -> list[BoundingBox]:
        """What the cells cover and `margin` degrees around, as a box for each span."""
        size = 360 / columns_at(self.zoom)
        south = self.south * size - 90 - margin
        north = (self.north + 1) * size - 90 + margin
        return [
            BoundingBox(
                west=max(first * size - 180 - margin, -180.0),
                south=max(south, -90.0),
                east=min((last + 1) * size - 180 + margin, 180.0),
                north=min(north, 90.0),
            )
            for first, last in self.spans
        ]


def _column(longitude: float, zoom: int) -> int:
    """180 ends the last column; `BoundingBox.parts` adds where it begins the first."""
    columns = columns_at(zoom)
    x = int(longitude * PER_DEGREE + (HALF_TURN + 0.5)) * columns // TURN
    return min(x, columns - 1)


def _row(latitude: float, zoom: int) -> int:
    return cell_of(*whole_position(latitude, 0), zoom)[1]
