"""An export as the answer to a request."""

import datetime as dt
import tempfile
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Final

from django.http import FileResponse, HttpResponseBase, StreamingHttpResponse

from locator.exporting.delimited import csv_chunks
from locator.exporting.features import geojson_parts
from locator.exporting.outlets import COLUMNS, ExportedRow, exported_rows
from locator.exporting.workbook import write_workbook

FORMATS: Final = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "geojson": "application/geo+json",
}


def export_response(
    outlet_ids: Iterable[int], format_name: str, *, today: dt.date
) -> HttpResponseBase:
    """These outlets as a download, in one of FORMATS, named by the day.

    CSV and GeoJSON leave while they are read; a workbook has its table of contents at
    the end, and is made in a temporary file first.
    """
    name = f"outlets-{today.isoformat()}.{format_name}"
    rows = exported_rows(outlet_ids)
    content_type = FORMATS[format_name]
    if format_name == "xlsx":
        file = tempfile.TemporaryFile()  # noqa: SIM115  # closed by the answer
        write_workbook(file, "outlets", _with_headings(rows))
        file.seek(0)
        return FileResponse(
            file, as_attachment=True, filename=name, content_type=content_type
        )
    body = geojson_parts(rows)
    if format_name == "csv":
        body = csv_chunks(_with_headings(rows))
    return StreamingHttpResponse(
        body,
        content_type=content_type,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _with_headings(rows: Iterator[ExportedRow]) -> Iterator[ExportedRow]:
    return chain([COLUMNS], rows)
