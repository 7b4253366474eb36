"""GeoJSON as Overpass Turbo, osmtogeojson and `osmium export` write it."""

import re
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from locator.importing.osm.feature import (
    TYPES,
    Feature,
    Position,
    centroid,
    is_position,
    where_of,
)

REF = re.compile(r"(node|way|relation)/(-?\d+)")
# osmium export: n123, w123, r123; an area is a123, twice the way's id, odd for a
# relation.
SHORT_REF = re.compile(r"([nwra])(\d+)")

# Not tags of the object but notes of the converter.
NOTES = frozenset({"id", "type", "tags", "meta", "relations", "tainted", "geometry"})

DEPTHS = {"Point": 0, "MultiPoint": 1, "LineString": 1, "Polygon": 2}
DEPTHS |= {"MultiLineString": 2, "MultiPolygon": 3}


def features(document: dict[str, Any]) -> Iterator[Feature]:
    for number, member in enumerate(document["features"], start=1):
        yield _feature(number, member)


def _feature(number: int, member: object) -> Feature:
    if not isinstance(member, dict):
        return Feature(where_of(number), "", {}, None, _("is not an object"))
    properties = member.get("properties")
    properties = properties if isinstance(properties, dict) else {}
    if isinstance(nested := properties.get("tags"), dict):
        plain = {key: properties[key] for key in properties.keys() - NOTES}
        candidates = {**plain, **nested}
    else:
        candidates = properties
    tags = {
        key: text
        for key, value in candidates.items()
        if (text := _tag_text(value)) is not None
    }
    ref = _ref(member.get("id"), properties)
    point, why = point_of(member.get("geometry"))
    return Feature(where_of(number, ref), ref, tags, point, why)


def _tag_text(value: object) -> str | None:
    """Undo converters that turn yes into true; lists and objects are not tags."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value) if isinstance(value, str | int | float) else None


def _ref(identifier: object, properties: dict[str, Any]) -> str:
    candidates = [
        identifier,
        properties.get("@id"),
        properties.get("id"),
        f"{properties.get('@type')}/{properties.get('@id')}",
        f"{properties.get('type')}/{properties.get('id')}",
    ]
    for candidate in candidates:
        text = str(candidate)
        if match := REF.fullmatch(text):
            return text
        if match := SHORT_REF.fullmatch(text):
            letter, osm_id = match[1], int(match[2])
            if letter == "a":
                letter, osm_id = ("r" if osm_id % 2 else "w"), osm_id // 2
            return f"{TYPES[letter]}/{osm_id}"
    return ""


def point_of(geometry: object) -> tuple[Position | None, str]:
    """The middle of a geometry, longitude first, or None and why there is none."""
    if not isinstance(geometry, dict):
        return None, _("has no point")
    kind = geometry.get("type")
    if kind == "GeometryCollection":
        members = geometry.get("geometries")
        for member in members if isinstance(members, list) else []:
            point, _why = point_of(member)
            if point:
                return point, ""
        return None, _("has no point")
    if not isinstance(kind, str) or kind not in DEPTHS:
        return None, _("has no point but “%(kind)s”") % {"kind": kind}
    lines = _lines(geometry.get("coordinates"), DEPTHS[kind])
    if lines is None:
        return None, _("has no point: its coordinates are not numbers")
    if kind == "Polygon":
        lines = lines[:1]
    middle = centroid(lines)
    return middle, "" if middle else _("has no point")


def _lines(coordinates: object, depth: int) -> list[list[Position]] | None:
    """All coordinates as lines of positions; None where one is not a position."""
    if depth == 0:
        return _lines([coordinates], 1)
    if not isinstance(coordinates, list):
        return None
    if depth == 1:
        if not all(is_position(position) for position in coordinates):
            return None
        return [[(position[0], position[1]) for position in coordinates]]
    lines: list[list[Position]] = []
    for part in coordinates:
        inner = _lines(part, depth - 1)
        if inner is None:
            return None
        # Of a polygon only the outer ring: holes hardly move the middle.
        lines += inner[:1] if depth == 3 else inner
    return lines
