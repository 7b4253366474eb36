"""The coarse cells that demand is counted in: 0.05° a side, 5.5 km here."""

import math
from dataclasses import dataclass
from typing import Final, Self

from locator.geo.point import BoundingBox, Point

_PER_DEGREE: Final = 20


@dataclass(frozen=True, slots=True)
class Cell:
    """Rows count northward from the equator, columns eastward from Greenwich."""

    row: int
    column: int

    @classmethod
    def of(cls, point: Point) -> Self:
        return cls(
            math.floor(point.latitude * _PER_DEGREE),
            math.floor(point.longitude * _PER_DEGREE),
        )

    @property
    def box(self) -> BoundingBox:
        return BoundingBox(
            west=self.column / _PER_DEGREE,
            south=self.row / _PER_DEGREE,
            east=(self.column + 1) / _PER_DEGREE,
            north=(self.row + 1) / _PER_DEGREE,
        )

    @property
    def middle(self) -> Point:
        return Point(
            round((self.row + 0.5) / _PER_DEGREE, 3),
            round((self.column + 0.5) / _PER_DEGREE, 3),
        )
