"""Small spreadsheets, and reading them as the import does."""

import datetime as dt
import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from locator.importing.records import OutletRecord, RejectedRow
from locator.importing.sheets.convert import SheetReader
from locator.importing.sheets.layout import guessed
from locator.importing.sheets.source import open_table
from locator.importing.sheets.table import Limits, Table

LIMITS = Limits(
    file_bytes=5 << 20,
    unpacked_bytes=20 << 20,
    rows=1000,
    columns=30,
    cell_characters=300,
)
TODAY = dt.date(2026, 11, 22)
POINT = ("11.5564", "104.9282")


def csv_file(folder: Path, text: str | bytes, *, encoding: str = "utf-8") -> Path:
    path = folder / "sheet.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode(encoding))
    return path


def xlsx_file(folder: Path, *rows: Sequence[Any]) -> Path:
    workbook = Workbook()
    for row in rows:
        workbook.active.append(row)
    path = folder / "sheet.xlsx"
    workbook.save(path)
    return path


def geojson_file(folder: Path, *features: Any) -> Path:
    path = folder / "sheet.geojson"
    document = {"type": "FeatureCollection", "features": features}
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


def table_in(path: Path, **options: Any) -> Table:
    limits = replace(LIMITS, **options.pop("limits", {}))
    return open_table(path, limits, **options)


def records(
    path: Path, *, operators: Iterable[str] = (), **layout: Any
) -> list[OutletRecord | RejectedRow]:
    """The rows by the layout that the headings tell, and what is said otherwise."""
    table = table_in(path)
    reader = SheetReader(
        table,
        replace(guessed(table.headings), **layout),
        TODAY,
        lambda name: name in set(operators),
        evidence="agents: sheet.csv",
    )
    return list(reader.records())


def only(path: Path, **options: Any) -> OutletRecord:
    [record] = records(path, **options)
    assert isinstance(record, OutletRecord), record
    return record


def refused(path: Path, **options: Any) -> RejectedRow:
    [record] = records(path, **options)
    assert isinstance(record, RejectedRow), record
    return record
