"""An import undone: what it changed restored, what it created withdrawn.

By the versions that every write leaves: those of an import, and of its undoing, bear
its moment. An outlet with a later version was changed by somebody since, and stays as
it is; an import that has been undone itself is as if it had not been.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any, Final, NamedTuple

from django.db import models

from locator import jobs
from locator.batches import batches
from locator.contention import wait_for_turn
from locator.models.history import moment_of, occasion, record_history, versions_of
from locator.models.import_run import ImportRow, ImportRun
from locator.models.outlet import IMPORT_UNDONE, Outlet
from locator.models.restore import restore
from locator.search_index import write_index

BATCH: Final = 1_000
Undone = ImportRow.Undone


@dataclass(slots=True)
class Undoing:
    """What undoing an import does now: ids of outlets, and to which version."""

    restored: dict[int, int] = field(default_factory=dict)
    withdrawn: list[int] = field(default_factory=list)
    skipped: list[int] = field(default_factory=list)

    def outlets(self) -> dict[Undone, list[int]]:
        return {
            Undone.RESTORED: [*self.restored],
            Undone.WITHDRAWN: self.withdrawn,
            Undone.SKIPPED: self.skipped,
        }


def undo(run: ImportRun, progress: jobs.Reporter) -> dict[str, int]:
    """Undo an applied import; returns counts by `ImportRow.Undone`.

    Call it in a transaction. Withdrawn outlets become drafts, of which visitors and
    mirrors are told as little as of any; their row in a file lists them again.

    On SQLite nobody else writes meanwhile: all is done in sets, and the index once.
    """
    ids = outlets_written(run)
    wait_for_turn(Outlet.objects.filter(pk__among=ids))
    progress.expect(len(ids))
    found = undoing_of(run)
    reason = f"Undo of import {run.pk}: {run.file_name}"
    with occasion(user=run.undone_by, reason=reason, at=run.undone_at):
        _withdraw(found.withdrawn, at=moment_of(run.undone_at))
        progress.advance(len(found.withdrawn) + len(found.skipped))
        for batch in batches(found.restored.values(), BATCH):
            # The columns are copied within the database.
            versions = versions_of(Outlet).only("id", "parts")
            restored = restore(list(versions.filter(history_id__among=batch)))
            progress.advance(len(restored))
        write_index([*found.withdrawn, *found.restored])
    rows = ImportRow.objects.filter(run=run)
    for undone, outlets in found.outlets().items():
        rows.filter(outlet__pk__among=outlets).update(undone=undone)
    return {undone.value: len(ids) for undone, ids in found.outlets().items()}


def undoing_of(run: ImportRun) -> Undoing:
    """Sorts out what an applied import wrote, by what became of it since."""
    found = Undoing()
    undoings = {
        undone.undone_at: undone.applied_at
        for undone in ImportRun.objects.exclude(undone_at=None).only(
            "undone_at", "applied_at"
        )
    }
    for outlet_id, whole in _histories(outlets_written(run)):
        versions = _without_undone(whole, undoings)
        if versions[-1].at != run.applied_at:
            found.skipped.append(outlet_id)
        elif versions[-1].type == "+":
            found.withdrawn.append(outlet_id)
        elif len(versions) > 1:
            found.restored[outlet_id] = versions[-2].history_id
        else:
            # What it was before has been cleaned away (`clean_old_history`).
            found.skipped.append(outlet_id)
    return found


def outlets_written(run: ImportRun) -> list[int]:
    """Ids of the outlets that an applied import created or changed."""
    versions = versions_of(Outlet).filter(history_date=run.applied_at)
    return sorted(set(versions.order_by().values_list("id", flat=True)))


class _Version(NamedTuple):
    """What tells it from others: of what it says, nothing is read."""

    outlet_id: int
    history_id: int
    at: dt.datetime
    type: str


def _without_undone(
    versions: Iterable[_Version],
    undoings: Mapping[dt.datetime | None, dt.datetime | None],
) -> list[_Version]:
    """The versions but those of imports that were undone, and of undoing them.

    `undoings` has the moments of imports by those of their undoing. What an undoing
    withdrew stays: there is nothing that it was before.
    """
    standing: list[_Version] = []
    for version in versions:
        undid = undoings.get(version.at)
        if undid and len(standing) > 1 and standing[-1].at == undid:
            standing.pop()
        else:
            standing.append(version)
    return standing


def _histories(ids: list[int]) -> Iterator[tuple[int, list[_Version]]]:
    """Each outlet's versions, the oldest first."""
    versions = versions_of(Outlet).filter(id__among=ids).order_by("id", "history_id")
    rows = versions.values_list("id", "history_id", "history_date", "history_type")
    told = (_Version(*row) for row in rows.iterator(chunk_size=BATCH))
    for outlet_id, group in groupby(told, key=lambda version: version.outlet_id):
        yield outlet_id, list(group)


class _Marked(models.Func):
    """The remembered values of an import, with the mark that it was undone."""

    output_field = models.JSONField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        template = f"json_set(%(expressions)s, '$.{IMPORT_UNDONE}', json('true'))"
        return self.as_sql(compiler, connection, template=template)

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        mark = f'{{"{IMPORT_UNDONE}": true}}'
        template = f"%(expressions)s || '{mark}'::jsonb"
        return self.as_sql(compiler, connection, template=template)


def _withdraw(ids: list[int], *, at: dt.datetime) -> None:
    Outlet.objects.filter(pk__among=ids).update(
        status=Outlet.Status.DRAFT,
        imported=_Marked("imported"),
        updated_at=at,
    )
    record_history(Outlet, ids)
