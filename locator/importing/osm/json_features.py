"""GeoJSON (RFC 7946) and Overpass JSON, which osmium does not read.

Both are read whole: an extract of Cambodia's outlets is some tens of megabytes.
"""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from locator.importing.errors import BrokenFileError
from locator.importing.osm import geojson, overpass
from locator.importing.osm.feature import Feature

# Python refuses to read integers of thousands of digits; none is a coordinate or an id.
MAX_INTEGER_LENGTH = 20


def json_features(path: Path) -> Iterator[Feature]:
    document = parse_json(path)
    if isinstance(document, dict):
        readers: dict[str, Callable[[dict[str, Any]], Iterator[Feature]]] = {
            "features": geojson.features,
            "elements": overpass.features,
        }
        for key, features in readers.items():
            if isinstance(document.get(key), list):
                try:
                    return features(document)
                except BrokenFileError as error:
                    raise BrokenFileError(f"{path.name}: {error}") from error
    raise BrokenFileError(
        _(
            "%(file)s: byte 0: JSON, but neither a GeoJSON FeatureCollection nor an "
            "Overpass answer"
        )
        % {"file": path.name}
    )


def parse_json(path: Path, *, name: str = "") -> object:
    """The document; raises BrokenFileError with the byte where it is none.

    `name` is what people call the file, where it is not the path's own.
    """
    content = path.read_bytes()
    name = name or path.name
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BrokenFileError(
            _("%(file)s: byte %(byte)d: not UTF-8 text")
            % {"file": name, "byte": error.start}
        ) from error
    try:
        return json.loads(text, parse_int=_integer)
    except json.JSONDecodeError as error:
        offset = len(content) - len(text.encode()) + len(text[: error.pos].encode())
        raise BrokenFileError(
            _("%(file)s: byte %(byte)d (line %(line)d): not JSON: %(reason)s")
            % {
                "file": name,
                "byte": offset,
                "line": error.lineno,
                "reason": error.msg,
            }
        ) from error
    except RecursionError as error:
        raise BrokenFileError(
            _("%(file)s: byte 0: nested too deeply") % {"file": name}
        ) from error


def _integer(digits: str) -> int | float:
    return int(digits) if len(digits) <= MAX_INTEGER_LENGTH else float(digits)
