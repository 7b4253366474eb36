"""Rows made what they were in a version, with their parts."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from django.db import IntegrityError, connection, models, transaction
from django.utils.translation import gettext as _

from locator.batches import batches
from locator.models.history import (
    BATCH,
    Part,
    Version,
    key_field,
    key_of,
    moment_of,
    parts_of,
    quoted,
    record_history,
    rows_in,
    table_of,
    versions_of,
)


class RestoreError(Exception):
    """The version cannot stand beside what there is now; says why."""


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
    now = moment_of(at)
    _check_targets(model, versions)
    pks = [key_of(version) for version in versions]
    try:
        with transaction.atomic():
            for batch in batches(versions, BATCH):
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


def _restore_rows(
    model: type[models.Model],
    versions: Sequence[Version],
    keep: Collection[str],
    now: dt.datetime,
) -> None:
    history = versions_of(model).model
    key = key_field(model)
    names, values = [], []
    for field in history.tracked_fields:
        column = quoted(field.column)
        names.append(column)
        if getattr(field, "auto_now", False):
            values.append("%s")
        elif field.is_relation and field.null:
            target = field.related_model._meta.pk.column
            values.append(
                f"(SELECT t.{quoted(target)} FROM {table_of(field.related_model)} t"  # noqa: S608
                f" WHERE t.{quoted(target)} = h.{column})"
            )
        else:
            values.append(f"h.{column}")
    stay = {key.attname, *keep, *_same_keys(model, versions)}
    changed = [
        f"{quoted(field.column)} = excluded.{quoted(field.column)}"
        for field in history.tracked_fields
        if field.attname not in stay and not getattr(field, "auto_now_add", False)
    ]
    moments = values.count("%s")
    moment = connection.ops.adapt_datetimefield_value(now)
    marks = ", ".join(["%s"] * len(versions))
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table_of(model)} ({', '.join(names)})"  # noqa: S608
            f" SELECT {', '.join(values)} FROM {table_of(history)} h"
            f" WHERE h.history_id IN ({marks})"
            f" ON CONFLICT ({quoted(key.column)}) DO UPDATE SET {', '.join(changed)}",
            [*[moment] * moments, *(version.history_id for version in versions)],
        )


def _same_keys(
    model: type[models.Model], versions: Sequence[Version]
) -> frozenset[str]:
    """Unique columns that rows have as in their versions.

    Written all the same, PostgreSQL would lock the rows against all that point to them.
    """
    history, key = versions_of(model), key_field(model).attname
    names = [f.attname for f in history.model.tracked_fields if f.unique]
    pks = [key_of(version) for version in versions]
    now = {
        pk: row
        for pk, *row in model._base_manager.filter(pk__in=pks).values_list("pk", *names)
    }
    kept = history.filter(history_id__in=[version.history_id for version in versions])
    differing = {
        name
        for pk, *then in kept.values_list(key, *names)
        for name, was, is_now in zip(names, then, now.get(pk, then), strict=True)
        if was != is_now
    }
    return frozenset(names) - differing


def _restore_part(part: Part, versions: Sequence[Version]) -> None:
    rows = [
        {part.link.attname: key_of(version), **row}
        for version in versions
        for row in rows_in(version, part)
    ]
    for field in part.fields:
        if field.is_relation:
            rows = _with_known_targets(rows, field)
    wanted = _by_owner(part, rows)
    table = part.model._base_manager
    owners = [key_of(version) for version in versions]
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
