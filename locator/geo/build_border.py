"""Make `cambodia.geojson`: the border of Cambodia, widened by 2 km.

    npm pack world-atlas@2.0.2 && tar xzf world-atlas-2.0.2.tgz
    python -m locator.geo.build_border package/countries-10m.json

The source is Natural Earth 1:10m (public domain) as TopoJSON in the npm package
world-atlas (ISC). Needs shapely, which only development has.
"""

import json
import sys
from pathlib import Path
from typing import Any, Final

from shapely import (  # type: ignore[import-untyped]
    Polygon,
    transform,
    union_all,
)

from locator.geo.border import BORDER_FILE

ISO_NUMERIC: Final = "116"
MARGIN_M: Final = 2_000.0
# Removes vertices that do not move the line by more than this.
TOLERANCE_M: Final = 25.0

# Metres a degree on WGS84 at 12.5 N, the country's middle; between 10 and 14.7 N they
# err by under 1%, which is 20 m of the margin.
METRES_PER_LATITUDE: Final = 110_626.0
METRES_PER_LONGITUDE: Final = 108_699.0


def rings_of(topology: dict[str, Any], iso_numeric: str) -> list[list[list[float]]]:
    """The outer rings of a country, as [longitude, latitude] lists."""
    (country,) = (
        geometry
        for geometry in topology["objects"]["countries"]["geometries"]
        if geometry.get("id") == iso_numeric
    )
    arcs = [_decoded(arc, topology["transform"]) for arc in topology["arcs"]]
    return [_joined(polygon[0], arcs) for polygon in country["arcs"]]


def _decoded(
    arc: list[list[int]], transformation: dict[str, list[float]]
) -> list[list[float]]:
    (scale_x, scale_y) = transformation["scale"]
    (move_x, move_y) = transformation["translate"]
    x = y = 0
    points = []
    for dx, dy in arc:
        x, y = x + dx, y + dy
        points.append([x * scale_x + move_x, y * scale_y + move_y])
    return points


def _joined(indexes: list[int], arcs: list[list[list[float]]]) -> list[list[float]]:
    ring: list[list[float]] = []
    for index in indexes:
        # TopoJSON writes an arc that is walked backwards as the complement.
        arc = arcs[index] if index >= 0 else arcs[~index][::-1]
        ring.extend(arc[1:] if ring else arc)
    return ring


def widened(rings: list[list[list[float]]]) -> list[list[list[float]]]:
    scale = (METRES_PER_LONGITUDE, METRES_PER_LATITUDE)
    land = transform(
        union_all([Polygon(ring) for ring in rings]), lambda xy: xy * scale
    )
    # Widened by the tolerance too, so that simplifying never cuts into the margin.
    wide = land.buffer(MARGIN_M + TOLERANCE_M, quad_segs=8).simplify(TOLERANCE_M)
    degrees = transform(wide, lambda xy: xy / scale)
    parts = getattr(degrees, "geoms", [degrees])
    return [
        [[round(x, 4), round(y, 4)] for x, y in polygon.exterior.coords]
        for polygon in sorted(parts, key=lambda part: -part.area)
    ]


def feature(rings: list[list[list[float]]]) -> dict[str, Any]:
    return {
        "type": "Feature",
        "properties": {
            "name": "Cambodia, widened by 2 km",
            "source": "Natural Earth 1:10m (public domain) by world-atlas 2.0.2 (ISC)",
            "made_by": "locator/geo/build_border.py",
        },
        "geometry": {
            "type": "MultiPolygon",
            "coordinates": [[ring] for ring in rings],
        },
    }


def main(topology_file: Path) -> None:
    topology = json.loads(topology_file.read_text(encoding="utf-8"))
    rings = widened(rings_of(topology, ISO_NUMERIC))
    text = json.dumps(feature(rings), separators=(",", ":"))
    BORDER_FILE.write_text(text + "\n", encoding="utf-8")
    points = sum(map(len, rings))
    sys.stdout.write(f"{BORDER_FILE.name}: {len(rings)} rings, {points} points\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
