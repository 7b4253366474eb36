from collections.abc import Iterable, Iterator

import orjson

from locator.exporting.outlets import COLUMNS, ExportedRow
from locator.licence import LICENCE, attribution


def geojson_parts(rows: Iterable[ExportedRow]) -> Iterator[bytes]:
    """A FeatureCollection (RFC 7946), a feature at a time."""
    head = orjson.dumps({"licence": LICENCE, "attribution": attribution()})
    yield b'{"type":"FeatureCollection",' + head[1:-1] + b',"features":['
    separator = b"\n"
    for row in rows:
        properties = dict(zip(COLUMNS, row, strict=True))
        longitude, latitude = properties.pop("longitude"), properties.pop("latitude")
        geometry = {"type": "Point", "coordinates": [longitude, latitude]}
        feature = {
            "type": "Feature",
            "id": properties["public_id"],
            "geometry": geometry,
            "properties": properties,
        }
        yield separator + orjson.dumps(feature)
        separator = b",\n"
    yield b"\n]}\n"
