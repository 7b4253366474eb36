"""Texts that no spreadsheet runs as a formula (OWASP: CSV injection)."""

from typing import Final

from locator.importing.text import UNSTORABLE, clean

# Full-width signs too: East Asian spreadsheets take them for the plain ones.
STARTS_A_FORMULA: Final = (*"=+-@＝＋－＠", "\t", "\r", "'")


def guarded(text: str) -> str:
    """The text on one line, behind an apostrophe where it looks like a formula.

    One that begins with an apostrophe gets another, so that an import can take the
    first away again.
    """
    line = clean(UNSTORABLE.sub("", text))
    return f"'{line}" if line.startswith(STARTS_A_FORMULA) else line
