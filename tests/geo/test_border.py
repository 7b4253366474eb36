import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import Point as ShapelyPoint
from shapely.geometry import shape

from locator.geo.border import BORDER_FILE, in_cambodia
from locator.geo.build_border import rings_of, widened
from locator.geo.point import Point

WIDENED = shape(json.loads(BORDER_FILE.read_text(encoding="utf-8"))["geometry"])


@pytest.mark.parametrize(
    ("latitude", "longitude"),
    [
        pytest.param(11.5564, 104.9282, id="Phnom Penh"),
        pytest.param(14.3914, 104.6803, id="Preah Vihear temple"),
        pytest.param(13.6625, 102.5506, id="Poipet, at the border"),
        pytest.param(11.6430, 102.9060, id="Cham Yeam, at the border"),
        pytest.param(10.6400, 103.5050, id="Sihanoukville, at the quay"),
        pytest.param(10.7000, 103.2500, id="Koh Rong, an island"),
    ],
)
def test_a_place_in_cambodia_is_inside(latitude, longitude):
    assert in_cambodia(Point(latitude, longitude))


@pytest.mark.parametrize(
    ("latitude", "longitude"),
    [
        pytest.param(13.6900, 102.5000, id="Aranyaprathet, Thailand"),
        pytest.param(10.7000, 105.1170, id="Chau Doc, Vietnam"),
        pytest.param(10.2200, 103.9600, id="Phu Quoc, Vietnam"),
        pytest.param(14.1200, 105.8600, id="Champasak, Laos"),
        pytest.param(48.1000, 11.5564, id="far away"),
        pytest.param(11.5564, -104.9282, id="longitude with a lost sign"),
        pytest.param(0.0, 0.0, id="null island"),
        pytest.param(90.0, 104.9, id="the north pole"),
    ],
)
def test_a_place_elsewhere_is_outside(latitude, longitude):
    assert not in_cambodia(Point(latitude, longitude))


@given(st.floats(10, 15), st.floats(102, 108))
def test_the_border_agrees_with_shapely(latitude, longitude):
    position = ShapelyPoint(longitude, latitude)
    assert in_cambodia(Point(latitude, longitude)) == WIDENED.contains(position)


def test_the_border_is_built_from_arcs_walked_both_ways():
    # Two arcs of one square; the second is walked backwards.
    topology = {
        "transform": {"scale": [0.1, 0.1], "translate": [104, 12]},
        "arcs": [
            [[0, 0], [10, 0], [0, 10]],
            [[0, 0], [0, 10], [10, 0]],
        ],
        "objects": {"countries": {"geometries": [{"id": "116", "arcs": [[[0, -2]]]}]}},
    }
    (ring,) = rings_of(topology, "116")
    assert [[round(x, 6), round(y, 6)] for x, y in ring] == [
        [104, 12],
        [105, 12],
        [105, 13],
        [104, 13],
        [104, 12],
    ]
    (wide,) = widened([ring])
    # 2 km are 0.0181 degrees of latitude.
    assert min(y for _, y in wide) == pytest.approx(12 - 0.0183, abs=0.0003)
