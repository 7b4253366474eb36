"""An OSM file of any of the four formats, told apart by what it holds."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

from django.utils.translation import gettext as _

from locator.importing.errors import BrokenFileError
from locator.importing.osm.convert import convert
from locator.importing.osm.feature import Feature
from locator.importing.osm.json_features import json_features
from locator.importing.osm.osm_features import osm_features
from locator.importing.osm.rules import Rules, osm_rules
from locator.importing.records import SourceRow

HEAD_BYTES = 4096
BYTE_ORDER_MARK = b"\xef\xbb\xbf"
PACKED = {
    b"\x1f\x8b": "gzip",
    b"BZh": "bzip2",
    b"\xfd7zXZ": "xz",
    b"PK\x03\x04": "zip",
    b"\x28\xb5\x2f\xfd": "zstd",
}


def read_osm(path: Path, *, today: dt.date) -> Iterator[SourceRow]:
    """The rows of a GeoJSON, Overpass JSON, .osm or .osm.pbf file, in file order.

    Raises BrokenFileError, saying where, once the file cannot be read any further; a
    caller that must not write half a file reads to the end first.
    """
    rules = osm_rules()
    for feature in _features(path, rules):
        yield convert(feature, rules, today)


def _features(path: Path, rules: Rules) -> Iterator[Feature]:
    head = _head(path)
    if not head.strip():
        raise BrokenFileError(_("%(file)s: the file is empty") % {"file": path.name})
    for magic, name in PACKED.items():
        if head.startswith(magic):
            raise BrokenFileError(
                _("%(file)s: a %(format)s archive; unpack it first")
                % {"file": path.name, "format": name}
            )
    # The first blob of a PBF file is its header, after the length of its own header.
    if b"OSMHeader" in head[:32]:
        return osm_features(path, "pbf", rules.deciding_keys())
    text = head.removeprefix(BYTE_ORDER_MARK).lstrip()
    if text.startswith(b"<"):
        if b"<osm" not in text:
            raise BrokenFileError(
                _("%(file)s: byte 0: XML, but not OpenStreetMap's")
                % {"file": path.name}
            )
        return osm_features(path, "xml", rules.deciding_keys())
    if text.startswith((b"{", b"[")):
        return json_features(path)
    raise BrokenFileError(
        _("%(file)s: byte 0: neither GeoJSON, Overpass JSON, .osm nor .osm.pbf")
        % {"file": path.name}
    )


def _head(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(HEAD_BYTES)
    except OSError as error:
        raise BrokenFileError(f"{path}: {error.strerror}") from error
