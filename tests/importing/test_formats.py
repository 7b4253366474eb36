"""The four formats, told apart by content, and files broken in every way."""

import datetime as dt
import gzip
import json
from pathlib import Path

import osmium
import pytest

from locator.geo.point import Point
from locator.importing.errors import BrokenFileError
from locator.importing.osm.source import read_osm
from locator.importing.records import OutletRecord, RejectedRow
from tests.importing.files import (
    THREE_OBJECTS_GEOJSON,
    THREE_OBJECTS_OVERPASS,
    THREE_OBJECTS_XML,
    collection,
    feature,
)

TODAY = dt.date(2026, 11, 16)
TRIANGLE_CENTROID = (pytest.approx(11.5566667), pytest.approx(104.9066667))


def pbf_of(xml: str, folder: Path) -> bytes:
    source, target = folder / "source.osm", folder / "target.osm.pbf"
    source.write_text(xml, encoding="utf-8")
    with osmium.SimpleWriter(str(target)) as writer:
        for entity in osmium.FileProcessor(str(source)):
            writer.add(entity)
    return target.read_bytes()


@pytest.fixture(params=["geojson", "overpass", "xml", "pbf"])
def three_objects(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """An ATM, a bank drawn as a way and one as a relation, in each format."""
    content = {
        "geojson": THREE_OBJECTS_GEOJSON.encode(),
        "overpass": THREE_OBJECTS_OVERPASS.encode(),
        "xml": THREE_OBJECTS_XML.encode(),
        "pbf": pbf_of(THREE_OBJECTS_XML, tmp_path),
    }[request.param]
    path = tmp_path / "a file without a suffix"
    path.write_bytes(content)
    return path


def outlets_in(path: Path) -> dict[str, OutletRecord]:
    return {
        row.ref: row
        for row in read_osm(path, today=TODAY)
        if isinstance(row, OutletRecord)
    }


def error_of(path: Path) -> str:
    with pytest.raises(BrokenFileError) as refusal:
        list(read_osm(path, today=TODAY))
    message = str(refusal.value)
    assert "\n" not in message
    return message


def test_every_format_names_an_object_by_type_and_number(three_objects: Path) -> None:
    assert set(outlets_in(three_objects)) == {"node/4", "way/10", "relation/20"}


def test_every_format_gives_a_node_its_tags_and_point(three_objects: Path) -> None:
    node = outlets_in(three_objects)["node/4"]
    assert (node.kind, node.name.km) == ("atm", "វីង")
    assert node.point == Point(11.57, 104.93)


@pytest.mark.parametrize("ref", ["way/10", "relation/20"])
def test_every_format_gives_an_area_its_centroid(three_objects: Path, ref: str) -> None:
    area = outlets_in(three_objects)[ref]
    assert isinstance(area.point, Point)
    assert (area.point.latitude, area.point.longitude) == TRIANGLE_CENTROID


def test_a_file_may_begin_with_a_byte_order_mark(tmp_path: Path) -> None:
    path = tmp_path / "with.bom"
    path.write_text(collection(feature(1)), encoding="utf-8-sig")
    assert set(outlets_in(path)) == {"node/1"}


@pytest.mark.parametrize(
    ("identifier", "properties"),
    [
        ("node/7", {}),
        ("n7", {}),
        (None, {"@id": "node/7"}),
        (7, {"@type": "node", "@id": 7}),
        (None, {"type": "node", "id": 7, "tags": {"amenity": "atm"}}),
    ],
)
def test_geojson_of_several_converters_gives_the_same_reference(
    tmp_path: Path, identifier: object, properties: dict[str, object]
) -> None:
    member = feature(1) | {"id": identifier}
    member["properties"] = {"amenity": "atm"} | properties
    path = tmp_path / "outlets.geojson"
    path.write_text(collection(member))
    assert set(outlets_in(path)) == {"node/7"}


@pytest.mark.parametrize(("short", "ref"), [("a14", "way/7"), ("a15", "relation/7")])
def test_areas_of_osmium_export_are_named_by_what_they_were(
    tmp_path: Path, short: str, ref: str
) -> None:
    path = tmp_path / "export.geojson"
    path.write_text(collection(feature(1) | {"id": short}))
    assert set(outlets_in(path)) == {ref}


def test_overpass_centers_stand_for_geometry(tmp_path: Path) -> None:
    element = {
        "type": "way",
        "id": 9,
        "center": {"lat": 11.5, "lon": 104.9},
        "tags": {"amenity": "bank"},
    }
    path = tmp_path / "centers.json"
    path.write_text(json.dumps({"elements": [element]}))
    way = outlets_in(path)["way/9"]
    assert way.point == Point(11.5, 104.9)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "the file is empty"),
        (b" \n", "the file is empty"),
        (b"\x00\x01\x02\x03", "byte 0: neither"),
        (b"name,latitude\nABA,11.5\n", "byte 0: neither"),
        (b"<html><body>503</body></html>", "byte 0: XML, but not"),
        (b"[1, 2]", "byte 0: JSON, but neither"),
        (b'{"type": "Topology"}', "byte 0: JSON, but neither"),
        (b'{"features": 3}', "byte 0: JSON, but neither"),
        (b'{"features": [}', "byte 14 (line 1): not JSON"),
        (b'{"features": ["\xff"]}', "byte 15: not UTF-8"),
        ('{"name": "ឯកសារ", }'.encode(), "byte 28 (line 1): not JSON"),
        (b"[" * 100_000, "nested too deeply"),
        (gzip.compress(b"{}", mtime=0), "a gzip archive; unpack it first"),
    ],
)
def test_a_broken_file_is_refused_with_one_line_saying_where(
    tmp_path: Path, content: bytes, reason: str
) -> None:
    path = tmp_path / "broken.geojson"
    path.write_bytes(content)
    assert reason in error_of(path)


def test_a_missing_file_is_refused_in_one_line(tmp_path: Path) -> None:
    assert "No such file" in error_of(tmp_path / "nowhere.osm")


def test_a_folder_is_refused_in_one_line(tmp_path: Path) -> None:
    assert "directory" in error_of(tmp_path)


def test_json_cut_in_the_middle_tells_the_byte(tmp_path: Path) -> None:
    whole = collection(feature(1, {"name": "ធនាគារ"}), feature(2)).encode()
    path = tmp_path / "cut.geojson"
    path.write_bytes(whole[: len(whole) // 2])
    assert f"{path.name}: byte " in error_of(path)


def test_xml_cut_in_the_middle_tells_the_line(tmp_path: Path) -> None:
    path = tmp_path / "cut.osm"
    path.write_text(THREE_OBJECTS_XML[: THREE_OBJECTS_XML.index("<relation")])
    assert "XML parsing error at line 14" in error_of(path)


def test_pbf_cut_in_the_middle_is_refused(tmp_path: Path) -> None:
    content = pbf_of(THREE_OBJECTS_XML, tmp_path)
    path = tmp_path / "cut.osm.pbf"
    path.write_bytes(content[:-5])
    assert "PBF error" in error_of(path)


def test_an_overpass_answer_that_ran_out_of_time_is_refused(tmp_path: Path) -> None:
    answer = {"elements": [], "remark": "runtime error: Query timed out"}
    path = tmp_path / "timeout.json"
    path.write_text(json.dumps(answer))
    assert "Overpass stopped before the end" in error_of(path)


@pytest.mark.parametrize(
    ("geometry", "reason"),
    [
        (None, "has no point"),
        ({"type": "Point"}, "not numbers"),
        ({"type": "Point", "coordinates": []}, "not numbers"),
        ({"type": "Point", "coordinates": ["104.9", "11.5"]}, "not numbers"),
        ({"type": "Point", "coordinates": [float("nan"), 11.5]}, "not numbers"),
        ({"type": "Point", "coordinates": [float("inf"), 11.5]}, "not numbers"),
        ({"type": "Point", "coordinates": [True, False]}, "not numbers"),
        ({"type": "Polygon", "coordinates": []}, "has no point"),
        ({"type": "Polygon", "coordinates": [[]]}, "has no point"),
        ({"type": "MultiPolygon", "coordinates": [[104.9, 11.5]]}, "not numbers"),
        ({"type": "GeometryCollection", "geometries": 3}, "has no point"),
        ({"type": "Circle"}, "has no point but “Circle”"),
        ({"type": "Point", "coordinates": [1e300, 1e300]}, "outside Cambodia"),
        ({"type": "Point", "coordinates": [-0.1278, 51.5]}, "outside Cambodia"),
        ({"type": "Point", "coordinates": [11.5564, 104.9282]}, "look swapped"),
    ],
)
def test_a_feature_without_a_possible_point_is_rejected_with_the_reason(
    tmp_path: Path, geometry: object, reason: str
) -> None:
    path = tmp_path / "outlets.geojson"
    path.write_text(collection(feature(1), feature(2) | {"geometry": geometry}))
    good, bad = read_osm(path, today=TODAY)
    assert isinstance(good, OutletRecord)
    assert isinstance(bad, RejectedRow)
    assert (bad.where, bad.ref) == ("feature 2 (node/2)", "node/2")
    assert reason in bad.why


@pytest.mark.parametrize(
    "lon_lat", ['lat="104.9" lon="11.5"', 'lon="11.5" lat="104.9"']
)
def test_swapped_coordinates_in_xml_are_recognised(
    tmp_path: Path, lon_lat: str
) -> None:
    path = tmp_path / "swapped.osm"
    path.write_text(
        f'<osm version="0.6"><node id="1" version="1" {lon_lat}>'
        '<tag k="amenity" v="atm"/></node></osm>'
    )
    (row,) = read_osm(path, today=TODAY)
    assert isinstance(row, RejectedRow)
    assert "look swapped" in row.why


def test_an_integer_of_thousands_of_digits_costs_its_feature_only(
    tmp_path: Path,
) -> None:
    path = tmp_path / "huge.geojson"
    path.write_text(
        collection(feature(1), feature(2)).replace("11.5564", "9" * 5000, 1)
    )
    rows = list(read_osm(path, today=TODAY))
    assert [type(row) for row in rows] == [RejectedRow, OutletRecord]


@pytest.mark.parametrize("member", [None, 3, "feature", [], {}])
def test_a_member_that_is_no_feature_does_not_stop_the_file(
    tmp_path: Path, member: object
) -> None:
    path = tmp_path / "odd.geojson"
    path.write_text(collection(member, feature(2)))
    assert set(outlets_in(path)) == {"node/2"}


@pytest.mark.parametrize(
    "element",
    [
        None,
        {"type": "node", "id": "1", "tags": {"amenity": "atm"}},
        {"type": "way", "id": 1, "nodes": "x", "tags": {"amenity": "atm"}},
        {"type": "way", "id": 1, "nodes": [None, 5], "tags": {"amenity": "atm"}},
        {"type": "way", "id": 1, "geometry": [3, {}], "tags": {"amenity": "atm"}},
        {"type": "relation", "id": 1, "members": [4, {}], "tags": {"amenity": "atm"}},
        {"type": "node", "id": 1, "lat": "a", "lon": None, "tags": {"amenity": "atm"}},
        {"type": "way", "id": 1, "bounds": {"minlat": 1}, "tags": {"amenity": "atm"}},
    ],
)
def test_an_odd_overpass_element_is_rejected_alone(
    tmp_path: Path, element: object
) -> None:
    good = {"type": "node", "id": 2, "lat": 11.5, "lon": 104.9}
    good |= {"tags": {"amenity": "atm"}}
    path = tmp_path / "odd.json"
    path.write_text(json.dumps({"elements": [element, good]}))
    first, second = read_osm(path, today=TODAY)
    assert isinstance(first, RejectedRow)
    assert isinstance(second, OutletRecord)


def test_a_way_without_its_nodes_is_rejected(tmp_path: Path) -> None:
    path = tmp_path / "bare.osm"
    path.write_text(
        '<osm version="0.6"><way id="1" version="1"><nd ref="5"/>'
        '<tag k="amenity" v="bank"/></way></osm>'
    )
    (row,) = read_osm(path, today=TODAY)
    assert isinstance(row, RejectedRow)
    assert "lacks its nodes" in row.why


def test_a_relation_without_its_ways_is_rejected(tmp_path: Path) -> None:
    path = tmp_path / "bare.osm"
    path.write_text(
        '<osm version="0.6"><relation id="1" version="1">'
        '<member type="way" ref="5" role="outer"/><tag k="type" v="multipolygon"/>'
        '<tag k="amenity" v="bank"/></relation></osm>'
    )
    (row,) = read_osm(path, today=TODAY)
    assert isinstance(row, RejectedRow)
    assert row.ref == "relation/1"


@pytest.mark.parametrize(
    ("whole", "broken"),
    [('<node id="4"', "<node id='x'"), ('lon="104.93"', "lon='704.9'")],
)
def test_a_number_osm_cannot_have_is_one_line(
    tmp_path: Path, whole: str, broken: str
) -> None:
    path = tmp_path / "numbers.osm"
    path.write_text(THREE_OBJECTS_XML.replace(whole, broken), encoding="utf-8")
    assert "numbers.osm: after feature" in error_of(path)


@pytest.mark.parametrize("kind", [[], {}])
def test_a_geometry_without_a_readable_type_rejects_its_feature_only(
    tmp_path: Path, kind: object
) -> None:
    path = tmp_path / "outlets.geojson"
    path.write_text(collection(feature(1) | {"geometry": {"type": kind}}, feature(2)))
    assert [type(row) for row in read_osm(path, today=TODAY)] == [
        RejectedRow,
        OutletRecord,
    ]
