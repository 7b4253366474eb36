import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from locator.admin.point import PointPicker
from locator.geo.point import GeoError, Point
from locator.geo.typed import MAP_ADDRESS_PATTERNS, read_position, written

CASES = json.loads(
    (Path(__file__).parent.parent / "js/coordinate_cases.json").read_text()
)


@pytest.mark.parametrize("text", CASES["read_by_both"] + CASES["read_by_the_server"])
def test_a_position_is_read_as_people_have_it(text: str) -> None:
    point = read_position(text)
    assert [point.latitude, point.longitude] == pytest.approx(CASES["point"])


@pytest.mark.parametrize("text", CASES["read_by_neither"])
def test_what_is_no_position_is_refused_as_on_the_map(text: str) -> None:
    with pytest.raises(GeoError):
        read_position(text)


def test_degrees_and_minutes_are_read() -> None:
    point = read_position("""11°33'23.0"N 104°55'41.5"E""")
    assert point.latitude == pytest.approx(11.556389, abs=1e-6)
    assert point.longitude == pytest.approx(104.928194, abs=1e-6)


def test_exchanged_numbers_get_a_hint() -> None:
    with pytest.raises(GeoError, match=r"did you mean 11\.5564,104\.9282\?"):
        read_position("104.9282, 11.5564")


def test_a_short_link_is_told_to_be_opened_first() -> None:
    with pytest.raises(GeoError, match="holds no position"):
        read_position("https://maps.app.goo.gl/AbCdEf")


@given(st.text(max_size=300) | st.text("0123456789.,-+@!/:= °'\"NE&?lq", max_size=80))
def test_any_text_is_a_point_or_an_error_in_words(text: str) -> None:
    try:
        point = read_position(text)
    except GeoError as error:
        assert str(error)  # noqa: PT017
    else:
        assert abs(point.latitude) <= 90


@given(st.floats(-90, 90), st.floats(-180, 180))
def test_what_is_written_reads_as_the_same_point(lat: float, lon: float) -> None:
    point = read_position(written(Point(lat, lon)))
    assert point.latitude == pytest.approx(lat, abs=1e-8)
    assert point.longitude == pytest.approx(lon, abs=1e-8)


def test_the_map_is_given_the_patterns_that_the_server_uses() -> None:
    html = PointPicker().render("position", None, {"id": "id_position"})
    start = html.index('type="application/json">') + len('type="application/json">')
    options: dict[str, Any] = json.loads(html[start : html.index("</script>", start)])
    assert options["addressPatterns"] == list(MAP_ADDRESS_PATTERNS)


def test_the_tiles_are_asked_with_a_referrer() -> None:
    html = PointPicker().render("position", None, {"id": "id_position"})
    assert '"referrerPolicy": "strict-origin-when-cross-origin"' in html
