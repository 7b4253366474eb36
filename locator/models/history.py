"""Versions of curated rows: who changed what, when and why.

A version is a whole row as it was, with its parts (an outlet's offers and phones) as
JSON beside it, in django-simple-history's table of the model. Versions are written by
INSERT ... SELECT: an import of thousands of outlets costs a statement a thousand.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

import simple_history
from django.db import IntegrityError, connection, models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from simple_history.models import HistoricalRecords

MAX_REASON_LENGTH: Final = 200
_BATCH: Final = 1_000
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


class RestoreError(Exception):
    """The version cannot stand beside what there is now; says why."""


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


def rows_in(version: Version, part: Part) -> list[dict[str, Any]]:
    """The part's rows in this version: values by column, as Python has them."""
    return [
        {field.attname: _value(field, row.get(field.attname)) for field in part.fields}
        for row in version.parts.get(part.name, ())
    ]


def restore(
    versions: Collection[Version],
    *,
    reason: str = "",
    user: Any = None,
    keep: Collection[str] = (),
    at: dt.datetime | None = None,
    is_recorded: bool = True,
) -> list[Any]:
    """Make rows of one model what they were in these versions, at most one a row.

    A deleted row comes back. Columns in `keep` stay as they are now, where the row is
    there. What a version points to and is gone is left out. Returns the rows' keys;
    searches are not told: see `locator.restoring` for outlets. Where the versions are
    the newest of their rows already, no other is to be recorded.

    Raises RestoreError where a version contradicts what there is now.
    """
    if not versions:
        return []
    [model] = {version.instance_type for version in versions}
    now = _said(at=at).at or timezone.now()
    _check_targets(model, versions)
    pks = [_key(version) for version in versions]
    try:
        with transaction.atomic():
            for batch in _batches(versions):
                _restore_rows(model, batch, keep, now)
                for part in parts_of(model):
                    _restore_part(part, batch)
            if is_recorded:
                record_history(model, pks, reason=reason, user=user, at=now)
    except IntegrityError as error:
        raise RestoreError(
            _("Another row has taken what must be unique, such as its short name.")
        ) from error
    return pks


def _write(
    model: type[models.Model],
    pks: Iterable[Any],
    said: Occasion,
    *,
    history_type: str = "",
    only_unknown: bool = False,
) -> None:
    history = versions_of(model).model
    table, kept = _quoted(model), _quoted(history)
    key = _name(_key_field(model).column)
    columns = ", ".join(_name(field.column) for field in history.tracked_fields)
    copied = ", ".join(f"o.{_name(field.column)}" for field in history.tracked_fields)
    known = f"EXISTS (SELECT 1 FROM {kept} h WHERE h.{key} = o.{key})"  # noqa: S608
    first = f"CASE WHEN {known} THEN '~' ELSE '+' END"
    chosen = f" AND NOT {known}" if only_unknown else ""
    moment = connection.ops.adapt_datetimefield_value(said.at or timezone.now())
    values = (moment, said.reason[:MAX_REASON_LENGTH], said.user and said.user.pk)
    with connection.cursor() as cursor:
        for batch in _batches(pks):
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
    key = _name(_key_field(model).column)
    is_sqlite = connection.vendor == "sqlite"
    an_object = "json_object" if is_sqlite else "jsonb_build_object"
    said = []
    for part in parts_of(model):
        columns = ", ".join(
            f"'{field.attname}', p.{_name(field.column)}" for field in part.fields
        )
        rows = (
            f"FROM {_quoted(part.model)} p WHERE p.{_name(part.link.column)} = o.{key}"
        )
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


def _restore_rows(
    model: type[models.Model],
    versions: Sequence[Version],
    keep: Collection[str],
    now: dt.datetime,
) -> None:
    history = versions_of(model).model
    key = _key_field(model)
    names, values = [], []
    for field in history.tracked_fields:
        column = _name(field.column)
        names.append(column)
        if getattr(field, "auto_now", False):
            values.append("%s")
        elif field.is_relation and field.null:
            target = field.related_model._meta.pk.column
            values.append(
                f"(SELECT t.{_name(target)} FROM {_quoted(field.related_model)} t"  # noqa: S608
                f" WHERE t.{_name(target)} = h.{column})"
            )
        else:
            values.append(f"h.{column}")
    stay = {key.attname, *keep}
    changed = [
        f"{_name(field.column)} = excluded.{_name(field.column)}"
        for field in history.tracked_fields
        if field.attname not in stay and not getattr(field, "auto_now_add", False)
    ]
    moments = values.count("%s")
    moment = connection.ops.adapt_datetimefield_value(now)
    marks = ", ".join(["%s"] * len(versions))
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {_quoted(model)} ({', '.join(names)})"  # noqa: S608
            f" SELECT {', '.join(values)} FROM {_quoted(history)} h"
            f" WHERE h.history_id IN ({marks})"
            f" ON CONFLICT ({_name(key.column)}) DO UPDATE SET {', '.join(changed)}",
            [*[moment] * moments, *(version.history_id for version in versions)],
        )


def _restore_part(part: Part, versions: Sequence[Version]) -> None:
    rows = [
        {part.link.attname: _key(version), **row}
        for version in versions
        for row in rows_in(version, part)
    ]
    for field in part.fields:
        if field.is_relation:
            rows = _with_known_targets(rows, field)
    wanted = _by_owner(part, rows)
    table = part.model._base_manager
    owners = [_key(version) for version in versions]
    there = table.filter(**{f"{part.link.attname}__in": owners}).values(
        part.link.attname, *(field.attname for field in part.fields)
    )
    present = _by_owner(part, there)
    differing = [pk for pk in owners if _told(wanted[pk]) != _told(present[pk])]
    table.filter(**{f"{part.link.attname}__in": differing}).delete()
    table.bulk_create(part.model(**row) for pk in differing for row in wanted[pk])


def _by_owner(
    part: Part, rows: Iterable[dict[str, Any]]
) -> defaultdict[Any, list[dict[str, Any]]]:
    by_owner: defaultdict[Any, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        by_owner[row[part.link.attname]].append(row)
    return by_owner


def _told(rows: Iterable[dict[str, Any]]) -> list[str]:
    """What rows are compared by, in whichever order they stand."""
    return sorted(repr(sorted(row.items())) for row in rows)


def _with_known_targets(
    rows: list[dict[str, Any]], field: "models.Field[Any, Any]"
) -> list[dict[str, Any]]:
    """The rows that point to something still there, or may do without."""
    named = {row[field.attname] for row in rows}
    there = _known(field, named)
    kept = []
    for row in rows:
        if row[field.attname] in there or row[field.attname] is None:
            kept.append(row)
        elif field.null:
            kept.append(row | {field.attname: None})
    return kept


def _check_targets(model: type[models.Model], versions: Iterable[Version]) -> None:
    for field in versions_of(model).model.tracked_fields:
        if not field.is_relation or field.null:
            continue
        named = {getattr(version, field.attname) for version in versions}
        if named - _known(field, named):
            raise RestoreError(
                _("What it names as “%(field)s” is not there any more.")
                % {"field": field.verbose_name}
            )


def _known(field: "models.Field[Any, Any]", keys: Collection[Any]) -> set[Any]:
    target: Any = field.related_model
    rows = target._base_manager.filter(pk__in=keys)
    return set(rows.values_list("pk", flat=True))


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


def _batches(rows: Iterable[Any]) -> Iterator[list[Any]]:
    rows = list(rows)
    for start in range(0, len(rows), _BATCH):
        yield rows[start : start + _BATCH]


def _key(version: Version) -> Any:
    return getattr(version, _key_field(version.instance_type).attname)


def _key_field(model: type[models.Model]) -> "models.Field[Any, Any]":
    return model._meta.pk


def _quoted(model: type[models.Model]) -> str:
    return _name(model._meta.db_table)


def _name(name: str) -> str:
    return str(connection.ops.quote_name(name))
