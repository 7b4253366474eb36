"""Nearest search on PostgreSQL with PostGIS: a geography column under GiST.

`<->` walks the index in the order of distances on a sphere, a few rows more than are
wanted. No distance on the ellipsoid is shorter than a known share of that on the
sphere, so the last row read says how far the result is settled. Where that is not
far enough (a ring of equal distances, a crowd on one spot), more rows are read.
"""

from functools import cached_property
from typing import Any, Final

from django.db.models import BooleanField, FloatField, QuerySet
from django.db.models.expressions import RawSQL

from locator.geo.distance import distance_from, distance_m
from locator.geo.nearest import (
    FURTHEST_M,
    TIE_M,
    Finder,
    Near,
    Ranking,
    Slot,
    Statement,
)
from locator.geo.point import BoundingBox, Point

# PostGIS's sphere has the mean radius. The ellipsoid's smallest radius of curvature
# bounds its distances from below, its largest from above.
_SHORTEST_SHARE: Final = 6_335_439.0 / 6_371_009.0
_LONGEST_SHARE: Final = 6_399_594.0 / 6_371_008.0

_AXIS_DEG: Final = 0.001
_STEP_DEG: Final = 0.000_123_457

_POINT: Final = "ST_SetSRID(ST_MakePoint(%s, %s), 4326)::geography"


def create_geography_sql(table: str) -> tuple[str, ...]:
    return (
        "CREATE EXTENSION IF NOT EXISTS postgis",
        "CREATE EXTENSION IF NOT EXISTS btree_gist",
        f'ALTER TABLE "{table}" ADD COLUMN geog geography(Point, 4326)'
        " GENERATED ALWAYS AS"
        " (ST_SetSRID(ST_MakePoint(longitude, latitude), 4326)::geography) STORED",
        f'CREATE INDEX "{table}_geog" ON "{table}" USING gist (carrier_id, geog)',
        # Boxes of degrees: the edges of a geography's box would be great circles.
        f'CREATE INDEX "{table}_degrees" ON "{table}"'
        " USING gist (carrier_id, (geog::geometry))",
    )


def drop_geography_sql(table: str) -> tuple[str, ...]:
    return (f'ALTER TABLE "{table}" DROP COLUMN geog CASCADE',)


class PostGISEngine:
    def within(self, rows: QuerySet[Any], box: BoundingBox) -> QuerySet[Any]:
        table = f'"{rows.model._meta.db_table}"'
        conditions = []
        params: list[float] = []
        for part in box.parts():
            # The index rounds to float32; the columns decide.
            conditions.append(
                f"({table}.geog::geometry && ST_MakeEnvelope(%s, %s, %s, %s, 4326)"
                f" AND {table}.latitude BETWEEN %s AND %s"
                f" AND {table}.longitude BETWEEN %s AND %s)"
            )
            params += (part.west, part.south, part.east, part.north)
            params += (part.south, part.north, part.west, part.east)
        return _where(rows, f"({' OR '.join(conditions)})", params)

    def prepare(
        self, rows: QuerySet[Any], *, carrier_id: int, few_expected: bool = False
    ) -> Finder:
        return PostGISFinder(rows)

    def count_within(
        self,
        rows: QuerySet[Any],
        point: Point,
        *,
        carrier_id: int,
        metres: float,
        limit: int,
    ) -> int:
        position = (point.longitude, point.latitude)
        table = f'"{rows.model._meta.db_table}"'
        in_circle = Statement.of(
            _where(
                rows.order_by(),
                f"ST_DWithin({table}.geog, {_POINT}, %s, false)",
                (*position, Slot("reach_m")),
            ).values_list("latitude", "longitude"),
            "LIMIT %s",
            Slot("most"),
        )
        if in_circle is None:
            return 0
        # Most often so many are surely within that none need be measured.
        if len(in_circle.rows(reach_m=metres / _LONGEST_SHARE, most=limit)) == limit:
            return limit
        metres_to = distance_from(point)
        candidates = in_circle.rows(reach_m=_sphere_reach(metres), most=None)
        return min(limit, sum(metres_to(*found) <= metres for found in candidates))


class PostGISFinder:
    def __init__(self, rows: QuerySet[Any]) -> None:
        self._rows = rows

    @cached_property
    def _anywhere(self) -> Statement | None:
        return _by_sphere(self._rows)

    @cached_property
    def _in_circle(self) -> Statement | None:
        table = self._rows.model._meta.db_table
        circle = f'ST_DWithin("{table}".geog, {_POINT}, %s, false)'
        slots = (Slot("east"), Slot("north"), Slot("reach_m"))
        return _by_sphere(_where(self._rows, circle, slots))

    def nearest(self, point: Point, *, limit: int, radius_m: float) -> list[Near]:
        is_bounded = radius_m < FURTHEST_M
        by_sphere = self._in_circle if is_bounded else self._anywhere
        if by_sphere is None or limit <= 0:
            return []
        start, moved_m = _off_the_axes(point)
        places = {
            "east": point.longitude,
            "north": point.latitude,
            "start_east": start.longitude,
            "start_north": start.latitude,
            "reach_m": _sphere_reach(radius_m),
        }
        ranking = Ranking(point, limit, radius_m)
        most = limit + limit // 4 + 5
        while True:
            found = by_sphere.rows(**places, most=most)
            ranking.replace(row[:3] for row in found)
            if len(found) < most:
                return ranking.result()
            read_m = (found[-1][3] - moved_m) * _SHORTEST_SHARE - TIE_M
            if ranking.is_settled_within(read_m):
                return ranking.result()
            most *= 4


def _by_sphere(rows: QuerySet[Any]) -> Statement | None:
    """`most` rows and their distances on the sphere, nearest first."""
    sphere_m = RawSQL(  # noqa: S611
        f'("{rows.model._meta.db_table}".geog <-> {_POINT})',
        (Slot("start_east"), Slot("start_north")),
        output_field=FloatField(),
    )
    return Statement.of(
        rows.order_by()
        .annotate(sphere_m=sphere_m)
        .values_list("outlet_id", "latitude", "longitude", "sphere_m"),
        'ORDER BY "sphere_m" LIMIT %s',
        Slot("most"),
    )


def _where(rows: QuerySet[Any], sql: str, params: Any) -> QuerySet[Any]:
    condition = RawSQL(sql, tuple(params), output_field=BooleanField())  # noqa: S611
    return rows.filter(condition)


def _off_the_axes(point: Point) -> tuple[Point, float]:
    """Where to walk the index from, at most so many metres away from `point`.

    PostgreSQL stops with "index returned tuples in wrong order" where `<->` finds a
    distance smaller than the index's boxes promise. Rounding to float32 makes boxes
    large enough, save where a geocentric coordinate is about 0: a position at
    longitude 180 and an outlet at -180 have boxes a nanometre apart, and are 0 apart.
    """
    latitude, longitude = point.latitude, point.longitude
    on_meridian = abs(longitude % 90 - 45) > 45 - _AXIS_DEG or abs(latitude) > 89.9
    if abs(latitude) > _AXIS_DEG and not on_meridian:
        return point, 0.0
    inward = 1 if latitude < 0 else -1
    eastward = 1 if longitude < 0 else -1
    moved = Point(
        latitude + inward * _STEP_DEG, longitude + eastward * _STEP_DEG * 1.618
    )
    return moved, distance_m(point, moved) * 1.01


def _sphere_reach(metres: float) -> float:
    """A radius on the sphere whose circle holds the ellipsoid's of `metres`."""
    return metres / _SHORTEST_SHARE + 1
