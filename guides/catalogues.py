"""The app's own words in other languages: `locale/*/LC_MESSAGES/django.po`.

Babel reads and compiles them, so that nobody needs the tools of gettext. The compiled
file is committed beside its source; a test compares.
"""

import datetime as dt
import io
from pathlib import Path
from typing import Final

from babel.messages import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

APP: Final = Path(__file__).parent
LOCALES: Final = ("km", "zh_Hans")
_ALWAYS: Final = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


def source_strings() -> list[str]:
    """Every string of the app's modules that goes through gettext, in order."""
    found = extract_from_dir(
        APP,
        method_map=[("migrations/**", "ignore"), ("**.py", "python")],
        keywords={"_": None, "gettext": None, "gettext_lazy": None},
    )
    return list(dict.fromkeys(str(message) for _file, _line, message, *_ in found))


def source_file(locale: str) -> Path:
    return APP / "locale" / locale / "LC_MESSAGES" / "django.po"


def read(locale: str) -> Catalog:
    path = source_file(locale)
    with path.open("rb") as file:
        return read_po(file, locale=locale, abort_invalid=True)


def compiled(catalogue: Catalog) -> bytes:
    catalogue.creation_date = catalogue.revision_date = _ALWAYS
    made = io.BytesIO()
    write_mo(made, catalogue)
    return made.getvalue()


def update(locale: str) -> tuple[int, int]:
    """Take up new strings, drop old ones, compile. Gives how many there are, and how
    many of them want a translation.
    """
    path = source_file(locale)
    before = read(locale) if path.exists() else Catalog(locale)
    catalogue = Catalog(locale, project="Top-up Finder", fuzzy=False)
    for string in source_strings():
        known = before.get(string)
        catalogue.add(string, known.string if known else "")
    path.parent.mkdir(parents=True, exist_ok=True)
    written = io.BytesIO()
    write_po(written, catalogue, omit_header=False, width=88)
    path.write_bytes(_undated(written.getvalue()))
    path.with_suffix(".mo").write_bytes(compiled(read(locale)))
    missing = [m for m in catalogue if m.id and not m.string]
    return len(catalogue), len(missing)


def _undated(written: bytes) -> bytes:
    """The same strings make the same bytes, whenever and by whichever Babel."""
    dated = (b'"POT-', b'"PO-Rev', b'"Generated-By', b"# Copyright", b"# FIRST")
    lines = written.splitlines(keepends=True)
    return b"".join(line for line in lines if not line.startswith(dated))
