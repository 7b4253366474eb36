"""Outlets as a table for spreadsheets: all of a search, a line an outlet."""

import csv
from collections.abc import Collection, Iterable, Iterator
from typing import Any, Final

from django.http import StreamingHttpResponse
from django.utils import translation

from locator.api.endpoint import Permalink
from locator.api.features import PROPERTIES, properties
from locator.api.renderers import CSVRenderer
from locator.licence import LICENCE, attributions
from locator.search.found import FoundOutlet

_FLATTENED: Final = {
    "address_parts": ("relation", "landmark", "floor", "street", "village", "commune")
}
_ALWAYS: Final = ("id", "latitude", "longitude")
_LAST: Final = ("attribution", "collection_licence")
# Without it, Excel reads UTF-8 as the code page of the country.
_BYTE_ORDER_MARK: Final = "\ufeff"
# What spreadsheets take for a formula, full-width signs in East Asian ones too.
_FORMULA: Final = frozenset("=+-@＝＋－＠\t\r\n")
_LINES_A_CHUNK: Final = 100


def table(
    outlets: Iterable[FoundOutlet], *, permalink: Permalink, fields: Collection[str]
) -> StreamingHttpResponse:
    """The table as it is read from the database; nothing of it is kept."""
    lines = _lines(outlets, permalink, fields, translation.get_language() or "en")
    return StreamingHttpResponse(
        lines,
        content_type=f"{CSVRenderer.media_type}; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="outlets.csv"'},
    )


def columns(fields: Collection[str]) -> list[str]:
    named = [name for name in PROPERTIES if not fields or name in fields]
    flat = [part for name in named for part in _FLATTENED.get(name, (name,))]
    return [*_ALWAYS, *flat, *_LAST]


def safe(text: str) -> str:
    """The text as a cell that no spreadsheet takes for a formula."""
    if text.lstrip(" ")[:1] in _FORMULA and text:
        return f"'{text}"
    return text


class _Lines:
    """What `csv.writer` writes to; taken out a chunk at a time."""

    def __init__(self) -> None:
        self._written: list[str] = []

    def write(self, line: str) -> None:
        self._written.append(line)

    def __len__(self) -> int:
        return len(self._written)

    def take(self) -> bytes:
        text = "".join(self._written)
        self._written.clear()
        return text.encode()


def _lines(
    outlets: Iterable[FoundOutlet],
    permalink: Permalink,
    fields: Collection[str],
    language: str,
) -> Iterator[bytes]:
    written = _Lines()
    writer = csv.writer(written)
    names = columns(fields)
    named = attributions()
    written.write(_BYTE_ORDER_MARK)
    writer.writerow(names)
    remaining = iter(outlets)
    while True:
        # The answer is read when the language of its request is long forgotten.
        with translation.override(language):
            for outlet in remaining:
                row = _row(outlet, permalink)
                row["attribution"] = named.get(outlet.source, named[""])
                writer.writerow([_cell(row.get(name)) for name in names])
                if len(written) >= _LINES_A_CHUNK:
                    break
        if not written:
            return
        yield written.take()


def _row(outlet: FoundOutlet, permalink: Permalink) -> dict[str, Any]:
    row = properties(outlet, permalink)
    return {
        **row,
        **row["address_parts"],
        "id": outlet.public_id,
        "latitude": outlet.latitude,
        "longitude": outlet.longitude,
        "offers": [f"{o.carrier}: {o.confidence}" for o in outlet.offers],
        # As addresses: a leading plus sign would make it a formula or a number.
        "phones": [f"tel:{number}" for number in outlet.phones],
        "collection_licence": LICENCE,
    }


def _cell(value: Any) -> str | float:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, (int, float)):
        return value
    if isinstance(value, (list, tuple)):
        return safe("; ".join(map(str, value)))
    return safe(str(value))
