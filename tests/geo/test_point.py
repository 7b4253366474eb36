import contextlib
import math

import pytest
from geographiclib.geodesic import Geodesic
from hypothesis import example, given
from hypothesis import strategies as st

from locator.geo.point import BoundingBox, GeoError, Point, around

latitudes = st.floats(-90, 90)
longitudes = st.floats(-180, 180)
points = st.builds(Point, latitudes, longitudes)


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, 90.0001, -91])
def test_a_latitude_that_is_not_on_the_earth_is_refused(value):
    with pytest.raises(GeoError, match=r"Latitude is .* from -90 to 90"):
        Point(value, 0)


@pytest.mark.parametrize("value", [math.nan, math.inf, 180.0001, -181])
def test_a_longitude_that_is_not_on_the_earth_is_refused(value):
    with pytest.raises(GeoError, match=r"Longitude is .* from -180 to 180"):
        Point(0, value)


@pytest.mark.parametrize(
    "text",
    [
        "11.5564,104.9282",
        " 11.5564 , 104.9282 ",
        "11.5564 104.9282",
        "(11.5564, 104.9282)",
        "11.5564;104.9282",
        "11.5564° N, 104.9282° E",
        "11.5564N 104.9282E",
        "N 11.5564, E 104.9282",
        "104.9282 E, 11.5564 N",
        "11.5564°N 104.9282°E",
        "１１.５５６４，１０４.９２８２",
        "១១.៥៥៦៤,១០៤.៩២៨២",
        "11°33'23.04\"N 104°55'41.52\"E",
        "11°33′23.04″ N, 104°55′41.52″ E",
        "11° 33.384' N 104° 55.692' E",
    ],
)
def test_a_position_is_read_as_people_paste_it(text):
    parsed = Point.parse(text)
    assert parsed.latitude == pytest.approx(11.5564, abs=1e-9)
    assert parsed.longitude == pytest.approx(104.9282, abs=1e-9)


def test_southern_and_western_letters_make_negative_degrees():
    assert Point.parse("33.5 S, 70.25 W") == Point(-33.5, -70.25)


def test_a_minus_sign_of_another_script_is_understood():
    assert Point.parse("−33.5, −70.25") == Point(-33.5, -70.25)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "11.5564",
        "11.5564,104.9282,3",
        "here",
        "11.5564,",
        "nan,nan",
        "inf,0",
        "11,5564 104,9282",
        "1e5,2",
        "11.556411.2",
        "11.5564,104.9282; DROP TABLE",
        "\0",
        "1" * 500,
    ],
)
def test_text_that_is_no_position_is_refused_with_an_example(text):
    with pytest.raises(GeoError, match=r"11.5564,104.9282"):
        Point.parse(text)


def test_two_latitudes_are_refused():
    with pytest.raises(GeoError, match=r"Both numbers are latitudes"):
        Point.parse("11.5 N, 104.9 N")


def test_two_longitudes_are_refused():
    with pytest.raises(GeoError, match=r"Both numbers are longitudes"):
        Point.parse("11.5 E, 104.9 W")


def test_exchanged_degrees_are_asked_about():
    with pytest.raises(GeoError, match=r"did you mean 11.5564,104.9282"):
        Point.parse("104.9282,11.5564")


@given(st.text(max_size=200))
def test_parsing_any_text_gives_a_point_or_a_geo_error(text):
    with contextlib.suppress(GeoError):
        Point.parse(text)


@given(points)
def test_the_text_of_a_point_reads_back(point):
    again = Point.parse(str(point))
    assert again.latitude == pytest.approx(point.latitude, abs=1e-9)
    assert again.longitude == pytest.approx(point.longitude, abs=1e-9)


def test_rounding_keeps_four_decimals():
    assert Point(11.55644999, -0.00001).rounded() == Point(11.5564, 0.0)
    assert str(Point(11.55644999, -0.00001).rounded()) == "11.5564,0"


def test_a_point_that_is_kept_is_rounded_to_the_decimetre():
    kept = Point(11.55644951, -0.0000001).to_decimetres()
    assert str(kept) == "11.55645,0"


def test_a_box_upside_down_is_refused():
    with pytest.raises(GeoError, match=r"South \(12\) is above north \(11\)"):
        BoundingBox(104, 12, 105, 11)


def test_a_box_is_read_as_west_south_east_north():
    assert BoundingBox.parse("104, 11,105 ,12") == BoundingBox(104, 11, 105, 12)


@pytest.mark.parametrize("text", ["104,11,105", "104,11,105,12,13", ""])
def test_a_box_of_other_than_four_numbers_is_refused(text):
    with pytest.raises(GeoError, match=r"four numbers"):
        BoundingBox.parse(text)


@pytest.mark.parametrize("text", ["104,11,105,x", "nan,11,105,12", "1,2,3,inf"])
def test_a_box_with_something_else_than_degrees_is_refused(text):
    with pytest.raises(GeoError, match=r"is not a number|must be a number"):
        BoundingBox.parse(text)


@given(st.text(max_size=200))
def test_parsing_any_text_gives_a_box_or_a_geo_error(text):
    with contextlib.suppress(GeoError):
        BoundingBox.parse(text)


def test_a_box_over_the_antimeridian_holds_both_sides():
    box = BoundingBox(170, -10, -170, 10)
    assert box.contains(Point(0, 175))
    assert box.contains(Point(0, -175))
    assert box.contains(Point(0, 180))
    assert not box.contains(Point(0, 0))


def test_the_parts_of_a_box_do_not_cross_the_antimeridian():
    assert BoundingBox(170, -10, -170, 10).parts() == (
        BoundingBox(170, -10, 180, 10),
        BoundingBox(-180, -10, -170, 10),
    )


def test_a_box_that_ends_at_the_antimeridian_holds_its_other_name():
    assert any(
        part.contains(Point(0, -180)) for part in BoundingBox(170, -1, 180, 1).parts()
    )
    assert any(
        part.contains(Point(0, 180)) for part in BoundingBox(-180, -1, 9, 1).parts()
    )


@given(points, st.floats(0, 360), st.floats(0, 10_000_000), st.floats(0, 1))
@example(Point(89.99, 10), 0.0, 5_000.0, 1.0)
@example(Point(-89.99, 10), 180.0, 5_000.0, 1.0)
@example(Point(0, 179.999), 90.0, 5_000.0, 1.0)
@example(Point(0, -180), 270.0, 5_000.0, 1.0)
@example(Point(0, 0), 0.0, 10_000_000.0, 1.0)
def test_a_point_within_the_distance_is_in_the_boxes_around(
    centre, azimuth, metres, share
):
    end = Geodesic.WGS84.Direct(
        centre.latitude, centre.longitude, azimuth, metres * share
    )
    point = Point(max(-90, min(90, end["lat2"])), (end["lon2"] + 180) % 360 - 180)
    assert any(box.contains(point) for box in around(centre, metres))


def test_the_box_around_a_point_is_hardly_larger_than_the_circle():
    (box,) = around(Point(11.5564, 104.9282), 5_000)
    height = (box.north - box.south) * 110_600
    width = (box.east - box.west) * 109_090
    assert 10_000 <= height < 10_100
    assert 10_000 <= width < 10_100


def test_around_a_pole_the_box_spans_every_meridian():
    (box,) = around(Point(89.99, 12), 5_000)
    assert (box.west, box.east, box.north) == (-180, 180, 90)


def test_around_the_antimeridian_there_are_two_boxes():
    assert len(around(Point(0, 179.99), 5_000)) == 2
