"""In which encoding a CSV file is written, by its bytes alone."""

import codecs
import re
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from locator.importing.errors import BrokenFileError

ENCODINGS: Final = {
    "utf-8-sig": "UTF-8",
    "utf-16": "UTF-16",
    "gb18030": gettext_lazy("GB18030 (Chinese)"),
    "cp1252": gettext_lazy("Windows-1252 (Western)"),
}
"""Those that a file may be in, with what people call them."""

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_HIGH: Final = re.compile(rb"[\x80-\xff]+")
_HIGH_PAIR: Final = re.compile(rb"(?:[\xa1-\xfe][\xa1-\xfe])+")
_FEW: Final = 0.1
_MANY: Final = 0.3
HEAD_BYTES: Final = 200
_ROW_ENDS: Final = re.compile(rb"\r\n|\n|\r")


def encoding_of(content: bytes) -> str:
    """One of ENCODINGS. Raises BrokenFileError with the row that is in another.

    UTF-8 shows itself; what is not UTF-8 is Chinese (GB18030) where its bytes beyond
    ASCII come in pairs, and Windows-1252 where they stand alone.
    """
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return _checked(content, encoding)
    head = content[:HEAD_BYTES]
    if head.count(b"\x00") > len(head) * _MANY:
        # The high bytes of Latin letters, first or second of each pair.
        return _checked(content, "utf-16-be" if content[:1] == b"\x00" else "utf-16-le")
    try:
        content.decode()
    except UnicodeDecodeError:
        return _without_utf8(content)
    return "utf-8-sig"


def decode(content: bytes, encoding: str) -> str:
    """The text; raises BrokenFileError with the row that is not in the encoding."""
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        row = len(_ROW_ENDS.findall(content[: error.start])) + 1
        raise _in_another(row, encoding) from error


def _checked(content: bytes, encoding: str) -> str:
    decode(content, encoding)
    return encoding


def _without_utf8(content: bytes) -> str:
    lines = _ROW_ENDS.split(content)
    broken = [n for n, line in enumerate(lines, start=1) if not _is_utf8(line)]
    readable = sum(1 for line in lines if not line.isascii() and _is_utf8(line))
    # A Chinese line may be UTF-8 by accident, hardly one in ten.
    if readable > _FEW * len(broken):
        raise _in_another(broken[0], "utf-8")
    for encoding in ("gb18030", "cp1252") if _in_pairs(content) else ("cp1252",):
        try:
            content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return encoding
    raise _in_another(broken[0], "utf-8")


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True


def _in_pairs(content: bytes) -> bool:
    runs = _HIGH.findall(content)
    paired = sum(len(run) for run in runs if _HIGH_PAIR.fullmatch(run))
    return paired * 2 > sum(map(len, runs))


def _in_another(row: int, encoding: str) -> BrokenFileError:
    return BrokenFileError(
        _(
            "Row %(row)d is not written in %(encoding)s as the rows around it: save the"
            " sheet again as “CSV UTF-8”, or as XLSX."
        )
        % {"row": row, "encoding": encoding.removesuffix("-sig").upper()}
    )
