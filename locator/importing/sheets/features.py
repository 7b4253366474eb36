"""GeoJSON as a table: a feature a row, its properties the columns."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from django.utils.translation import gettext as _

from locator.importing.errors import BrokenFileError
from locator.importing.osm.geojson import point_of
from locator.importing.osm.json_features import parse_json
from locator.importing.sheets.table import Limits, TableRow

POINT: Final = ("latitude", "longitude")


class FeatureFile:
    """Raises BrokenFileError for JSON that is no FeatureCollection."""

    encoding = ""
    has_formulas = False

    def __init__(self, path: Path, limits: Limits, *, name: str = "") -> None:
        document = parse_json(path, name=name)
        features = document.get("features") if isinstance(document, dict) else None
        if not isinstance(features, list):
            raise BrokenFileError(
                _("This JSON is no GeoJSON with a list of “features”.")
            )
        self._features: list[Any] = features
        self._limits = limits
        names: dict[str, None] = {}
        for feature in features:
            names |= dict.fromkeys(_properties(feature))
            if len(names) > limits.columns:
                break
        self._names = list(names)
        self._has_ids = any(_id_of(feature) for feature in features)

    @contextmanager
    def open(self) -> Iterator[Iterator[TableRow]]:
        yield self._rows()

    def _rows(self) -> Iterator[TableRow]:
        if not self._features:
            return
        own = ["id"] if self._has_ids and "id" not in self._names else []
        yield TableRow(1, [*own, *self._names, *POINT])
        for number, feature in enumerate(self._features, start=2):
            properties = _properties(feature)
            cells = [_id_of(feature)] if own else []
            cells += [_text(properties.get(name)) for name in self._names]
            geometry = feature.get("geometry") if isinstance(feature, dict) else None
            point, why = point_of(geometry) if geometry else (None, "")
            cells += [repr(point[1]), repr(point[0])] if point else ["", ""]
            longest = self._limits.cell_characters
            if any(len(cell) > longest for cell in cells):
                why = _("a cell has over %(limit)d characters") % {"limit": longest}
            yield TableRow(number, cells, why)


def _properties(feature: object) -> dict[str, Any]:
    properties = feature.get("properties") if isinstance(feature, dict) else None
    return properties if isinstance(properties, dict) else {}


def _id_of(feature: object) -> str:
    return _text(feature.get("id")) if isinstance(feature, dict) else ""


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return "; ".join(_text(m) for m in value if not isinstance(m, list | dict))
    # What is nested deeper says nothing of an outlet.
    return "" if isinstance(value, dict) else str(value)
