import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from locator.clusters import reading
from locator.clusters.cells import Cells
from locator.clusters.reading import MAX_CLUSTERS, find_clusters
from locator.geo.point import BoundingBox
from locator.models import Listing
from locator.models.opening import hours_at
from locator.models.reading import one_reading
from tests import factories
from tests.clusters.counting import cell, whole
from tests.clusters.test_writing import LATITUDES, LONGITUDES, STEPS, take

NOON = dt.datetime(2026, 11, 18, 12, tzinfo=ZoneInfo("Asia/Phnom_Penh"))
NIGHT = NOON.replace(hour=3)
WORLD = BoundingBox(-180, -90, 180, 90)
PHNOM_PENH = BoundingBox(104.7, 11.4, 105.1, 11.7)


def counts(found):
    return [cluster.count for cluster in found.clusters]


def grouped(rows, zoom, moment):
    """{cell: [count, open, unknown, mean latitude, mean longitude]}"""
    states = hours_at(moment)
    cells = {}
    for row in rows:
        north, east = whole(row.latitude), whole(row.longitude)
        east = -east if east == whole(180) else east
        sums = cells.setdefault(cell(north, east, zoom), [0, 0, 0, 0, 0])
        sums[0] += 1
        sums[3] += north
        sums[4] += east
        if row.closed_until and row.closed_until > moment.date():
            continue
        sums[1] += row.hours_id in states.open
        sums[2] += row.hours_id not in states.open | states.closed
    for sums in cells.values():
        sums[3] = round(sums[3] / sums[0] / 1e7, 7)
        sums[4] = round(sums[4] / sums[0] / 1e7, 7)
    return cells


def described(cluster):
    return (
        cluster.count,
        cluster.open_count,
        cluster.unknown_count,
        cluster.latitude,
        cluster.longitude,
    )


class AtAnyZoom(TestCase):
    @settings(max_examples=25)
    @given(
        steps=st.lists(STEPS, max_size=20),
        edges=st.tuples(LONGITUDES, LATITUDES, LONGITUDES, LATITUDES),
        moment=st.sampled_from([NOON, NIGHT]),
        slug=st.sampled_from(["", "smart"]),
    )
    def test_clusters_are_a_brute_force_grouping_of_the_cells_of_the_box(
        self, steps, edges, moment, slug
    ):
        outlets = []
        for step in steps:
            take(step, outlets)
        carrier_id = factories.carrier(slug).pk if slug else 0
        rows = list(Listing.objects.filter(carrier_id=carrier_id))
        west, one, east, other = edges
        box = BoundingBox(west, min(one, other), east, max(one, other))
        for zoom in range(20):
            found = find_clusters(box, zoom, carrier_id=carrier_id, open_at=moment)
            cells = Cells.touching(box, found.zoom)
            columns = set(cells.columns)
            expected = sorted(
                tuple(sums)
                for (x, y), sums in grouped(rows, found.zoom, moment).items()
                if x in columns and cells.south <= y <= cells.north
            )
            assert sorted(map(described, found.clusters)) == expected


BOXES = st.builds(
    lambda west, one, east, other: BoundingBox(
        west, min(one, other), east, max(one, other)
    ),
    st.floats(-180, 180),
    st.floats(-90, 90),
    st.floats(-180, 180),
    st.floats(-90, 90),
)


@given(box=BOXES, zoom=st.integers(0, 19))
def test_no_box_at_any_zoom_has_more_cells_than_the_bound(box, zoom):
    cells = reading._cells_within_limit(box, zoom)
    assert len(cells.columns) * (cells.north - cells.south + 1) <= MAX_CLUSTERS
    assert (
        cells.zoom == zoom
        or Cells.touching(box, cells.zoom + 1).upper_bound > MAX_CLUSTERS
    )


@given(box=BOXES, zoom=st.integers(0, 19), part=st.floats(0, 1), other=st.floats(0, 1))
def test_the_cells_of_a_box_hold_every_point_in_it(box, zoom, part, other):
    width = (box.east - box.west) % 360
    longitude = (box.west + part * width + 180) % 360 - 180
    latitude = box.south + other * (box.north - box.south)
    cells = Cells.touching(box, zoom)
    x, y = cell(whole(latitude), whole(longitude), zoom)
    first_and_last = {0, 4 * 2**zoom - 1}
    assert cells.south <= y <= cells.north
    spans = [range(first - 1, last + 2) for first, last in cells.spans]
    assert any(x in span for span in spans) or x in first_and_last


@pytest.mark.django_db
@pytest.mark.parametrize("zoom", [0, 6, 12, 19])
def test_the_whole_world_is_answered_at_any_zoom(zoom):
    for metres in range(0, 30_000, 3000):
        factories.outlet(north_m=metres)
    found = find_clusters(WORLD, zoom)
    assert found.zoom <= min(zoom, 3)
    assert sum(counts(found)) == 10


@pytest.mark.django_db
def test_a_cluster_lies_at_the_mean_of_its_outlets():
    factories.outlet(latitude=11.55, longitude=104.91)
    factories.outlet(latitude=11.56, longitude=104.94)
    [cluster] = find_clusters(PHNOM_PENH, 6).clusters
    assert (cluster.latitude, cluster.longitude) == (11.555, 104.925)
    assert (cluster.count, cluster.public_id) == (2, "")


@pytest.mark.django_db
@pytest.mark.parametrize("zoom", [6, 13, 19])
def test_a_single_outlet_comes_with_its_public_id(zoom):
    outlet = factories.outlet()
    box = BoundingBox(104.928, 11.556, 104.929, 11.557)
    [cluster] = find_clusters(box, zoom).clusters
    assert cluster.public_id == outlet.public_id
    assert (cluster.latitude, cluster.longitude) == (11.5564, 104.9282)


@pytest.mark.django_db
def test_at_the_deepest_zoom_neighbours_come_one_by_one():
    near, far = factories.outlet(), factories.outlet(north_m=60)
    box = BoundingBox(104.928, 11.556, 104.929, 11.558)
    found = find_clusters(box, 19)
    assert {cluster.public_id for cluster in found.clusters} == {
        near.public_id,
        far.public_id,
    }
    assert found.closer is None
    assert counts(find_clusters(box, 14)) == [2]


@pytest.mark.django_db
def test_a_crowd_deep_down_is_told_from_the_kept_counts(monkeypatch):
    monkeypatch.setattr(reading, "_MAX_LISTINGS", 5)
    for _number in range(6):
        factories.outlet(hours="24/7")
    box = BoundingBox(104.928, 11.556, 104.929, 11.557)
    found = find_clusters(box, 17, open_at=NIGHT)
    assert (found.zoom, found.closer, counts(found)) == (13, 19, [6])
    assert found.clusters[0].open_count == 6


@pytest.mark.django_db
@pytest.mark.parametrize("zoom", [3, 6, 13, 16, 19])
def test_a_box_across_the_antimeridian_has_what_lies_on_both_sides(zoom):
    for longitude in (179.9995, -179.9995, 180.0, -180.0):
        factories.outlet(latitude=10.0, longitude=longitude)
    factories.outlet(latitude=10.0, longitude=0.0)
    found = find_clusters(BoundingBox(179.999, 9.999, -179.999, 10.001), zoom)
    assert sum(counts(found)) == 4


@pytest.mark.django_db
@pytest.mark.parametrize("zoom", [4, 13, 18])
@pytest.mark.parametrize(
    ("moment", "is_open", "unknown"), [(NOON, 3, 1), (NIGHT, 1, 1)]
)
def test_what_is_open_and_what_nobody_knows_are_counted_apart(
    zoom, moment, is_open, unknown
):
    day = NOON.date()
    until = {"status": "closed_until", "closed_until": day}
    later = until | {"closed_until": day + dt.timedelta(days=1)}
    factories.outlet(hours="24/7")
    factories.outlet(hours="Mo-Su 08:00-18:00")
    factories.outlet(hours="Mo-Su 08:00-18:00", **until)
    factories.outlet(hours="24/7", **later)
    factories.outlet()
    factories.outlet(**later)
    box = BoundingBox(104.928, 11.556, 104.929, 11.557)
    [cluster] = find_clusters(box, zoom, open_at=moment).clusters
    assert cluster.count == 6
    assert (cluster.open_count, cluster.unknown_count) == (is_open, unknown)


@pytest.mark.django_db
def test_a_carrier_counts_what_sells_it():
    factories.outlet(sells="smart")
    factories.outlet(sells="metfone")
    smart = factories.carrier("smart")
    assert counts(find_clusters(PHNOM_PENH, 6, carrier_id=smart.pk)) == [1]
    assert counts(find_clusters(PHNOM_PENH, 6)) == [2]


@pytest.mark.django_db
@pytest.mark.parametrize(("zoom", "queries"), [(6, 4), (16, 2)])
def test_a_box_takes_few_queries(zoom, queries, django_assert_num_queries):
    """Counts, temporary closures, hours, public ids; or index rows, public ids."""
    factories.outlet(hours="24/7")
    box = BoundingBox(104.92, 11.55, 104.93, 11.56)
    with one_reading():
        hours_at(NOON)
        with django_assert_num_queries(queries):
            find_clusters(box, zoom, open_at=NOON)
