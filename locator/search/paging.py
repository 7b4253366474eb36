"""A search in pages, by where the last one ended: nothing twice, nothing left out."""

import datetime as dt
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from locator.batches import batches
from locator.geo.columns import in_boxes
from locator.geo.distance import distance_from
from locator.geo.point import BoundingBox, around
from locator.models.listing import ListingQuerySet
from locator.models.reading import one_reading
from locator.search.form import OutletSearch
from locator.search.found import FoundOutlet
from locator.search.loading import load_found
from locator.search.outlets import listings, nearest

COUNT_UP_TO: Final = 10_000
_CHUNK: Final = 500
_FETCHED: Final = 10_000
_FEW: Final = 2_000


@dataclass(frozen=True, slots=True)
class Mark:
    """The last outlet of a page, `distance_m` away where the search has a position.

    `seen` counts the outlets up to it, itself included.
    """

    outlet_id: int
    distance_m: float | None
    seen: int


@dataclass(frozen=True, slots=True)
class Page:
    """Outlet ids in their order, with metres from the position where there is one.

    `next` is where the following page begins after, None on the last one.
    """

    distances: dict[int, float | None]
    next: Mark | None


def find_page(search: OutletSearch, *, after: Mark | None = None) -> Page:
    """The first `search.limit` outlets after the mark, in the order of `find_outlets`.

    Where rows came or went since the page before, those that stayed still come once.
    With a position, a page costs the more the further out it is.
    """
    with one_reading():
        found = _near(search, after) if search.near else _by_id(search, after)
    distances = dict(found[: search.limit])
    if len(found) <= search.limit:
        return Page(distances, None)
    last_id, last_m = found[search.limit - 1]
    seen = (after.seen if after else 0) + search.limit
    return Page(distances, Mark(last_id, last_m, seen))


def is_countable(search: OutletSearch) -> bool:
    """Whether the index holds all that it asks for: carrier, opening and box alone."""
    return not (
        search.is_narrowed
        or search.radius_m
        or (search.proven and search.carrier is None)
    )


def count_matching(search: OutletSearch) -> int | None:
    """How many outlets it finds; None for more than 10,000 and what is hard to count.

    The position does not matter.
    """
    if not is_countable(search):
        return None
    count: int = listings(search).order_by()[: COUNT_UP_TO + 1].count()
    return count if count <= COUNT_UP_TO else None


def every_outlet(search: OutletSearch, *, at: dt.datetime) -> Iterator[FoundOutlet]:
    """All outlets of a search whatever its limit, nearest first or by id.

    Which they are is read at once (16 bytes an outlet, to sort them some 80 more), what
    they are 500 at a time.
    """
    moment = search.open_at or at
    ids, metres = _all_ids(search)
    order: Sequence[int] = range(len(ids))
    if search.near:
        # Ties by id, as on pages; two boxes have each its own in order.
        order = sorted(sorted(order, key=ids.__getitem__), key=metres.__getitem__)
    for batch in batches(order, _CHUNK):
        distances = {
            ids[place]: metres[place] if search.near else None for place in batch
        }
        loaded = load_found(
            distances,
            at=moment,
            carrier=search.carrier,
            distances=distances,
        )
        yield from (loaded[pk] for pk in distances if pk in loaded)


def _near(search: OutletSearch, after: Mark | None) -> list[tuple[int, float | None]]:
    """At most one more than the limit, so that it shows whether more follow."""
    wanted = search.limit + 1
    reach = (after.seen if after else 0) + wanted
    while True:
        found = nearest(replace(search, limit=reach))
        following = [
            (pk, distance)
            for pk, distance in found.items()
            if after is None or (distance, pk) > (after.distance_m, after.outlet_id)
        ]
        # Outlets that opened nearer since the page before take places of the reach.
        if len(following) >= wanted or len(found) < reach:
            return list(following[:wanted])
        reach *= 2


def _by_id(search: OutletSearch, after: Mark | None) -> list[tuple[int, float | None]]:
    rows = _after(listings(search), after)
    if search.box:
        ids = list(rows.order_by().values_list("outlet_id", flat=True)[: _FEW + 1])
        if len(ids) <= _FEW:
            return [(pk, None) for pk in sorted(ids)[: search.limit + 1]]
        # So many are soon met in the order of ids, with the box read off the columns;
        # sorting them all takes longer.
        anywhere = listings(replace(search, box=None))
        rows = _after(anywhere, after).filter(in_boxes(*search.box.parts()))
    found = rows.order_by("outlet_id").values_list("outlet_id", flat=True)
    return [(pk, None) for pk in found[: search.limit + 1]]


def _after(rows: ListingQuerySet, mark: Mark | None) -> ListingQuerySet:
    return rows.filter(outlet_id__gt=mark.outlet_id) if mark else rows


def _all_ids(search: OutletSearch) -> tuple["array[int]", "array[float]"]:
    """Ids in order, and the metres from the position, 0 without one."""
    ids, metres = array("q"), array("d")
    metres_to = distance_from(search.near) if search.near else None
    radius_m = search.radius_m
    boxes: tuple[BoundingBox | None, ...] = (search.box,)
    if search.near and radius_m:
        boxes = around(search.near, radius_m)
    for box in boxes:
        rows = listings(replace(search, box=box)).order_by("outlet_id")
        points = rows.values_list("outlet_id", "latitude", "longitude")
        for pk, latitude, longitude in points.iterator(_FETCHED):
            distance = round(metres_to(latitude, longitude), 3) if metres_to else 0.0
            # Boxes that meet at the antimeridian both hold it.
            is_twin = len(boxes) > 1 and box and not box.west <= longitude <= box.east
            if is_twin or (radius_m and distance > radius_m):
                continue
            ids.append(pk)
            metres.append(distance)
    return ids, metres
