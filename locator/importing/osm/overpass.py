"""Overpass JSON, from `out center`, `out geom` or `out body; >; out skel`."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from locator.importing.errors import BrokenFileError
from locator.importing.osm.feature import (
    Feature,
    Position,
    centroid,
    is_number,
    where_of,
)

TYPES = ("node", "way", "relation")


def features(document: dict[str, Any]) -> Iterator[Feature]:
    """Raises BrokenFileError for an answer the server gave up on: it lacks outlets."""
    remark = str(document.get("remark", ""))
    if "error" in remark.lower():
        raise BrokenFileError(
            _("Overpass stopped before the end: %(remark)s")
            % {"remark": " ".join(remark.split())}
        )
    return _features(document["elements"])


def _features(elements: list[Any]) -> Iterator[Feature]:
    nodes, ways = _points_of_nodes(elements), _lines_of_ways(elements)
    for number, element in enumerate(elements, start=1):
        if not isinstance(element, dict):
            yield Feature(where_of(number), "", {}, None, _("is not an object"))
            continue
        tags = element.get("tags")
        if not isinstance(tags, dict):
            continue  # a vertex or a part, there for its position only
        ref = ""
        if element.get("type") in TYPES and isinstance(element.get("id"), int):
            ref = f"{element['type']}/{element['id']}"
        point = _point(element, nodes, ways)
        yield Feature(
            where_of(number, ref),
            ref,
            {key: str(value) for key, value in tags.items() if value is not None},
            point,
            "" if point else _("has no point; ask Overpass for `out center`"),
        )


def _position(candidate: object) -> Position | None:
    if not isinstance(candidate, dict):
        return None
    longitude, latitude = candidate.get("lon"), candidate.get("lat")
    if not (is_number(longitude) and is_number(latitude)):
        return None
    return float(longitude), float(latitude)  # type: ignore[arg-type]


def _points_of_nodes(elements: list[Any]) -> dict[int, Position]:
    return {
        element["id"]: position
        for element in elements
        if isinstance(element, dict)
        and element.get("type") == "node"
        and isinstance(element.get("id"), int)
        and (position := _position(element))
    }


def _lines_of_ways(elements: list[Any]) -> dict[int, dict[str, Any]]:
    return {
        element["id"]: element
        for element in elements
        if isinstance(element, dict)
        and element.get("type") == "way"
        and isinstance(element.get("id"), int)
    }


def _line(element: dict[str, Any], nodes: dict[int, Position]) -> list[Position]:
    geometry = element.get("geometry")
    if isinstance(geometry, list):
        return [place for vertex in geometry if (place := _position(vertex))]
    refs = element.get("nodes")
    return [
        nodes[ref]
        for ref in (refs if isinstance(refs, list) else [])
        if isinstance(ref, int) and ref in nodes
    ]


def _point(
    element: dict[str, Any],
    nodes: dict[int, Position],
    ways: dict[int, dict[str, Any]],
) -> Position | None:
    if own := _position(element):
        return own
    lines = [_line(element, nodes)]
    members = element.get("members")
    for member in members if isinstance(members, list) else []:
        if not isinstance(member, dict):
            continue
        way = ways.get(member["ref"]) if isinstance(member.get("ref"), int) else None
        lines.append(_line(member, nodes) or (_line(way, nodes) if way else []))
    return (
        centroid(joined(lines))
        or _position(element.get("center"))
        or _middle(element.get("bounds"))
    )


def joined(lines: list[list[Position]]) -> list[list[Position]]:
    """Lines that meet end to end made into longer ones: rings, where they close."""
    open_lines = [list(line) for line in lines if line]
    done: list[list[Position]] = []
    while open_lines:
        line = open_lines.pop()
        while line[0] != line[-1]:
            following = next(
                (other for other in open_lines if line[-1] in (other[0], other[-1])),
                None,
            )
            if following is None:
                break
            open_lines.remove(following)
            line += (following if following[0] == line[-1] else following[::-1])[1:]
        done.append(line)
    return done


def _middle(bounds: object) -> Position | None:
    if not isinstance(bounds, dict):
        return None
    edges = [bounds.get(edge) for edge in ("minlon", "maxlon", "minlat", "maxlat")]
    if not all(is_number(edge) for edge in edges):
        return None
    west, east, south, north = map(float, edges)  # type: ignore[arg-type]
    return (west + east) / 2, (south + north) / 2
