"""Outlets as a table for spreadsheets: all of a search, a line an outlet."""

from collections.abc import Collection, Iterable, Iterator
from typing import Any, Final

from django.http import StreamingHttpResponse
from django.utils import translation

from locator.api.endpoint import Permalink
from locator.api.features import properties
from locator.api.renderers import CSVRenderer
from locator.api.shapes import PROPERTIES
from locator.exporting.delimited import csv_chunks
from locator.licence import LICENCE, attributions
from locator.search.found import FoundOutlet

_FLATTENED: Final = {
    "address_parts": ("relation", "landmark", "floor", "street", "village", "commune")
}
_ALWAYS: Final = ("id", "latitude", "longitude")
_LAST: Final = ("attribution", "collection_licence")


def table(
    outlets: Iterable[FoundOutlet], *, permalink: Permalink, fields: Collection[str]
) -> StreamingHttpResponse:
    """The table as it is read from the database; nothing of it is kept."""
    rows = _rows(outlets, permalink, fields, translation.get_language() or "en")
    return StreamingHttpResponse(
        csv_chunks(rows),
        content_type=f"{CSVRenderer.media_type}; charset=utf-8",
        headers={
            "Cache-Control": "no-store",
            "Content-Disposition": 'attachment; filename="outlets.csv"',
        },
    )


def columns(fields: Collection[str]) -> list[str]:
    named = [name for name in PROPERTIES if not fields or name in fields]
    flat = [part for name in named for part in _FLATTENED.get(name, (name,))]
    return [*_ALWAYS, *flat, *_LAST]


def _rows(
    outlets: Iterable[FoundOutlet],
    permalink: Permalink,
    fields: Collection[str],
    language: str,
) -> Iterator[list[str | float]]:
    names = columns(fields)
    named = attributions()
    remaining = iter(outlets)
    yield [*names]
    while True:
        # The answer is read when the language of its request is long forgotten.
        with translation.override(language):
            outlet = next(remaining, None)
            if outlet is None:
                return
            row = _row(outlet, permalink)
        row["attribution"] = named.get(outlet.source, named[""])
        yield [_cell(row.get(name)) for name in names]


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
        return "; ".join(map(str, value))
    return str(value)
