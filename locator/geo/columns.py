"""Positions in the columns `latitude` and `longitude` of any table, on any engine."""

from typing import Any

from django.db.models import Q, QuerySet

from locator.geo.distance import distance_from
from locator.geo.point import BoundingBox, Point, around


def in_boxes(*boxes: BoundingBox) -> Q:
    """Rows in any of these, edges included; none of them crosses the antimeridian."""
    inside = Q()
    for box in boxes:
        inside |= Q(
            latitude__range=(box.south, box.north),
            longitude__range=(box.west, box.east),
        )
    return inside


def rows_near(
    rows: QuerySet[Any], point: Point, reach_m: float
) -> list[tuple[float, int]]:
    """The metres to each row within reach, and its id; nearest first."""
    metres_to = distance_from(point)
    boxed = rows.filter(in_boxes(*around(point, reach_m))).order_by()
    return sorted(
        (metres, pk)
        for pk, latitude, longitude in boxed.values_list("pk", "latitude", "longitude")
        # A box's corners reach further than its sides.
        if (metres := metres_to(latitude, longitude)) <= reach_m
    )
