"""Both engines against brute force; the plugin `tests.on_postgis` picks the other."""

import math

import pytest
from geographiclib.geodesic import Geodesic
from geopy.distance import geodesic
from hypothesis import example, given, settings
from hypothesis import strategies as st

from locator.geo.point import BoundingBox, Point
from locator.models import Carrier, Kind, Listing
from tests.geo.listings import published_at, undone

pytestmark = pytest.mark.django_db

PHNOM_PENH = Point(11.5564, 104.9282)

points = st.builds(Point, st.floats(-90, 90), st.floats(-180, 180))
awkward = st.sampled_from(
    [
        PHNOM_PENH,
        Point(0, 180),
        Point(0, -180),
        Point(0, 179.9999999),
        Point(90, 0),
        Point(-90, 0),
        Point(89.9999, 135),
        Point(-89.9999, -45),
        Point(0, 0),
        Point(11.5564, -180),
    ]
)
centres = points | awkward


@st.composite
def crowds(draw):
    """A position and outlets near it, far away, and in numbers on one spot."""
    centre = draw(centres)
    spread = draw(st.sampled_from([0.0, 0.5, 30.0, 2_000.0, 150_000.0, 20_000_000.0]))
    steps = st.tuples(st.floats(0, 360), st.floats(0, 1))
    around = [
        at(centre, azimuth, spread * share)
        for azimuth, share in draw(st.lists(steps, max_size=40))
    ]
    elsewhere = draw(st.lists(points, max_size=10))
    crowded = draw(st.lists(st.sampled_from([*around, centre]), max_size=10))
    return centre, around + elsewhere + crowded


def at(start, azimuth, metres):
    end = Geodesic.WGS84.Direct(start.latitude, start.longitude, azimuth, metres)
    return Point(max(-90, min(90, end["lat2"])), (end["lon2"] + 180) % 360 - 180)


def oracle_m(point, outlet):
    return geodesic(
        (point.latitude, point.longitude), (outlet.latitude, outlet.longitude)
    ).m


def assert_nearest(found, point, outlets, limit, radius_m=math.inf):
    """`found` are the nearest of `outlets`, ties within a millimetre apart."""
    distances = {outlet.pk: oracle_m(point, outlet) for outlet in outlets}
    inside = {pk for pk, metres in distances.items() if metres <= radius_m - 0.001}
    at_most = {pk for pk, metres in distances.items() if metres <= radius_m + 0.001}
    ids = [near.outlet_id for near in found]
    assert len(set(ids)) == len(ids)
    assert set(ids) <= at_most
    assert min(limit, len(inside)) <= len(ids) <= min(limit, len(at_most))
    for near in found:
        assert near.distance_m == pytest.approx(distances[near.outlet_id], abs=0.001)
    assert found == sorted(found, key=lambda near: (near.distance_m, near.outlet_id))
    if len(ids) == limit and ids:
        left_out = inside.difference(ids)
        last = found[-1].distance_m
        assert all(distances[pk] >= last - 0.001 for pk in left_out)


@settings(max_examples=60)
@given(crowds(), st.integers(1, 25))
def test_the_nearest_are_those_of_brute_force(crowd, limit):
    centre, places = crowd
    with undone():
        outlets = published_at(places)
        found = Listing.objects.nearest_to(centre, limit=limit)
    assert_nearest(found, centre, outlets, limit)


@settings(max_examples=40)
@given(crowds(), st.floats(0, 3_000_000))
@example((PHNOM_PENH, [PHNOM_PENH]), 0.0)
def test_a_radius_leaves_out_what_is_further(crowd, radius_m):
    centre, places = crowd
    with undone():
        outlets = published_at(places)
        found = Listing.objects.nearest_to(centre, limit=100, radius_m=radius_m)
    assert_nearest(found, centre, outlets, 100, radius_m)


@settings(max_examples=40)
@given(crowds(), st.floats(0, 3_000_000), st.integers(1, 12))
@example((PHNOM_PENH, [PHNOM_PENH] * 5), 0.0, 12)
def test_counting_agrees_with_brute_force_up_to_its_limit(crowd, metres, limit):
    centre, places = crowd
    with undone():
        outlets = published_at(places)
        count = Listing.objects.count_within(centre, metres, limit=limit)
    distances = [oracle_m(centre, outlet) for outlet in outlets]
    inside = sum(distance <= metres - 0.001 for distance in distances)
    at_most = sum(distance <= metres + 0.001 for distance in distances)
    assert min(limit, inside) <= count <= min(limit, at_most)


@settings(max_examples=40)
@given(crowds(), st.integers(0, 2), st.sets(st.sampled_from(Kind.values)))
def test_carrier_and_further_filters_combine(crowd, chosen, kinds):
    centre, places = crowd
    with undone():
        carriers = [
            Carrier.objects.create(slug=f"carrier{n}", name=f"Carrier {n}")
            for n in range(2)
        ]
        sellers = [None, *carriers]
        every_kind = Kind.values
        outlets = published_at(places, kinds=every_kind, carriers=sellers)
        carrier = sellers[chosen]
        found = (
            Listing.objects.filter(kind__in=kinds)
            .selling(carrier.pk if carrier else None)
            .filter(outlet__operator=None)
            .nearest_to(centre)
        )
    wanted = [
        outlet
        for number, outlet in enumerate(outlets)
        if outlet.kind in kinds and (not chosen or number % len(sellers) == chosen)
    ]
    assert_nearest(found, centre, wanted, 20)


boxes = st.builds(
    lambda west, east, ends: BoundingBox(west, min(ends), east, max(ends)),
    st.floats(-180, 180),
    st.floats(-180, 180),
    st.tuples(st.floats(-90, 90), st.floats(-90, 90)),
)


@settings(max_examples=60)
@given(crowds(), boxes)
@example((Point(0, 180), [Point(0, -180), Point(1, 180)]), BoundingBox(179, -1, 180, 1))
@example(
    (Point(0, 180), [Point(0, -180), Point(1, 180)]), BoundingBox(179, -1, -179, 1)
)
@example((PHNOM_PENH, [PHNOM_PENH]), BoundingBox(104.9282, 11.5564, 104.9282, 11.5564))
@example((PHNOM_PENH, [Point(90, 7), Point(-90, 7)]), BoundingBox(-180, -90, 180, 90))
def test_a_box_holds_what_is_in_it_and_nothing_else(crowd, box):
    _centre, places = crowd
    with undone():
        outlets = published_at(places)
        rows = Listing.objects.selling(None).within(box)
        ids = set(rows.values_list("outlet_id", flat=True))
        assert rows.count() == len(ids)
    for outlet in outlets:
        point = Point(outlet.latitude, outlet.longitude)
        other_name = Point(point.latitude, -point.longitude)
        if box.contains(point):
            assert outlet.pk in ids
        elif abs(point.longitude) != 180 or not box.contains(other_name):
            assert outlet.pk not in ids


@settings(max_examples=30)
@given(crowds(), boxes)
def test_box_and_nearest_combine(crowd, box):
    centre, places = crowd
    with undone():
        outlets = published_at(places)
        rows = Listing.objects.within(box)
        ids = set(rows.values_list("outlet_id", flat=True))
        found = rows.nearest_to(centre, limit=10)
        count = rows.count_within(centre, 30_000_000)
    wanted = [outlet for outlet in outlets if outlet.pk in ids]
    assert_nearest(found, centre, wanted, 10)
    assert count == len(wanted)


@pytest.mark.parametrize("centre", [PHNOM_PENH, Point(0, 180), Point(90, 0)], ids=str)
def test_a_ring_of_equal_distances_is_ranked_to_the_millimetre(centre):
    ring = [at(centre, azimuth * 1.8, 5_000) for azimuth in range(200)]
    outlets = published_at(ring)
    found = Listing.objects.nearest_to(centre, limit=20)
    assert_nearest(found, centre, outlets, 20)


def test_outlets_on_one_spot_come_in_the_order_of_their_ids():
    outlets = published_at([PHNOM_PENH] * 600)
    found = Listing.objects.nearest_to(Point(11.5, 104.9), limit=20)
    assert [near.outlet_id for near in found] == [outlet.pk for outlet in outlets[:20]]


def test_distances_within_a_millimetre_tie_and_ties_break_by_id():
    # Four tenths of a millimetre apart, the nearer one added last.
    outlets = published_at([at(PHNOM_PENH, 90, 100.0004), at(PHNOM_PENH, 90, 100)])
    found = Listing.objects.nearest_to(PHNOM_PENH, limit=1)
    assert found == [(outlets[0].pk, 100.0)]


def test_a_dense_town_and_a_lonely_village_are_both_exact():
    town = [at(PHNOM_PENH, n * 7.3, n * 4.0) for n in range(400)]
    village = [at(Point(13.7, 107.0), n * 40, n * 9_000) for n in range(12)]
    outlets = published_at([*town, *village])
    for centre in (PHNOM_PENH, Point(13.7, 107.0), Point(12.5, 106.0)):
        found = Listing.objects.nearest_to(centre, limit=20)
        assert_nearest(found, centre, outlets, 20)


def test_a_rare_kind_among_many_is_found_far_away():
    town = [at(PHNOM_PENH, n * 7.3, n * 10) for n in range(2_200)]
    published_at(town)
    rare = published_at(
        [at(PHNOM_PENH, n * 60, 10_000 + n) for n in range(3)], kinds=[Kind.KIOSK]
    )
    found = Listing.objects.filter(kind=Kind.KIOSK).nearest_to(PHNOM_PENH)
    assert_nearest(found, PHNOM_PENH, rare, 20)


def test_filters_that_nothing_can_meet_find_nothing():
    published_at([PHNOM_PENH])
    assert Listing.objects.filter(kind__in=[]).nearest_to(PHNOM_PENH) == []
    assert Listing.objects.filter(kind__in=[]).count_within(PHNOM_PENH, 5_000) == 0


def test_an_empty_index_has_no_nearest():
    assert Listing.objects.nearest_to(PHNOM_PENH) == []
    assert Listing.objects.count_within(PHNOM_PENH, 5_000) == 0


def test_the_number_of_outlets_asked_for_may_be_none():
    published_at([PHNOM_PENH])
    assert Listing.objects.nearest_to(PHNOM_PENH, limit=0) == []
