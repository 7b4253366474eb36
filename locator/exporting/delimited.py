import csv
from collections.abc import Iterable, Iterator
from typing import Final

from locator.exporting.guarding import guarded

# Without it, Excel takes UTF-8 for the encoding of its country.
BYTE_ORDER_MARK: Final = "\ufeff"


class _Echo:
    """What csv writes to: gives each line back."""

    def write(self, line: str) -> str:
        return line


def csv_lines(rows: Iterable[Iterable[str | float]]) -> Iterator[bytes]:
    """CSV in UTF-8 with its mark, a row at a time."""
    writer = csv.writer(_Echo())
    mark = BYTE_ORDER_MARK
    for row in rows:
        cells = [guarded(cell) if isinstance(cell, str) else repr(cell) for cell in row]
        line: str = writer.writerow(cells)
        yield (mark + line).encode()
        mark = ""
