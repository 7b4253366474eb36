"""XLSX: the first sheet with something in it, its stored values and no formula run.

Read as a stream. A file is a zip of XML: its members' sizes are added up before any is
unpacked (zipfile unpacks none beyond the size it declares), and defusedxml, which
openpyxl takes where it is installed, expands no entity.
"""

import datetime as dt
import warnings
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any, Final
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from django.utils.translation import gettext as _
from openpyxl import DEFUSEDXML, load_workbook
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.workbook import Workbook

from locator.importing.errors import BrokenFileError
from locator.importing.sheets.table import Limits, TableRow

MAX_MEMBERS: Final = 5_000
MAX_ROWS: Final = 1 << 20
"""Of a sheet in Excel, empty ones included."""

LOOKED_AT: Final = 1_000
"""A sheet with nothing in its first rows, so many, counts as empty."""

ROWS_AT_ONCE: Final = 128
"""Few, since a row may have 16,384 cells; one by one, empty rows take long."""

FORMULA_MARK: Final = b"<f"
BLOCK_BYTES: Final = 1 << 20
ERRORS: Final = frozenset(
    {"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#SPILL!"}
)
"""What a formula leaves that went wrong."""

NO_RESULT: Final = "#NO RESULT!"
"""Stands for a formula whose result the file does not hold."""

_Numbered = tuple[int, tuple[Any, ...]]
"""A row with its number, from 1."""

# What openpyxl raises for XML that is not a workbook's; it has no error of its own.
_BROKEN: Final = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    InvalidFileException,
    ParseError,
    DefusedXmlException,
    KeyError,
    ValueError,
    TypeError,
    IndexError,
    AttributeError,
    EOFError,
    NotImplementedError,
    # An encrypted member, and one whose bytes are not what was packed.
    RuntimeError,
    zlib.error,
    OverflowError,
)


class WorkbookFile:
    """Raises BrokenFileError for what is no XLSX, is locked or too large unpacked."""

    encoding = ""
    has_formulas = True

    def __init__(self, path: Path, limits: Limits) -> None:
        if not DEFUSEDXML:
            raise RuntimeError("openpyxl runs without defusedxml")
        self._path = path
        self._limits = limits
        self._holds_formulas = self._inspect()
        self._sheet = self._first_sheet()

    @contextmanager
    def open(self) -> Iterator[Iterator[TableRow]]:
        with self._workbook(data_only=True) as values:
            if not self._holds_formulas:
                yield self._rows(values, None)
                return
            with self._workbook(data_only=False) as formulas:
                yield self._rows(values, formulas)

    def _inspect(self) -> bool:
        """Whether any sheet holds formulas; raises for a zip that is a trap."""
        with _told(), zipfile.ZipFile(self._path) as archive:
            members = archive.infolist()
            unpacked = sum(member.file_size for member in members)
            if unpacked > self._limits.unpacked_bytes or len(members) > MAX_MEMBERS:
                raise BrokenFileError(
                    _(
                        "Unpacked, this file would take over %(limit)d MB: copy its"
                        " rows into a new workbook."
                    )
                    % {"limit": self._limits.unpacked_bytes >> 20}
                )
            sheets = [
                member
                for member in members
                if member.filename.startswith("xl/worksheets/sheet")
            ]
            if not sheets:
                raise BrokenFileError(
                    _("This zip file is no XLSX workbook; unpack it first.")
                )
            return any(_holds(archive, sheet, FORMULA_MARK) for sheet in sheets)

    @contextmanager
    def _workbook(self, *, data_only: bool) -> Iterator[Workbook]:
        # An open file: by its name, openpyxl goes by the extension.
        with self._path.open("rb") as file:
            with _told():
                workbook = load_workbook(
                    file, read_only=True, data_only=data_only, keep_links=False
                )
            try:
                yield workbook
            finally:
                workbook.close()

    def _first_sheet(self) -> str:
        with self._workbook(data_only=True) as workbook:
            for sheet in workbook.worksheets:
                rows = self._values(workbook, sheet.title, last=LOOKED_AT)
                for _number, cells in rows:
                    if any(cell is not None for cell in cells):
                        return str(sheet.title)
        raise BrokenFileError(_("The file is empty."))

    def _values(
        self, workbook: Workbook, title: str, *, last: int | None = None
    ) -> Iterator[_Numbered]:
        sheet: Any = workbook[title]
        # What the file says of its own size may be anything.
        sheet.reset_dimensions()
        return _read(sheet.iter_rows(max_row=last, values_only=True))

    def _rows(self, values: Workbook, formulas: Workbook | None) -> Iterator[TableRow]:
        rows = self._values(values, self._sheet)
        if formulas is None:
            for number, cells in rows:
                yield self._row(number, cells)
            return
        sources = self._values(formulas, self._sheet)
        for (number, cells), (_number, kept) in zip(rows, sources, strict=True):
            yield self._row(
                number,
                tuple(
                    NO_RESULT if cell is None and source is not None else cell
                    for cell, source in zip(cells, kept, strict=False)
                ),
            )

    def _row(self, number: int, cells: tuple[Any, ...]) -> TableRow:
        texts = [_text(cell) for cell in cells[: self._limits.columns + 1]]
        while texts and not texts[-1]:
            texts.pop()
        longest = self._limits.cell_characters
        if any(len(text) > longest for text in texts):
            why = _("a cell has over %(limit)d characters") % {"limit": longest}
            return TableRow(number, [text[:longest] for text in texts], why)
        return TableRow(number, texts)


def _text(value: Any) -> str:
    """A cell as its reader would type it; a number without the .0 of a float."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else str(value)
    return str(value)


def _holds(archive: zipfile.ZipFile, member: zipfile.ZipInfo, mark: bytes) -> bool:
    tail = b""
    with archive.open(member) as stream:
        while block := stream.read(BLOCK_BYTES):
            at = (tail + block).find(mark)
            # "<f>" or "<f t=...", and neither "<formatCode>" nor "<foo".
            while at >= 0:
                if (tail + block)[at + 2 : at + 3] in (b">", b" ", b"/", b""):
                    return True
                at = (tail + block).find(mark, at + 1)
            tail = block[-2:]
    return False


def _read(rows: Iterable[tuple[Any, ...]]) -> Iterator[_Numbered]:
    """The rows that have cells; what goes wrong on the way is told as a broken file.

    openpyxl gives an empty row for each one that is missing, and a file may begin with
    the last: these are passed over at once, and counted.
    """
    iterator = iter(rows)
    for start in range(1, MAX_ROWS + 1, ROWS_AT_ONCE):
        with _told():
            read = list(islice(iterator, ROWS_AT_ONCE))
        yield from ((n, cells) for n, cells in enumerate(read, start) if cells)
        if len(read) < ROWS_AT_ONCE:
            return
    with _told():
        has_more = next(iterator, None) is not None
    if has_more:
        raise BrokenFileError(_("This is no readable XLSX workbook: it has no end."))


@contextmanager
def _told() -> Iterator[None]:
    try:
        with warnings.catch_warnings():
            # About styles and extensions that carry no value.
            warnings.simplefilter("ignore")
            yield
    except _BROKEN as error:
        raise BrokenFileError(
            _("This is no readable XLSX workbook (%(reason)s): save it anew.")
            % {"reason": type(error).__name__}
        ) from error
