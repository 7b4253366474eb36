"""Which kind of spreadsheet a file is, by what it holds and not by its name."""

from enum import Enum
from pathlib import Path
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as noop

from locator.importing.errors import BrokenFileError
from locator.importing.sheets.delimited import DelimitedFile
from locator.importing.sheets.features import FeatureFile
from locator.importing.sheets.table import Limits, Table, table_of
from locator.importing.sheets.workbook import WorkbookFile

HEAD_BYTES: Final = 4096
_ZIP: Final = b"PK\x03\x04"
# Microsoft's compound file: an old workbook, or a locked one of today.
_COMPOUND: Final = bytes.fromhex("D0CF11E0A1B11AE1")
_LOCKED: Final = "EncryptedPackage".encode("utf-16-le")
_OTHERS: Final = {
    b"%PDF": noop("a PDF"),
    b"\x89PNG": noop("a picture"),
    b"\xff\xd8\xff": noop("a picture"),
    b"GIF8": noop("a picture"),
    b"\x1f\x8b": noop("a packed file"),
    b"BZh": noop("a packed file"),
    b"\xfd7zXZ": noop("a packed file"),
    b"Rar!": noop("a packed file"),
    b"7z\xbc\xaf": noop("a packed file"),
    b"{\\rtf": noop("a text document"),
    b"SQLite format 3": noop("a database"),
}


class Format(Enum):
    """What the first bytes tell."""

    DELIMITED = "csv"
    WORKBOOK = "xlsx"
    FEATURES = "geojson"
    COMPOUND = "compound"


def open_table(
    path: Path, limits: Limits, *, encoding: str = "", name: str = ""
) -> Table:
    """The table in a CSV, XLSX or GeoJSON file.

    `encoding` is that of a CSV whose own was guessed wrongly, `name` what the file was
    called before it lay at `path`. Raises BrokenFileError, in words for whoever made
    the file.
    """
    size = path.stat().st_size
    if size > limits.file_bytes:
        raise BrokenFileError(
            _("The file has over %(limit)d MB: split it into several.")
            % {"limit": limits.file_bytes >> 20}
        )
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
    match format_of(head):
        case Format.WORKBOOK:
            return table_of(WorkbookFile(path, limits), limits)
        case Format.FEATURES:
            return table_of(FeatureFile(path, limits, name=name), limits)
        case Format.COMPOUND:
            _refuse_compound(path)
    return table_of(DelimitedFile(path, limits, encoding=encoding), limits)


def format_of(head: bytes) -> Format:
    """By a file's first HEAD_BYTES; raises BrokenFileError for what is no table."""
    if not head.strip():
        raise BrokenFileError(_("The file is empty."))
    if head.startswith(_ZIP):
        return Format.WORKBOOK
    if head.startswith(_COMPOUND):
        return Format.COMPOUND
    for magic, what in _OTHERS.items():
        if head.startswith(magic):
            raise BrokenFileError(
                _("This is %(what)s. Save the sheet as CSV or XLSX.")
                % {"what": _(what)}
            )
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if text.startswith((b"{", b"[")):
        return Format.FEATURES
    if text.startswith(b"<"):
        raise BrokenFileError(
            _("This is a page or XML. Save the sheet as CSV or XLSX.")
        )
    return Format.DELIMITED


def _refuse_compound(path: Path) -> None:
    if _LOCKED in path.read_bytes():
        raise BrokenFileError(
            _("The workbook is locked with a password: save it without one.")
        )
    raise BrokenFileError(
        _("This is an old workbook (.xls) or document. Save it as XLSX or CSV.")
    )
