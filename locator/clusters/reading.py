"""What a map shows of a box: clusters of outlets, few enough at any zoom."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from django.db.models import Q, QuerySet, Sum

from locator.clusters.cells import (
    DEEPEST_COUNTED,
    MAX_ZOOM,
    PER_DEGREE,
    Cells,
    cell_of,
    counted_zoom,
    whole_position,
)
from locator.geo.point import BoundingBox
from locator.hours.schedule import TIMEZONE
from locator.models.cluster import Cluster, ClusterHours
from locator.models.listing import ANY_CARRIER, Listing
from locator.models.opening import HoursStates, hours_at
from locator.models.outlet import Outlet

MAX_CLUSTERS: Final = 1_024
"""A box of more cells is answered at a lower zoom."""

# Below the deepest kept zoom, where each outlet is looked at, so many at most.
_MAX_LISTINGS: Final = 4_000
_CLOSER: Final = 2
_MARGIN_DEG: Final = 2 / PER_DEGREE

_Cell = tuple[int, int]


@dataclass(frozen=True, slots=True)
class FoundCluster:
    """Outlets of a cell, at their mean position.

    `public_id` is that of a single one, else "". `open_count` and `unknown_count`, of
    those whose hours nobody knows, are None where no moment was asked about.
    """

    latitude: float
    longitude: float
    count: int
    open_count: int | None
    unknown_count: int | None
    public_id: str


@dataclass(frozen=True, slots=True)
class FoundClusters:
    """`zoom` is at most the one asked for, `closer` where to look at a cluster next.

    `closer` is None at the deepest zoom.
    """

    zoom: int
    closer: int | None
    clusters: list[FoundCluster]


@dataclass(slots=True)
class _Sums:
    count: int = 0
    north: int = 0
    east: int = 0
    outlets: int = 0
    open: int = 0
    unknown: int = 0


@dataclass(slots=True)
class _Counted:
    """Sums by cell, for as many cells as there are outlets in."""

    zoom: int
    sums: defaultdict[_Cell, _Sums] = field(default_factory=lambda: defaultdict(_Sums))


def find_clusters(
    box: BoundingBox,
    zoom: int,
    *,
    carrier_id: int | None = None,
    open_at: dt.datetime | None = None,
) -> FoundClusters:
    """All outlets in the cells that the box touches, or those selling a carrier.

    There are at most `MAX_CLUSTERS`; for a box too large for that, or deep down too
    crowded, the zoom is lower. Clusters hold whole cells, also what of them lies
    outside the box.
    """
    carrier = carrier_id or ANY_CARRIER
    cells = _cells_within_limit(box, zoom)
    asked = cells.zoom
    counted = (
        _counted_listings(cells, carrier, open_at) if asked > DEEPEST_COUNTED else None
    )
    if counted is None:
        if asked > DEEPEST_COUNTED:
            cells = Cells.touching(box, DEEPEST_COUNTED)
        counted = _summed_counts(cells, carrier, open_at)
    closer = None if asked == MAX_ZOOM else min(asked + _CLOSER, MAX_ZOOM)
    clusters = _as_clusters(counted, is_open_asked=open_at is not None)
    return FoundClusters(counted.zoom, closer, clusters)


def _cells_within_limit(box: BoundingBox, zoom: int) -> Cells:
    cells = Cells.touching(box, zoom)
    while cells.upper_bound > MAX_CLUSTERS:
        cells = Cells.touching(box, cells.zoom - 1)
    return cells


def _counted_listings(
    cells: Cells, carrier_id: int, open_at: dt.datetime | None
) -> _Counted | None:
    """Counted from the index rows themselves; None where there are too many."""
    rows: set[tuple[int, float, float, int, dt.date | None]] = set()
    for box in cells.boxes(margin=_MARGIN_DEG):
        there = Listing.objects.selling(carrier_id).within(box)
        values = there.order_by().values_list(
            "outlet_id", "latitude", "longitude", "hours_id", "closed_until"
        )
        rows.update(values[: _MAX_LISTINGS + 1])
        if len(rows) > _MAX_LISTINGS:
            return None
    states = hours_at(open_at) if open_at else None
    today = _day(open_at)
    counted = _Counted(cells.zoom)
    columns = set(cells.columns)
    for outlet_id, latitude, longitude, hours_id, closed_until in rows:
        north, east = whole_position(latitude, longitude)
        x, y = cell_of(north, east, cells.zoom)
        if x not in columns or not cells.south <= y <= cells.north:
            continue
        sums = counted.sums[x, y]
        sums.count += 1
        sums.north += north
        sums.east += east
        sums.outlets += outlet_id
        if states and (closed_until is None or closed_until.toordinal() <= today):
            _add_state(sums, states, hours_id, 1)
    return counted


def _summed_counts(
    cells: Cells, carrier_id: int, open_at: dt.datetime | None
) -> _Counted:
    """Summed up from the counts kept at the zoom, or at the next deeper one."""
    kept = cells.at(counted_zoom(cells.zoom))
    deeper = kept.zoom - cells.zoom
    counted = _Counted(cells.zoom)
    rows = Cluster.objects.filter(
        zoom=kept.zoom,
        carrier_id=carrier_id,
        x__among=kept.columns,
        y__range=(kept.south, kept.north),
        count__gt=0,
    ).values_list("x", "y", "count", "latitude_sum", "longitude_sum", "outlet_sum")
    for x, y, count, north, east, outlets in rows:
        sums = counted.sums[x >> deeper, y >> deeper]
        sums.count += count
        sums.north += north
        sums.east += east
        sums.outlets += outlets
    if open_at and counted.sums:
        _add_kept_hours(counted, kept, carrier_id, open_at)
    return counted


def _add_kept_hours(
    counted: _Counted, kept: Cells, carrier_id: int, open_at: dt.datetime
) -> None:
    deeper = kept.zoom - counted.zoom
    states = hours_at(open_at)
    today = _day(open_at)
    rows = ClusterHours.objects.filter(
        _in_spans(kept),
        zoom=kept.zoom,
        carrier_id=carrier_id,
        y__range=(kept.south, kept.north),
    )
    usual = {cell: sums.count for cell, sums in counted.sums.items()}
    closed = rows.filter(closed_until__gt=0).values_list(
        "x", "y", "closed_until", "hours_id", "count"
    )
    for x, y, closed_until, hours_id, count in closed:
        cell = x >> deeper, y >> deeper
        usual[cell] = usual.get(cell, 0) - count
        if closed_until <= today:
            _add_state(counted.sums[cell], states, hours_id, count)
    # Read the rows of the fewer texts, those open or those closed.
    unknown_ids = states.unknown | {0}
    is_by_open = len(states.open) <= len(states.closed)
    known_ids = states.open if is_by_open else states.closed
    not_open: defaultdict[_Cell, int] = defaultdict(int)
    for x, y, count, unknown in _by_cell(rows, known_ids, unknown_ids):
        cell = x >> deeper, y >> deeper
        counted.sums[cell].unknown += unknown
        if is_by_open:
            counted.sums[cell].open += count - unknown
        else:
            not_open[cell] += count
    if not is_by_open:
        for cell, sums in counted.sums.items():
            sums.open += usual.get(cell, 0) - not_open[cell]


def _by_cell(
    rows: QuerySet[ClusterHours],
    known_ids: frozenset[int],
    unknown_ids: frozenset[int],
) -> Iterable[tuple[int, int, int, int]]:
    """Column, row, how many of all these hours, how many of the unknown ones."""
    some = rows.filter(closed_until=0, hours_id__among=known_ids | unknown_ids)
    return (
        some.order_by()
        .values("x", "y")
        .annotate(
            both=Sum("count"),
            unknown=Sum("count", filter=Q(hours_id__among=unknown_ids), default=0),
        )
        .values_list("x", "y", "both", "unknown")
    )


def _in_spans(cells: Cells) -> Q:
    inside = Q()
    for span in cells.spans:
        inside |= Q(x__range=span)
    return inside


def _day(moment: dt.datetime | None) -> int:
    return moment.astimezone(TIMEZONE).toordinal() if moment else 0


def _add_state(sums: _Sums, states: HoursStates, hours_id: int, count: int) -> None:
    if hours_id in states.open:
        sums.open += count
    elif hours_id not in states.closed:
        sums.unknown += count


def _as_clusters(counted: _Counted, *, is_open_asked: bool) -> list[FoundCluster]:
    by_cell = sorted(counted.sums.items())
    found = [sums for _cell, sums in by_cell if sums.count > 0]
    singles = [sums.outlets for sums in found if sums.count == 1]
    public_ids = dict(
        Outlet.objects.filter(pk__among=singles).values_list("pk", "public_id")
        if singles
        else ()
    )
    return [
        FoundCluster(
            latitude=round(sums.north / sums.count / PER_DEGREE, 7),
            longitude=round(sums.east / sums.count / PER_DEGREE, 7),
            count=sums.count,
            # A write between two queries must not make a count that cannot be.
            open_count=_clamped(0, sums.open, sums.count) if is_open_asked else None,
            unknown_count=_clamped(0, sums.unknown, sums.count)
            if is_open_asked
            else None,
            public_id=public_ids.get(sums.outlets, "") if sums.count == 1 else "",
        )
        for sums in found
    ]


def _clamped(least: int, value: int, most: int) -> int:
    return max(least, min(value, most))
