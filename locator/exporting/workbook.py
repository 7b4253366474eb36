from collections.abc import Iterable
from typing import IO

from openpyxl import Workbook

from locator.exporting.guarding import guarded


def write_workbook(
    file: IO[bytes], title: str, rows: Iterable[Iterable[str | float]]
) -> None:
    """XLSX of one sheet, written through a temporary file and not kept in memory."""
    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet(title)
    for row in rows:
        sheet.append([guarded(cell) if isinstance(cell, str) else cell for cell in row])
    workbook.save(file)
