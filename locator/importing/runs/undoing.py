"""An import undone: what it changed restored, what it created withdrawn.

By the versions that every write leaves: those of an import, and of its undoing, bear
its moment. An outlet with a later version was changed by somebody since, and stays as
it is; an import that has been undone itself is as if it had not been.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import Any

from locator import jobs
from locator.contention import wait_for_turn
from locator.importing.chunk import update_outlets
from locator.models.history import occasion, record_history, versions_of
from locator.models.import_run import ImportRow, ImportRun
from locator.models.outlet import IMPORT_UNDONE, Outlet
from locator.restoring import restore_outlets
from locator.search_index import write_index

BATCH = 500
Undone = ImportRow.Undone


def undo(run: ImportRun, progress: jobs.Reporter) -> dict[str, int]:
    """Undo an applied import; returns counts by `ImportRow.Undone`.

    Call it in a transaction. Withdrawn outlets become drafts, of which visitors and
    mirrors are told as little as of any; their row in a file lists them again.
    """
    ids = outlets_written(run)
    wait_for_turn(Outlet.objects.filter(pk__among=ids))
    progress.expect(len(ids))
    counts = dict.fromkeys(Undone.values, 0)
    reason = f"Undo of import {run.pk}: {run.file_name}"
    with occasion(user=run.undone_by, reason=reason, at=run.undone_at):
        for start in range(0, len(ids), BATCH):
            chunk = ids[start : start + BATCH]
            restored, created, changed = _sorted_out(run, chunk)
            restore_outlets(restored, keep=(), reason=reason, user=run.undone_by)
            _withdraw(created)
            told = {
                Undone.RESTORED: [version.id for version in restored],
                Undone.WITHDRAWN: created,
                Undone.SKIPPED: changed,
            }
            for undone, outlets in told.items():
                rows = ImportRow.objects.filter(run=run, outlet__in=outlets)
                rows.update(undone=undone)
                counts[undone.value] += len(outlets)
            progress.advance(len(chunk))
    return counts


def outlets_written(run: ImportRun) -> list[int]:
    """Ids of the outlets that an applied import created or changed."""
    versions = versions_of(Outlet).filter(history_date=run.applied_at)
    return sorted(set(versions.order_by().values_list("id", flat=True)))


def _sorted_out(
    run: ImportRun, ids: list[int]
) -> tuple[list[Any], list[int], list[int]]:
    """The versions to restore, outlets that the import created, and changed since."""
    restored, created, changed = [], [], []
    undoings = {
        undone.undone_at: undone.applied_at
        for undone in ImportRun.objects.exclude(undone_at=None).only(
            "undone_at", "applied_at"
        )
    }
    for outlet_id, whole in _histories(ids):
        versions = _without_undone(whole, undoings)
        if versions[-1].history_date != run.applied_at:
            changed.append(outlet_id)
        elif versions[-1].history_type == "+":
            created.append(outlet_id)
        elif len(versions) > 1:
            restored.append(versions[-2])
        else:
            # What it was before has been cleaned away (`clean_old_history`).
            changed.append(outlet_id)
    return restored, created, changed


def _without_undone(
    versions: Iterable[Any], undoings: Mapping[dt.datetime | None, dt.datetime | None]
) -> list[Any]:
    """The versions but those of imports that were undone, and of undoing them.

    `undoings` has the moments of imports by those of their undoing. What an undoing
    withdrew stays: there is nothing that it was before.
    """
    standing: list[Any] = []
    for version in versions:
        undid = undoings.get(version.history_date)
        if undid and len(standing) > 1 and standing[-1].history_date == undid:
            standing.pop()
        else:
            standing.append(version)
    return standing


def _histories(ids: list[int]) -> Iterator[tuple[int, list[Any]]]:
    """Each outlet's versions, the oldest first."""
    versions = versions_of(Outlet).filter(id__in=ids).order_by("id", "history_id")
    for outlet_id, group in groupby(versions, key=lambda version: version.id):
        yield outlet_id, list(group)


def _withdraw(ids: list[int]) -> None:
    if not ids:
        return
    outlets = list(Outlet.objects.filter(pk__among=ids).order_by("pk"))
    for outlet in outlets:
        outlet.status = Outlet.Status.DRAFT
        outlet.imported = outlet.imported | {IMPORT_UNDONE: True}
    update_outlets(outlets, {"status", "imported"})
    record_history(Outlet, ids)
    write_index(ids)
