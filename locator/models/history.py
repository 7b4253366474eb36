"""Versions of curated rows: who changed what, when and why.

A version is a whole row as it was, with its parts (an outlet's offers and phones) as
JSON beside it, in django-simple-history's table of the model. Versions are written by
INSERT ... SELECT: an import of thousands of outlets costs a statement a thousand.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

import simple_history
from django.db import connection, models
from django.utils import timezone
from simple_history.models import HistoricalRecords

from locator.batches import batches

MAX_REASON_LENGTH: Final = 200
BATCH: Final = 1_000
_PARTS: dict[type[models.Model], tuple["Part", ...]] = {}

Version = Any
"""A row of a history table: the columns of its model, `history_id`, `history_date`,
`history_user`, `history_change_reason`, `history_type` and `parts`."""


@dataclass(frozen=True, slots=True)
class Occasion:
    """Who writes and why, where a write does not say so itself; `at` is one moment."""

    user: Any = None
    reason: str = ""
    at: dt.datetime | None = None


_occasion: ContextVar[Occasion | None] = ContextVar("occasion", default=None)


@dataclass(frozen=True, slots=True)
class Part:
    """Rows that belong to a tracked row, such as its offers or its links."""

    name: str
    model: type[models.Model]
    link: "models.ForeignKey[Any, Any]"
    label: Any
    """What one of the rows is called."""

    @property
    def identity(self) -> list[str]:
        """The columns that tell the rows of one owner apart."""
        owner = self.link.name
        for constraint in self.model._meta.total_unique_constraints:
            if owner in constraint.fields:
                return self._columns(constraint.fields)
        for together in self.model._meta.unique_together:
            return self._columns(together)
        return [field.attname for field in self.fields if field.unique]

    def _columns(self, names: Iterable[str]) -> list[str]:
        columns = {field.name: field.attname for field in self.fields}
        return [columns[name] for name in names if name in columns]

    @property
    def fields(self) -> "list[models.Field[Any, Any]]":
        return [
            field
            for field in self.model._meta.concrete_fields
            if not field.primary_key and field != self.link
        ]


class WithParts(models.Model):
    parts = models.JSONField(default=dict, editable=False)

    class Meta:
        abstract = True


class Versions(HistoricalRecords):
    """What simple-history writes row by row, and what we do in sets, is one insert."""

    def get_meta_options(self, model: type[models.Model]) -> dict[str, Any]:
        # Whoever may see a row may see its history: no permissions of its own.
        options: dict[str, Any] = super().get_meta_options(model)
        return options | {"default_permissions": ()}

    def get_change_reason_for_object(self, *args: Any, **kwargs: Any) -> str:
        return super().get_change_reason_for_object(*args, **kwargs) or ""

    def get_history_user(self, instance: models.Model) -> Any:
        return getattr(instance, "_history_user", None) or _said().user

    def create_historical_record(
        self, instance: models.Model, history_type: str, using: str | None = None
    ) -> None:
        # A deletion has been written by `pre_delete`.
        if history_type != "-":
            record_history(
                type(instance),
                [instance.pk],
                reason=self.get_change_reason_for_object(instance, history_type, using),
                user=self.get_history_user(instance),
            )

    def pre_delete(self, instance: models.Model, **kwargs: Any) -> None:
        """Keep the row while its parts are still there."""
        _write(type(instance), [instance.pk], _said(), history_type="'-'")


def track(model: type[models.Model], *, parts: Sequence[str] = ()) -> None:
    """Keep versions of the model's rows with these related rows.

    Call it in `translation.py`, after the registration there: only then has the model
    its column a language.
    """
    app: str = model._meta.app_label
    others = [f.name for f in model._meta.concrete_fields if not f.primary_key]
    simple_history.register(
        model,
        app=app,
        records_class=Versions,
        bases=(WithParts,),
        history_id_field=models.BigAutoField(),
        history_change_reason_field=models.CharField(
            max_length=MAX_REASON_LENGTH, default=""
        ),
        # Versions are asked for by row and by day, and never by what they say.
        no_db_index=others,
    )
    _PARTS[model] = tuple(_part(model, name) for name in parts)


def is_tracked(model: type[models.Model]) -> bool:
    return model in _PARTS


def parts_of(model: type[models.Model]) -> tuple[Part, ...]:
    return _PARTS[model]


def versions_of(model: type[models.Model]) -> "models.QuerySet[Any]":
    """The versions of the model's rows, newest first."""
    history: models.QuerySet[Any] = getattr(model, "history").all()  # noqa: B009
    return history


def record_history(
    model: type[models.Model],
    pks: Iterable[Any],
    *,
    reason: str = "",
    user: Any = None,
    at: dt.datetime | None = None,
) -> None:
    """Keep these rows as they are now, with their parts, as versions of one moment.

    For writes that go past `save()`: call it after the write, in its transaction, and
    `begin_history` before it. What is not given is that of the `occasion`.
    """
    _write(model, pks, _said(user=user, reason=reason, at=at))


def begin_history(model: type[models.Model], pks: Iterable[Any]) -> None:
    """Keep those of these rows that have no version yet, before they are changed."""
    _write(model, pks, Occasion(at=_said().at), only_unknown=True)


@contextmanager
def occasion(
    *, user: Any = None, reason: str = "", at: dt.datetime | None = None
) -> Iterator[None]:
    """Within, versions are of this user, reason and moment; or of the outer ones."""
    token = _occasion.set(_said(user=user, reason=reason, at=at))
    try:
        yield
    finally:
        _occasion.reset(token)


def _said(
    *, user: Any = None, reason: str = "", at: dt.datetime | None = None
) -> Occasion:
    outer = _occasion.get() or Occasion()
    return Occasion(user or outer.user, reason or outer.reason, at or outer.at)


def moment_of(at: dt.datetime | None) -> dt.datetime:
    """That, or the moment of the occasion, or now."""
    return _said(at=at).at or timezone.now()


def rows_in(version: Version, part: Part) -> list[dict[str, Any]]:
    """The part's rows in this version: values by column, as Python has them."""
    return [
        {field.attname: _value(field, row.get(field.attname)) for field in part.fields}
        for row in version.parts.get(part.name, ())
    ]


def _write(
    model: type[models.Model],
    pks: Iterable[Any],
    said: Occasion,
    *,
    history_type: str = "",
    only_unknown: bool = False,
) -> None:
    history = versions_of(model).model
    table, kept = table_of(model), table_of(history)
    key = quoted(key_field(model).column)
    columns = ", ".join(quoted(field.column) for field in history.tracked_fields)
    copied = ", ".join(f"o.{quoted(field.column)}" for field in history.tracked_fields)
    known = f"EXISTS (SELECT 1 FROM {kept} h WHERE h.{key} = o.{key})"  # noqa: S608
    first = f"CASE WHEN {known} THEN '~' ELSE '+' END"
    chosen = f" AND NOT {known}" if only_unknown else ""
    moment = connection.ops.adapt_datetimefield_value(said.at or timezone.now())
    values = (moment, said.reason[:MAX_REASON_LENGTH], said.user and said.user.pk)
    with connection.cursor() as cursor:
        for batch in batches(pks, BATCH):
            marks = ", ".join(["%s"] * len(batch))
            cursor.execute(
                f"INSERT INTO {kept} ({columns}, history_date, history_change_reason,"  # noqa: S608
                " history_user_id, history_type, parts)"
                f" SELECT {copied}, %s, %s, %s, {history_type or first},"
                f" {_parts_as_json(model)}"
                f" FROM {table} o WHERE o.{key} IN ({marks}){chosen}",
                [*values, *batch],
            )


def _parts_as_json(model: type[models.Model]) -> str:
    """An expression: the rows of each part of row `o`, as objects of their columns."""
    key = quoted(key_field(model).column)
    is_sqlite = connection.vendor == "sqlite"
    an_object = "json_object" if is_sqlite else "jsonb_build_object"
    said = []
    for part in parts_of(model):
        columns = ", ".join(
            f"'{field.attname}', p.{quoted(field.column)}" for field in part.fields
        )
        table, link = table_of(part.model), quoted(part.link.column)
        rows = f"FROM {table} p WHERE p.{link} = o.{key}"
        if is_sqlite:
            # What a subquery gives is text again, which json() reads.
            listed = f"json((SELECT json_group_array({an_object}({columns})) {rows}))"
        else:
            listed = (
                f"COALESCE((SELECT jsonb_agg({an_object}({columns})) {rows}),"
                " '[]'::jsonb)"
            )
        said.append(f"'{part.name}', {listed}")
    return f"{an_object}({', '.join(said)})"


def _value(field: "models.Field[Any, Any]", stored: Any) -> Any:
    if isinstance(stored, int | float) and isinstance(field, models.DecimalField):
        stored = Decimal(str(stored)).quantize(Decimal(1).scaleb(-field.decimal_places))
    if field.is_relation:
        return stored
    return field.to_python(stored)


def _part(model: type[models.Model], name: str) -> Part:
    relation: Any = model._meta.get_field(name)
    if relation.many_to_many:
        through = relation.remote_field.through
        link = through._meta.get_field(relation.m2m_field_name())
        return Part(name, through, link, relation.verbose_name)
    related = relation.related_model
    return Part(name, related, relation.field, related._meta.verbose_name)


def key_of(version: Version) -> Any:
    return getattr(version, key_field(version.instance_type).attname)


def key_field(model: type[models.Model]) -> "models.Field[Any, Any]":
    return model._meta.pk


def table_of(model: type[models.Model]) -> str:
    return quoted(model._meta.db_table)


def quoted(name: str) -> str:
    return str(connection.ops.quote_name(name))
