"""Small OSM files in the formats an import reads."""

import json
from pathlib import Path
from typing import Any

PHNOM_PENH = (11.5564, 104.9282)

Tags = dict[str, Any]


def feature(
    number: int,
    tags: Tags | None = None,
    point: tuple[float, float] = PHNOM_PENH,
) -> dict[str, Any]:
    """A GeoJSON feature of node/<number>; the least is an ATM. Latitude first."""
    return {
        "type": "Feature",
        "id": f"node/{number}",
        "geometry": {"type": "Point", "coordinates": [point[1], point[0]]},
        "properties": {"amenity": "atm"} | (tags or {}),
    }


def collection(*features: object) -> str:
    return json.dumps({"type": "FeatureCollection", "features": features})


def write_collection(folder: Path, *features: object) -> Path:
    path = folder / "outlets.geojson"
    path.write_text(collection(*features), encoding="utf-8")
    return path


# One ATM (node), one bank (closed way) and one bank (multipolygon of two ways), whose
# triangle has its centroid at 11.5566667, 104.9066667.
THREE_OBJECTS_XML = """<?xml version='1.0' encoding='UTF-8'?>
<osm version="0.6">
 <node id="1" version="1" lat="11.55" lon="104.90"/>
 <node id="2" version="1" lat="11.56" lon="104.90"/>
 <node id="3" version="1" lat="11.56" lon="104.92"/>
 <node id="4" version="1" lat="11.57" lon="104.93">
  <tag k="amenity" v="atm"/><tag k="name:km" v="វីង"/>
 </node>
 <way id="10" version="1">
  <nd ref="1"/><nd ref="2"/><nd ref="3"/><nd ref="1"/><tag k="amenity" v="bank"/>
 </way>
 <way id="11" version="1"><nd ref="1"/><nd ref="2"/></way>
 <way id="12" version="1"><nd ref="2"/><nd ref="3"/><nd ref="1"/></way>
 <relation id="20" version="1">
  <member type="way" ref="11" role="outer"/><member type="way" ref="12" role="outer"/>
  <tag k="type" v="multipolygon"/><tag k="amenity" v="bank"/>
 </relation>
</osm>
"""

_TRIANGLE = [[104.90, 11.55], [104.90, 11.56], [104.92, 11.56], [104.90, 11.55]]

THREE_OBJECTS_GEOJSON = json.dumps(
    {
        "type": "FeatureCollection",
        "features": [
            feature(4, {"name:km": "វីង"}, (11.57, 104.93)),
            {
                "type": "Feature",
                "id": "way/10",
                "geometry": {"type": "Polygon", "coordinates": [_TRIANGLE]},
                "properties": {"amenity": "bank"},
            },
            {
                "type": "Feature",
                "id": "relation/20",
                "geometry": {"type": "MultiPolygon", "coordinates": [[_TRIANGLE]]},
                "properties": {"amenity": "bank", "type": "multipolygon"},
            },
        ],
    }
)

THREE_OBJECTS_OVERPASS = json.dumps(
    {
        "version": 0.6,
        "elements": [
            {"type": "node", "id": 1, "lat": 11.55, "lon": 104.90},
            {"type": "node", "id": 2, "lat": 11.56, "lon": 104.90},
            {"type": "node", "id": 3, "lat": 11.56, "lon": 104.92},
            {
                "type": "node",
                "id": 4,
                "lat": 11.57,
                "lon": 104.93,
                "tags": {"amenity": "atm", "name:km": "វីង"},
            },
            {
                "type": "way",
                "id": 10,
                "nodes": [1, 2, 3, 1],
                "tags": {"amenity": "bank"},
            },
            {"type": "way", "id": 11, "nodes": [1, 2]},
            {"type": "way", "id": 12, "nodes": [2, 3, 1]},
            {
                "type": "relation",
                "id": 20,
                "members": [
                    {"type": "way", "ref": 11, "role": "outer"},
                    {"type": "way", "ref": 12, "role": "outer"},
                ],
                "tags": {"type": "multipolygon", "amenity": "bank"},
            },
        ],
    }
)
