"""A digest of a row's content: alike for a row and the entry that it came as."""

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, Final

from django.db import models

from guides.content_files import Entry, link_names, translated_names
from guides.models import Guide
from guides.models.shipping import ShippedRow
from guides.publishing import plain

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


def content_fields(model: type[models.Model]) -> "list[models.Field[Any, Any]]":
    """The columns that hold what the row says; of translated ones, each language's.

    A guide says nothing but what it is about and where it stands among the others.
    """
    decided = _OF_THE_SITE - {"order"} if model is Guide else _OF_THE_SITE
    translated = translated_names(model)
    return [
        found
        for found in model._meta.concrete_fields
        if found.name not in decided and found.name not in translated
    ]


def digest_of_entry(entry: Entry) -> str:
    return _digest(entry.model, entry.fields, entry.links)


def digest_of_row(row: ShippedRow) -> str:
    """Uses links that were prefetched."""
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
            return plain(value)
    return value


def _name(row: models.Model) -> str:
    return str(getattr(row, "slug", row.pk))
