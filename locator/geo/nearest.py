"""What both spatial engines share: the promise, the ranking, the compiled statement.

An engine works on a queryset whose model has the columns outlet_id, carrier_id,
latitude and longitude, at most one row an outlet and carrier. It finds candidates by
its own index; which of them are nearest is decided here, from their real coordinates,
so that the engines answer alike to the millimetre.
"""

from collections.abc import Iterable, Iterator
from heapq import nsmallest
from typing import Any, Final, NamedTuple, Protocol, Self

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import QuerySet

from locator.geo.distance import distance_from
from locator.geo.point import BoundingBox, Point

# Distances that round to the same millimetre tie, and ties break by outlet id. Rows
# this far beyond a limit may still belong within it.
TIE_M: Final = 0.001

# No two points are further apart than half a meridian.
FURTHEST_M: Final = 20_003_932.0

Row = tuple[int, float, float]
"""outlet_id, latitude, longitude"""


class Near(NamedTuple):
    """`distance_m` is on the ellipsoid, rounded to the millimetre."""

    outlet_id: int
    distance_m: float


class Finder(Protocol):
    """The nearest of certain rows, compiled once; threads may share it."""

    def nearest(self, point: Point, *, limit: int, radius_m: float) -> list[Near]:
        """The `limit` nearest within `radius_m`, nearest first."""


class Engine(Protocol):
    def within(self, rows: QuerySet[Any], box: BoundingBox) -> QuerySet[Any]:
        """`rows` in the box, edges included; a queryset that filters further."""

    def prepare(
        self, rows: QuerySet[Any], *, carrier_id: int, few_expected: bool = False
    ) -> Finder:
        """What finds the nearest of `rows`, for any position.

        `few_expected` says that the filters of `rows` leave few of them, wherever; it
        changes the plan, never the answer.
        """

    def count_within(
        self,
        rows: QuerySet[Any],
        point: Point,
        *,
        carrier_id: int,
        metres: float,
        limit: int,
    ) -> int:
        """How many of `rows` are within `metres`, counted up to `limit`."""


class Ranking:
    """The candidates seen so far of one search, by distance."""

    def __init__(self, point: Point, limit: int, radius_m: float) -> None:
        self._metres_to = distance_from(point)
        self._limit = limit
        self._radius_m = radius_m
        self._ranked: list[tuple[float, int]] = []

    def replace(self, rows: Iterable[Row]) -> None:
        metres_to = self._metres_to
        radius_m = self._radius_m
        near = [
            (distance, outlet_id)
            for outlet_id, latitude, longitude in rows
            if (distance := round(metres_to(latitude, longitude), 3)) <= radius_m
        ]
        self._ranked = nsmallest(self._limit, near)

    def is_settled_within(self, metres: float) -> bool:
        """Whether candidates that hold all rows within `metres` decide the result."""
        if metres >= self._radius_m + TIE_M or metres >= FURTHEST_M:
            return True
        full = len(self._ranked) == self._limit
        return full and self._ranked[-1][0] <= metres - TIE_M

    def result(self) -> list[Near]:
        return [Near(outlet_id, distance) for distance, outlet_id in self._ranked]


class Slot(NamedTuple):
    """A parameter to be filled at each run of a `Statement`."""

    name: str


class Statement:
    """A queryset compiled once, to be run with other parameters, in any thread."""

    def __init__(self, sql: str, params: Iterable[Any], using: str) -> None:
        self._sql = sql
        self._params = tuple(params)
        self._using = using

    @classmethod
    def of(cls, rows: QuerySet[Any], tail: str = "", *params: Any) -> Self | None:
        """`rows` followed by the SQL `tail`; None where no row can ever match."""
        compiler = rows.query.get_compiler(using=rows.db)
        try:
            sql, compiled = compiler.as_sql()
        except EmptyResultSet:
            return None
        return cls(f"{sql} {tail}", (*compiled, *params), rows.db)

    def rows(self, **values: Any) -> list[Any]:
        with connections[self._using].cursor() as cursor:
            cursor.execute(self._sql, self._filled(values))
            return list(cursor.fetchall())

    def iterate(self, size: int, **values: Any) -> Iterator[Any]:
        """Rows as the database finds them, `size` at a time."""
        with connections[self._using].cursor() as cursor:
            cursor.execute(self._sql, self._filled(values))
            while chunk := cursor.fetchmany(size):
                yield from chunk

    def _filled(self, values: dict[str, Any]) -> list[Any]:
        return [
            values[param.name] if isinstance(param, Slot) else param
            for param in self._params
        ]
