"""OSM XML and PBF through osmium."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import osmium
from django.utils.translation import gettext as _

from locator.importing.errors import BrokenFileError
from locator.importing.osm.feature import (
    TYPES,
    Feature,
    Position,
    centroid,
    where_of,
)


def osm_features(
    path: Path, file_format: str, keys: Sequence[str]
) -> Iterator[Feature]:
    """Every object that has one of `keys`; a relation comes after all ways."""
    wanted = osmium.filter.KeyFilter(*keys)
    # Typed by osmium as any of five classes; the entity tells its own type below.
    objects: Iterable[Any] = (
        osmium.FileProcessor(osmium.io.File(str(path), file_format))
        .with_areas(wanted)
        .with_filter(wanted)
    )
    number = 0
    relations: dict[int, tuple[str, dict[str, str]]] = {}
    try:
        for thing in objects:
            if thing.is_area():
                if thing.from_way() or thing.orig_id() not in relations:
                    continue
                point = centroid([_line(ring) for ring in thing.outer_rings()])
                if point is None:
                    continue
                where, tags = relations.pop(thing.orig_id())
                yield Feature(where, f"relation/{thing.orig_id()}", tags, point)
                continue
            number += 1
            if thing.deleted:
                continue
            kind = TYPES[thing.type_str()]
            ref = f"{kind}/{thing.id}"
            where = where_of(number, ref)
            tags = {tag.k: tag.v for tag in thing.tags}
            if kind == "relation":
                relations[thing.id] = (where, tags)
                continue
            point = _node_point(thing) if kind == "node" else _way_point(thing)
            yield Feature(
                where,
                ref,
                tags,
                point,
                "" if point else _("has no point: the file lacks its nodes"),
            )
    except (RuntimeError, ValueError, osmium.InvalidLocationError) as error:
        # osmium does not tell the byte; the last good feature is the next best.
        reason = " ".join(str(error).split())
        raise BrokenFileError(
            _("%(file)s: after feature %(number)d: %(reason)s")
            % {"file": path.name, "number": number, "reason": reason}
        ) from error
    for osm_id, (where, tags) in relations.items():
        yield Feature(
            where,
            f"relation/{osm_id}",
            tags,
            None,
            _("has no point: not an area, or the file lacks its ways"),
        )


def _node_point(node: Any) -> Position | None:
    """Unchecked, so that swapped coordinates can be told from missing ones."""
    point = (node.location.lon_without_check(), node.location.lat_without_check())
    return None if max(map(abs, point)) > 180 else point


def _way_point(way: Any) -> Position | None:
    return centroid([_line(way.nodes)])


def _line(nodes: Any) -> list[Position]:
    return [
        (node.location.lon, node.location.lat)
        for node in nodes
        if node.location.valid()
    ]
