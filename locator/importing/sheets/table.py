"""A spreadsheet as a table: headings and rows of cells, whatever the file's format."""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Final, Protocol

from django.conf import settings
from django.utils.translation import gettext as _

from locator.importing.errors import BrokenFileError
from locator.importing.sheets.headings import recognised
from locator.importing.text import storable

HEADING_WITHIN: Final = 10
"""Rows in which headings are looked for: sheets begin with titles and empty rows."""

FEWEST_HEADINGS: Final = 2


@dataclass(frozen=True, slots=True)
class Limits:
    """How large a table may be; what is larger is refused before it is read."""

    file_bytes: int
    unpacked_bytes: int
    rows: int
    columns: int
    cell_characters: int

    @classmethod
    def of_site(cls) -> "Limits":
        return cls(**settings.IMPORT_LIMITS)


@dataclass(frozen=True, slots=True)
class TableRow:
    """Cells as text; `number` is the row's as a spreadsheet shows it, from 1."""

    number: int
    cells: Sequence[str]
    why_broken: str = ""


class TableRows(Protocol):
    """A file that can be read again from its beginning."""

    has_formulas: bool
    """Whether a spreadsheet runs what begins with "=", so that an export guards it."""

    def open(self) -> AbstractContextManager[Iterator[TableRow]]: ...


@dataclass(frozen=True, slots=True)
class Table:
    """Headings, and where they stand. `rows` gives what follows them."""

    file: TableRows
    headings: tuple[str, ...]
    heading_row: int
    limits: Limits

    def rows(self) -> Iterator[TableRow]:
        """Every row with something in it. Raises BrokenFileError past the limit."""
        seen = 0
        with self.file.open() as rows:
            for row in rows:
                if row.number <= self.heading_row:
                    continue
                if not row.why_broken and not any(row.cells):
                    continue
                seen += 1
                if seen > self.limits.rows:
                    raise BrokenFileError(
                        _("This has over %(limit)d rows: split it into several files.")
                        % {"limit": self.limits.rows}
                    )
                yield row


def table_of(file: TableRows, limits: Limits) -> Table:
    """Find the headings: the row that names most columns, or else the first.

    Raises BrokenFileError where there is nothing below, or too many columns.
    """
    first: TableRow | None = None
    best, most = None, 0
    with file.open() as rows:
        for row in rows:
            if row.why_broken and first is None:
                raise BrokenFileError(
                    _("Row %(number)d: %(why)s")
                    % {"number": row.number, "why": row.why_broken}
                )
            if row.why_broken or not any(row.cells):
                continue
            first = first or row
            known = len({field for cell in row.cells if (field := recognised(cell))})
            if known > most:
                best, most = row, known
            if row.number >= first.number + HEADING_WITHIN:
                break
    if first is None:
        raise BrokenFileError(_("The file is empty."))
    headings = best if best is not None and most >= FEWEST_HEADINGS else first
    if len(headings.cells) > limits.columns:
        raise BrokenFileError(
            _("This has over %(limit)d columns: keep only those about outlets.")
            % {"limit": limits.columns}
        )
    table = Table(file, _named(headings.cells), headings.number, limits)
    if next(table.rows(), None) is None:
        raise BrokenFileError(_("There is no row below the headings."))
    return table


def _named(cells: Sequence[str]) -> tuple[str, ...]:
    """The headings without empty ones at the end, those within called by number."""
    last = max(i for i, cell in enumerate(cells) if cell) + 1
    return tuple(
        " ".join(storable(cell).split()) or _("column %(number)d") % {"number": number}
        for number, cell in enumerate(cells[:last], start=1)
    )
