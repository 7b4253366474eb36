"""The content that ships with the site, as the files of `fixtures/guides` say it."""

import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Final

from django.core.exceptions import FieldDoesNotExist
from django.core.serializers import deserialize
from django.core.serializers.base import DeserializationError
from django.db import models
from modeltranslation.utils import build_localized_fieldname

from guides.models import Channel, Guide, GuideText, Plan, Promotion, Way
from guides.models.guide import LANGUAGES, SOURCE_LANGUAGE
from locator.models import Fact

_FRONT: Final = ("title", "summary", "method", "order")
_OF_THE_SITE: Final = frozenset({"id", "shipped_as"})
_ORDER_STEP: Final = 10
"""Leaves room for rows that curators put between two that ship."""


class ContentError(ValueError):
    """Files of the content that cannot be used: a line a fault, its file first."""


@dataclass(frozen=True, slots=True)
class ShippedText:
    """One language of a guide, as its file has it."""

    path: Path
    language: str
    title: str
    summary: str
    method: str
    order: int
    markdown: str

    @property
    def slug(self) -> str:
        """Of the guide."""
        return self.path.parent.name


@dataclass(frozen=True, slots=True)
class Entry:
    """A row that ships, with its links; other rows stand by slug, facts by id.

    What it says may yet be wrong: `guides.content_checks` finds out.
    """

    path: Path
    model: type[models.Model]
    fields: dict[str, Any]
    links: dict[str, list[str]] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """What it is called among the rows of its model, e.g. "by-app/km"."""
        if self.model is GuideText:
            return f"{self.fields['guide']}/{self.fields['language']}"
        return str(self.fields["slug"])

    def named(self, what: str) -> set[str]:
        """What it names, say as its "carrier" or as one of its "carriers"."""
        linked = self.links.get(f"{what}s")
        named = [self.fields.get(what), *(linked if isinstance(linked, list) else ())]
        return {name for name in named if isinstance(name, str)}


def read_entries(content: Path) -> list[Entry]:
    """All that ships, each after what it names. Raises ContentError."""
    channels, plans, promotions, texts, ways = _each(
        partial(_table_entries, Channel, content),
        partial(_table_entries, Plan, content),
        partial(_table_entries, Promotion, content),
        partial(read_texts, content),
        partial(_table_entries, Way, content),
    )
    return [
        *channels,
        *plans,
        *promotions,
        *(_guide(text) for text in texts if text.language == SOURCE_LANGUAGE),
        *map(_text, texts),
        *ways,
    ]


def read_texts(content: Path) -> list[ShippedText]:
    """Every guide's texts, by order and language. Raises ContentError."""
    try:
        folders = sorted(path for path in content.iterdir() if path.is_dir())
    except OSError as error:
        raise ContentError(f"{content}: {error.strerror}.") from error
    texts: list[ShippedText] = _each(
        *(
            partial(_read_text, folder / f"{language}.md", language)
            for folder in folders
            for language, _name in LANGUAGES
        )
    )
    sources = {text.slug: text for text in texts if text.language == SOURCE_LANGUAGE}
    _each(*(partial(_check_front, text, sources[text.slug]) for text in texts))
    return sorted(texts, key=lambda text: (text.order, text.slug))


def _check_front(text: ShippedText, source: ShippedText) -> None:
    """What is of the guide is said alike by each of its texts. Raises ContentError."""
    for name in ("method", "order"):
        said = getattr(source, name)
        if getattr(text, name) != said:
            raise ContentError(
                f"{text.path}: {name}: {source.path.name} says {said}; write the same."
            )


def read_table(name: str, content: Path) -> list[dict[str, Any]]:
    """The tables of `<name>s.toml`. Raises ContentError."""
    path = _table_path(name, content)
    words = read_words(path)
    try:
        rows = tomllib.loads(words).get(name)
    except (ValueError, RecursionError) as error:
        raise ContentError(f"{path}: this is not TOML: {error}.") from error
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise ContentError(f"{path}: there is no [[{name}]] in it.")
    return rows


def read_facts(path: Path) -> dict[str, Fact]:
    """Those of a fixture by id, unsaved. Raises ContentError."""
    words = read_words(path)
    try:
        rows = [found.object for found in deserialize("json", words)]
    except (DeserializationError, FieldDoesNotExist, TypeError) as error:
        raise ContentError(f"{path}: {error.__cause__ or error}.") from error
    return {row.pk: row for row in rows if isinstance(row, Fact)}


def read_words(path: Path) -> str:
    """What a file holds. Raises ContentError."""
    try:
        return path.read_text("utf-8")
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise ContentError(
            f"{path}: line {line} is not UTF-8; save the file as UTF-8."
        ) from error
    except OSError as error:
        raise ContentError(f"{path}: {error.strerror}.") from error


def translated_names(model: type[models.Model]) -> set[str]:
    """Columns that repeat the English one beside them."""
    names = {found.name for found in model._meta.concrete_fields}
    return {name for name in names if f"{name}_en" in names}


def link_names(model: type[models.Model]) -> list[str]:
    return [found.name for found in model._meta.many_to_many]


def _each(*reads: Callable[[], Any]) -> list[Any]:
    """What each of them gives. Raises ContentError with the faults of all."""
    read, faults = [], []
    for one in reads:
        try:
            read.append(one())
        except ContentError as error:
            faults.append(str(error))
    if faults:
        raise ContentError("\n".join(faults))
    return read


def _table_path(name: str, content: Path) -> Path:
    return content / f"{name}s.toml"


def _read_text(path: Path, language: str) -> ShippedText:
    parts = read_words(path).split("---\n", 2)
    if len(parts) < 3:
        raise ContentError(
            f"{path}: begins with {', '.join(_FRONT)} between two lines of ---."
        )
    _start, front, markdown = parts
    pairs = [line.partition(": ") for line in front.strip().splitlines()]
    fields = {name: value for name, _colon, value in pairs}
    if tuple(fields) != _FRONT:
        raise ContentError(f"{path}: begins with {', '.join(_FRONT)}, in this order.")
    # Python reads no number of some thousand digits.
    if not fields["order"].isdecimal() or len(fields["order"]) > 5:
        raise ContentError(f"{path}: order: this is a whole number, such as 10.")
    return ShippedText(
        path=path,
        language=language,
        title=fields["title"],
        summary=fields["summary"],
        method=fields["method"],
        order=int(fields["order"]),
        markdown=markdown.strip() + "\n",
    )


def _guide(text: ShippedText) -> Entry:
    fields = {"slug": text.slug, "method": text.method, "order": text.order}
    return Entry(text.path, Guide, fields)


def _text(text: ShippedText) -> Entry:
    return Entry(
        text.path,
        GuideText,
        {
            "guide": text.slug,
            "language": text.language,
            "title": text.title,
            "summary": text.summary,
            "markdown": text.markdown,
            "status": GuideText.Status.PUBLISHED,
        },
    )


def _table_entries(model: type[models.Model], content: Path) -> list[Entry]:
    """Published, in the order of the file, where it does not say otherwise."""
    name = str(model._meta.model_name)
    path, rows = _table_path(name, content), read_table(name, content)
    return _each(
        *(
            partial(_table_entry, model, path, number, row)
            for number, row in enumerate(rows, start=1)
        )
    )


def _table_entry(
    model: type[models.Model], path: Path, number: int, row: Mapping[str, Any]
) -> Entry:
    columns = {found.name: found for found in model._meta.concrete_fields}
    slug = row.get("slug")
    if not isinstance(slug, str):
        raise ContentError(
            f"{path}: {model._meta.model_name} {number}: slug: each has one, a text."
        )
    fields: dict[str, Any] = {"is_published": True}
    if "order" in columns:
        fields["order"] = number * _ORDER_STEP
    links = {link: row[link] for link in link_names(model) if link in row}
    for column, value in _columns(model, row):
        if column in links:
            continue
        if column not in columns or column in _OF_THE_SITE:
            raise ContentError(f"{path}: {slug}: there is no {column}.")
        if column in translated_names(model):
            raise ContentError(
                f"{path}: {slug}: {column}: each language has its own, "
                f"{column}.{SOURCE_LANGUAGE} and so on."
            )
        is_text = isinstance(columns[column], models.TextField)
        is_lines = is_text and isinstance(value, list) and all_text(value)
        fields[column] = "\n".join(value) if is_lines else value
    return Entry(path, model, fields, links)


def all_text(values: Iterable[Any]) -> bool:
    return all(isinstance(value, str) for value in values)


def _columns(
    model: type[models.Model], row: Mapping[str, Any]
) -> Iterator[tuple[str, Any]]:
    """What the row says by column: of what is translated, one for each language."""
    translated = translated_names(model)
    for name, value in row.items():
        if name in translated and isinstance(value, Mapping):
            for language, words in value.items():
                yield build_localized_fieldname(name, language), words
        else:
            yield name, value
