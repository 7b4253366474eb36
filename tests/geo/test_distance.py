import pytest
from geographiclib.geodesic import Geodesic
from hypothesis import example, given
from hypothesis import strategies as st

from locator.geo.distance import SHORT_LINE_M, distance_from, distance_m
from locator.geo.point import Point

latitudes = st.floats(-90, 90)
longitudes = st.floats(-180, 180)
points = st.builds(Point, latitudes, longitudes)


def karney_m(a, b):
    return Geodesic.WGS84.Inverse(a.latitude, a.longitude, b.latitude, b.longitude)[
        "s12"
    ]


@given(points, st.floats(0, 360), st.floats(0, SHORT_LINE_M))
@example(Point(90, 0), 180.0, 299_000.0)
@example(Point(89.5, 20), 0.0, 299_000.0)
@example(Point(-89.9, 20), 180.0, 30_000.0)
@example(Point(45, 180), 90.0, 299_000.0)
@example(Point(0, -180), 270.0, 299_000.0)
@example(Point(11.5564, 104.9282), 45.0, 0.001)
def test_a_short_line_agrees_with_karney_to_a_tenth_of_a_millimetre(
    start, azimuth, metres
):
    end = Geodesic.WGS84.Direct(start.latitude, start.longitude, azimuth, metres)
    finish = Point(max(-90, min(90, end["lat2"])), (end["lon2"] + 180) % 360 - 180)
    assert distance_m(start, finish) == pytest.approx(
        karney_m(start, finish), rel=0, abs=1e-4
    )


@given(points, points)
@example(Point(0, 0), Point(0, 180))
@example(Point(0, 0), Point(0.5, 179.7))
@example(Point(90, 0), Point(-90, 0))
def test_any_line_agrees_with_karney(start, finish):
    assert distance_m(start, finish) == pytest.approx(
        karney_m(start, finish), rel=0, abs=1e-4
    )


@given(points, points)
def test_the_way_back_is_as_long(start, finish):
    assert distance_m(start, finish) == pytest.approx(
        distance_m(finish, start), rel=0, abs=1e-6
    )


@given(points)
def test_a_point_is_nowhere_but_at_itself(point):
    assert distance_m(point, point) == 0


def test_the_two_names_of_the_antimeridian_are_one_line():
    assert distance_m(Point(10, 180), Point(10, -180)) == pytest.approx(0, abs=1e-6)


def test_every_longitude_of_a_pole_is_the_pole():
    assert distance_m(Point(90, 12), Point(90, -170)) == pytest.approx(0, abs=1e-6)


def test_one_start_measures_many_ends():
    metres_to = distance_from(Point(11.5564, 104.9282))
    assert metres_to(11.5564, 104.9382) == pytest.approx(1_090.8, abs=0.1)
    assert metres_to(11.5664, 104.9282) == pytest.approx(1_106.2, abs=0.1)
