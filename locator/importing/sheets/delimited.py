"""CSV, with commas, semicolons or tabs between the cells."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from django.utils.translation import gettext as _

from locator.importing.errors import BrokenFileError
from locator.importing.sheets.encodings import decode, encoding_of
from locator.importing.sheets.table import Limits, TableRow

QUOTED: Final = re.compile(r'"[^"]*"')
ROWS_COMPARED: Final = 20
DELIMITERS: Final = (",", ";", "\t", "|")
# Excel's own note of the delimiter, above the headings.
SEPARATOR_NOTE: Final = re.compile(r"\s*\"?sep=(.)\"?\s*", re.IGNORECASE)


class DelimitedFile:
    """Raises BrokenFileError where the file is no table of text."""

    has_formulas = True

    def __init__(self, path: Path, limits: Limits, *, encoding: str = "") -> None:
        content = path.read_bytes()
        self.encoding = encoding or encoding_of(content)
        self._text = decode(content, self.encoding)
        self._limits = limits
        self._skipped = 0
        self.delimiter = self._find_delimiter()

    @contextmanager
    def open(self) -> Iterator[Iterator[TableRow]]:
        yield self._rows()

    def _rows(self) -> Iterator[TableRow]:
        # A cell may be no longer than the limit, but one too long is told as such.
        csv.field_size_limit(max(csv.field_size_limit(), len(self._text) + 1))
        lines = io.StringIO(self._text, newline="")
        reader = csv.reader(lines, delimiter=self.delimiter, strict=True)
        number = 0
        try:
            for number, cells in enumerate(reader, start=1):
                if number > self._skipped:
                    yield self._row(number, cells)
        except csv.Error as error:
            raise BrokenFileError(
                _(
                    "Row %(row)d (line %(line)d): a quotation mark is open or stands"
                    " within a cell (%(error)s)."
                )
                % {"row": number + 1, "line": reader.line_num, "error": error}
            ) from error

    def _row(self, number: int, cells: list[str]) -> TableRow:
        longest = self._limits.cell_characters
        if any(len(cell) > longest for cell in cells):
            why = _("a cell has over %(limit)d characters") % {"limit": longest}
            return TableRow(number, [cell[:longest] for cell in cells], why)
        return TableRow(number, cells[: self._limits.columns + 1])

    def _find_delimiter(self) -> str:
        head = self._text[: self._limits.cell_characters * 10]
        first = next((line for line in head.splitlines() if line.strip()), "")
        if note := SEPARATOR_NOTE.fullmatch(first):
            self._skipped = 1
            return note[1]
        rows = QUOTED.sub("", head).splitlines()[:ROWS_COMPARED]
        return max(DELIMITERS, key=lambda sign: _regularity(rows, sign))


def _regularity(rows: list[str], sign: str) -> tuple[int, int]:
    """In how many rows the sign stands equally often, and how often."""
    counts = Counter(count for row in rows if (count := row.count(sign)))
    return max(((rows, count) for count, rows in counts.items()), default=(0, 0))
