"""The site's own words in other languages: `locale/*/LC_MESSAGES/django.po`.

`django_locale` beside it has the words of Django, its admin and REST framework that
their own Khmer lacks or has wrong; nothing is extracted for it.

Babel reads and compiles them, so that nobody needs the tools of gettext. The compiled
file is committed beside its source; a test compares.
"""

import datetime as dt
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from babel.messages import Catalog
from babel.messages.catalog import Message
from babel.messages.extract import extract, extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

SITE: Final = Path(__file__).parent.parent
CATALOGUES: Final = SITE / "locator" / "locale"
OF_DJANGO: Final = SITE / "locator" / "django_locale"
LOCALES: Final = ("km", "zh_Hans")
_ALWAYS: Final = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
_KEYWORDS: Final[dict[str, Any]] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}


def source_strings() -> Catalog:
    """Every string of modules and templates that goes through gettext, each with the
    file that it was met in first.
    """
    strings = Catalog()
    for name, message, context in (*_of_templates(), *_of_modules()):
        if strings.get(_singular(message), context) is None:
            strings.add(message, context=context, locations=[(name, 0)])
    return strings


def _of_templates() -> Iterator[tuple[str, Any, str | None]]:
    for path in sorted((SITE / "templates").rglob("*.html")):
        # Brackets around it: Python's tokens are then free of indentation.
        code = f"(\n{templatize(path.read_text())}\n)"
        found = extract("python", io.BytesIO(code.encode()), keywords=_KEYWORDS)
        for _line, message, _comments, context in found:
            yield _relative(path), message, context


def _of_modules() -> Iterator[tuple[str, Any, str | None]]:
    for app in ("locator", "guides"):
        found = extract_from_dir(
            SITE / app,
            method_map=[("migrations/**", "ignore"), ("**.py", "python")],
            keywords=_KEYWORDS,
        )
        for name, _line, message, _comments, context in sorted(
            found, key=lambda row: row[:2]
        ):
            yield f"{app}/{name}", message, context


def _relative(path: Path) -> str:
    return str(path.relative_to(SITE))


def _singular(message: Any) -> str:
    return str(message[0] if isinstance(message, tuple) else message)


def source_file(locale: str) -> Path:
    return CATALOGUES / locale / "LC_MESSAGES" / "django.po"


def files_of_django() -> list[Path]:
    return sorted(OF_DJANGO.rglob("*.po"))


def read(locale: str) -> Catalog:
    return read_file(source_file(locale))


def read_file(path: Path) -> Catalog:
    """The catalogue of `<locale>/LC_MESSAGES/<domain>.po`."""
    with path.open("rb") as file:
        return read_po(file, locale=path.parts[-3], abort_invalid=True)


def compiled(catalogue: Catalog) -> bytes:
    catalogue.creation_date = catalogue.revision_date = _ALWAYS
    made = io.BytesIO()
    write_mo(made, catalogue)
    return made.getvalue()


def compile_file(path: Path) -> None:
    path.with_suffix(".mo").write_bytes(compiled(read_file(path)))


def untranslated(catalogue: Catalog) -> list[Message]:
    """The messages without a translation, or with an empty form of one."""
    return [message for message in catalogue if message.id and not _filled(message)]


def _filled(message: Message) -> bool:
    said = message.string
    return all(said) if isinstance(said, tuple | list) else bool(said)


def update(locale: str) -> tuple[int, int]:
    """Take up new strings, drop old ones, compile. Gives how many there are, and how
    many of them want a translation. A doubtful (fuzzy) translation stays so marked.
    """
    path = source_file(locale)
    catalogue = read(locale) if path.exists() else _new(locale)
    catalogue.update(source_strings(), no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    path.parent.mkdir(parents=True, exist_ok=True)
    written = io.BytesIO()
    write_po(written, catalogue, width=88, include_lineno=False)
    path.write_bytes(_undated(written.getvalue()))
    compile_file(path)
    return len(catalogue), len(untranslated(catalogue))


def _new(locale: str) -> Catalog:
    return Catalog(locale, project="Top-up Finder", fuzzy=False)


def _undated(written: bytes) -> bytes:
    """The same strings make the same bytes, whenever and by whichever Babel."""
    dated = (b'"POT-', b'"PO-Rev', b'"Generated-By', b"# Copyright")
    unset = (b'"Last-T', b'"Report-', b"# FIRST")
    lines = written.splitlines(keepends=True)
    return b"".join(line for line in lines if not line.startswith(dated + unset))
