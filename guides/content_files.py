"""The content that ships with the site, as the files of `fixtures/guides` say it."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from django.db import models
from modeltranslation.utils import build_localized_fieldname

from guides.models import Channel, Guide, GuideText, Plan, Promotion, Way
from guides.models.guide import LANGUAGES, SOURCE_LANGUAGE

_FRONT: Final = ("title", "summary", "method", "order")
_ORDER_STEP: Final = 10
"""Leaves room for rows that curators put between two that ship."""


class ContentError(ValueError):
    """A file of the content that cannot be used; the text names it and says why."""


@dataclass(frozen=True, slots=True)
class ShippedText:
    """One language of a guide, as its file has it."""

    slug: str
    language: str
    title: str
    summary: str
    method: str
    order: int
    markdown: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A row that ships, with its links; other rows stand by slug, facts by id."""

    model: type[models.Model]
    fields: dict[str, Any]
    links: dict[str, list[str]] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """What it is called among the rows of its model, e.g. "by-app/km"."""
        if self.model is GuideText:
            return f"{self.fields['guide']}/{self.fields['language']}"
        return str(self.fields["slug"])


def read_entries(content: Path) -> list[Entry]:
    """All that ships, each after what it names. Raises ContentError."""
    texts = read_texts(content)
    return [
        *_table_entries(Channel, content),
        *_table_entries(Plan, content),
        *_table_entries(Promotion, content),
        *(_guide(text) for text in texts if text.language == SOURCE_LANGUAGE),
        *map(_text, texts),
        *_table_entries(Way, content),
    ]


def read_texts(content: Path) -> list[ShippedText]:
    """Every guide's texts, by order and language. Raises ContentError."""
    texts = [
        _read_text(folder.name, language, folder / f"{language}.md")
        for folder in sorted(content.iterdir())
        if folder.is_dir()
        for language, _name in LANGUAGES
    ]
    return sorted(texts, key=lambda text: (text.order, text.slug))


def read_table(name: str, content: Path) -> list[dict[str, Any]]:
    """The tables of `<name>s.toml`. Raises ContentError."""
    path = content / f"{name}s.toml"
    try:
        with path.open("rb") as file:
            rows: list[dict[str, Any]] = tomllib.load(file)[name]
    except (OSError, ValueError) as error:
        raise ContentError(f"{path}: {error}") from error
    except KeyError as error:
        raise ContentError(f"{path}: no [[{name}]] in it.") from error
    return rows


def translated_names(model: type[models.Model]) -> set[str]:
    """Columns that repeat the English one beside them."""
    names = {found.name for found in model._meta.concrete_fields}
    return {name for name in names if f"{name}_en" in names}


def link_names(model: type[models.Model]) -> list[str]:
    return [found.name for found in model._meta.many_to_many]


def _read_text(slug: str, language: str, path: Path) -> ShippedText:
    try:
        _start, front, markdown = path.read_text("utf-8").split("---\n", 2)
    except (OSError, ValueError) as error:
        raise ContentError(f"{path}: no text between two lines of ---.") from error
    pairs = [line.partition(": ") for line in front.strip().splitlines()]
    fields = {name: value for name, _colon, value in pairs}
    if tuple(fields) != _FRONT:
        raise ContentError(f"{path}: begins with {', '.join(_FRONT)}.")
    if not fields["order"].isdecimal():
        raise ContentError(f"{path}: order is a whole number.")
    return ShippedText(
        slug=slug,
        language=language,
        title=fields["title"],
        summary=fields["summary"],
        method=fields["method"],
        order=int(fields["order"]),
        markdown=markdown.strip() + "\n",
    )


def _guide(text: ShippedText) -> Entry:
    return Entry(Guide, {"slug": text.slug, "method": text.method, "order": text.order})


def _text(text: ShippedText) -> Entry:
    return Entry(
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


def _table_entries(model: type[models.Model], content: Path) -> Iterator[Entry]:
    """Published, in the order of the file, where it does not say otherwise."""
    name = str(model._meta.model_name)
    columns = {found.name: found for found in model._meta.concrete_fields}
    for number, row in enumerate(read_table(name, content), start=1):
        fields: dict[str, Any] = {"is_published": True}
        if "order" in columns:
            fields["order"] = number * _ORDER_STEP
        links = {link: row[link] for link in link_names(model) if link in row}
        for column, value in _columns(model, row):
            if column in links:
                continue
            if column not in columns:
                raise ContentError(f"{name} {row.get('slug')}: there is no {column}.")
            is_text = isinstance(columns[column], models.TextField)
            is_lines = is_text and isinstance(value, list)
            fields[column] = "\n".join(value) if is_lines else value
        yield Entry(model, fields, links)


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
