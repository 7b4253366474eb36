"""Content that ships, as the rows of its fixtures say it, and how to tell it again."""

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

from django.apps import apps
from django.db import models

from guides.models.shipping import ShippedRow

_OF_THE_SITE: Final = frozenset(
    {
        # What a row is called, and what is made of its content.
        *("id", "slug", "guide", "language", "shipped_as"),
        *("html", "facts", "compared_with"),
        # What curators decide apart from the content.
        *("is_published", "order", "status", "author", "reviewer", "checked_on"),
    }
)


_NOTHING: Final[tuple[Any, ...]] = (None, "", [])


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of a fixture with its links; other rows stand by slug, facts by id."""

    model: str
    pk: int
    fields: dict[str, Any]
    links: dict[str, list[str]] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """What it is called among the rows of its model, e.g. "by-app/km"."""
        if self.model == "guidetext":
            return f"{self.fields['guide']}/{self.fields['language']}"
        return str(self.fields["slug"])


def entries(
    rows: Iterable[Mapping[str, Any]], carriers: Mapping[int, str]
) -> Iterator[Entry]:
    """The entries of fixture rows; `carriers` are slugs by the ids in the fixtures."""
    rows = list(rows)
    guides = {
        row["pk"]: row["fields"]["slug"]
        for row in rows
        if row["model"] == "guides.guide"
    }
    found: dict[tuple[str, int], Entry] = {}
    for row in rows:
        model, _underscore, link = row["model"].removeprefix("guides.").partition("_")
        fields = dict(row["fields"])
        if "carrier" in fields:
            fields["carrier"] = carriers[fields["carrier"]]
        if link:
            entry = found[model, fields.pop(model)]
            [target] = fields.values()
            entry.links.setdefault(link, []).append(target)
            continue
        if "guide" in fields:
            fields["guide"] = guides[fields["guide"]]
        found[model, row["pk"]] = Entry(model, row["pk"], fields)
    yield from found.values()


def model_of(entry: Entry) -> type[models.Model]:
    return apps.get_model("guides", entry.model)


def content_fields(model: type[models.Model]) -> "list[models.Field[Any, Any]]":
    """The columns that hold what the row says; of translated ones, each language's."""
    translated = translated_names(model)
    return [
        found
        for found in model._meta.concrete_fields
        if found.name not in _OF_THE_SITE and found.name not in translated
    ]


def translated_names(model: type[models.Model]) -> set[str]:
    """Columns that repeat the English one beside them."""
    names = {found.name for found in model._meta.concrete_fields}
    return {name for name in names if f"{name}_en" in names}


def link_names(model: type[models.Model]) -> list[str]:
    return [found.name for found in model._meta.many_to_many]


def digest_of_entry(entry: Entry) -> str:
    return _digest(model_of(entry), entry.fields, entry.links)


def digest_of_row(row: ShippedRow) -> str:
    """Uses links that were prefetched; equal to that of the entry it came as."""
    columns = content_fields(type(row))
    values = {column.name: getattr(row, column.name) for column in columns}
    links = {
        name: [_name(linked) for linked in getattr(row, name).all()]
        for name in link_names(type(row))
    }
    return _digest(type(row), values, links)


def _digest(
    model: type[models.Model],
    values: Mapping[str, Any],
    links: Mapping[str, Iterable[str]],
) -> str:
    content: dict[str, Any] = {
        found.name: _plain(found, values.get(found.name, found.get_default()))
        for found in content_fields(model)
    }
    content |= {name: sorted(targets) for name, targets in links.items()}
    said = {name: value for name, value in content.items() if value not in _NOTHING}
    written = json.dumps(said, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(written.encode()).hexdigest()


def _plain(found: "models.Field[Any, Any]", value: Any) -> Any:
    """The same for a value of a file, of a form and of the database."""
    if isinstance(found, models.ForeignKey):
        return _name(value) if isinstance(value, models.Model) else value
    value = found.to_python(value)
    match value:
        case Decimal():
            return format(value.normalize(), "f")
        case dt.date():
            return value.isoformat()
        case tuple():
            return list(value)
        case str():
            return value.replace("\r\n", "\n").strip()
    return value


def _name(row: models.Model) -> str:
    return str(getattr(row, "slug", row.pk))
