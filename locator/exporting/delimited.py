import csv
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Final

from locator.exporting.guarding import guarded

# Without it, Excel takes UTF-8 for the encoding of its country.
BYTE_ORDER_MARK: Final = "\ufeff"
# A line alone would not get smaller by compression.
_LINES_A_CHUNK: Final = 100


class _Echo:
    """What csv writes to: gives each line back."""

    def write(self, line: str) -> str:
        return line


def csv_chunks(rows: Iterable[Iterable[str | float]]) -> Iterator[bytes]:
    """CSV in UTF-8 with its mark, some rows at a time."""
    lines = map(csv.writer(_Echo()).writerow, map(_cells, rows))
    mark = BYTE_ORDER_MARK
    while chunk := "".join(islice(lines, _LINES_A_CHUNK)):
        yield (mark + chunk).encode()
        mark = ""


def _cells(row: Iterable[str | float]) -> list[str]:
    return [guarded(cell) if isinstance(cell, str) else repr(cell) for cell in row]
