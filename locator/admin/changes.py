"""What differs between two versions of a row, in words."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from babel import Locale
from django.db import models
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from locator.cldr import day_in_words, listed, locale
from locator.geo.point import Point
from locator.geo.typed import written
from locator.models.fields import ChoiceSetField
from locator.models.history import Part, Version, parts_of, rows_in

_Row = Mapping[str, Any]
_POSITION = {"latitude", "longitude"}


@dataclass(frozen=True, slots=True)
class ShownChange:
    """One field before and after, as people read it; "" is nothing."""

    label: str
    before: str
    after: str


def field_label(field: Any) -> str:
    """A field's name as a form shows it: "Name in Khmer"."""
    original = getattr(field, "translated_field", None)
    if original is None:
        return capfirst(str(field.verbose_name))
    language = Locale.parse(field.language, sep="-").get_display_name(locale())
    return _("%(field)s in %(language)s") % {
        "field": capfirst(str(original.verbose_name)),
        "language": language,
    }


class Wording:
    """Says versions of one model in words; asks once for each table they point to."""

    def __init__(
        self, model: type[models.Model], versions: Iterable[Version | None]
    ) -> None:
        self._model = model
        self._fields = list(_told_fields(model))
        self._names = self._names_in([v for v in versions if v is not None])

    def changes(
        self, older: Version | None, newer: Version | None
    ) -> list[ShownChange]:
        """What the newer version has otherwise; all it has where there is no older."""
        before, after = _values(older), _values(newer)
        changes = [
            ShownChange(field_label(field), *words)
            for field in self._fields
            if (words := self._differing(field, before, after))
        ]
        if _position(before) != _position(after):
            changes.append(
                ShownChange(_("Position"), _position(before), _position(after))
            )
        for part in parts_of(self._model):
            changes += self._changes_of(part, older, newer)
        return changes

    def _changes_of(
        self, part: Part, older: Version | None, newer: Version | None
    ) -> Iterator[ShownChange]:
        identity = part.identity
        before, after = _by_identity(older, part), _by_identity(newer, part)
        label = capfirst(str(part.label))
        fields = [f for f in part.fields if f.attname not in identity and f.editable]
        known = [f for f in part.fields if f.attname in identity]
        for key in {**before, **after}:
            had, has = before.get(key), after.get(key)
            named = " · ".join(
                self._word(f, (had or has or {})[f.attname]) for f in known
            )
            if had is None or has is None:
                told = " · ".join([named, *self._told(fields, had or has or {})])
                yield ShownChange(label, told if had else "", told if has else "")
                continue
            for field in fields:
                if words := self._differing(field, had, has):
                    said = f"{label} {named}: {field_label(field)}"
                    yield ShownChange(said, *words)

    def _told(
        self, fields: "Iterable[models.Field[Any, Any]]", row: _Row
    ) -> Iterator[str]:
        for field in fields:
            if field.name != "order" and (
                word := self._word(field, row[field.attname])
            ):
                yield f"{field_label(field)}: {word}"

    def _differing(
        self, field: "models.Field[Any, Any]", before: _Row, after: _Row
    ) -> tuple[str, str] | None:
        had, has = before.get(field.attname), after.get(field.attname)
        if had == has:
            return None
        words = self._word(field, had), self._word(field, has)
        return words if words[0] != words[1] else None

    def _word(self, field: "models.Field[Any, Any]", value: Any) -> str:
        if value is None or value in ("", (), [], {}):
            return ""
        if field.is_relation:
            name = self._names[field.related_model].get(value)
            return name or _("%(key)s, gone since") % {"key": value}
        if isinstance(field, ChoiceSetField):
            labels = dict(field.flatchoices)
            return listed(labels.get(member, member) for member in value)
        if field.flatchoices:
            return str(dict(field.flatchoices).get(value, value))
        match value:
            case bool():
                return _("Yes") if value else _("No")
            case dt.datetime():
                local = timezone.localtime(value)
                return f"{day_in_words(local.date(), 'medium')} {local:%H:%M}"
            case dt.date():
                return day_in_words(value, "medium")
            case Decimal():
                return f"{value:f}"
        return str(value)

    def _names_in(self, versions: list[Version]) -> dict[Any, dict[Any, str]]:
        """The names of the rows that the versions point to, by model and key."""
        wanted: defaultdict[Any, set[Any]] = defaultdict(set)
        for version in versions:
            for field in self._fields:
                if field.is_relation:
                    wanted[field.related_model].add(getattr(version, field.attname))
            for part in parts_of(self._model):
                for row in rows_in(version, part):
                    for field in part.fields:
                        if field.is_relation:
                            wanted[field.related_model].add(row[field.attname])
        return {
            model: {key: str(row) for key, row in _rows(model, keys).items()}
            for model, keys in wanted.items()
        }


def _told_fields(model: type[models.Model]) -> "Iterator[models.Field[Any, Any]]":
    """Columns that people edit; of translated ones that of each language."""
    names = {field.name for field in model._meta.concrete_fields}
    for field in model._meta.concrete_fields:
        is_original = f"{field.name}_en" in names
        is_told = field.editable and not field.primary_key
        if is_told and not is_original and field.name not in _POSITION:
            yield field


def _rows(model: Any, keys: set[Any]) -> dict[Any, models.Model]:
    found: dict[Any, models.Model] = model._base_manager.in_bulk(keys - {None})
    return found


def _values(version: Version | None) -> _Row:
    return vars(version) if version is not None else {}


def _position(row: _Row) -> str:
    latitude, longitude = row.get("latitude"), row.get("longitude")
    if latitude is None or longitude is None:
        return ""
    return written(Point(latitude, longitude))


def _by_identity(version: Version | None, part: Part) -> dict[Any, _Row]:
    if version is None:
        return {}
    rows = rows_in(version, part)
    return {tuple(row[name] for name in part.identity): row for row in rows}
