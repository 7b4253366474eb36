from collections.abc import Iterable
from typing import IO, Final

from openpyxl import Workbook

from locator.exporting.guarding import guarded

CELL_DIGITS: Final = 15


def write_workbook(
    file: IO[bytes], title: str, rows: Iterable[Iterable[str | float]]
) -> None:
    """XLSX of one sheet, written through a temporary file and not kept in memory."""
    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet(title)
    for row in rows:
        sheet.append([_cell(cell) for cell in row])
    workbook.save(file)


def _cell(value: str | float) -> str | float:
    """A number of more digits than a cell keeps goes in as text."""
    if isinstance(value, str):
        return guarded(value)
    exact = float(f"{value:.{CELL_DIGITS}g}") == value
    return value if exact else repr(value)
