"""Writes a source's rows: one transaction, in sets, the search indexes at the end."""

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.contrib.auth.models import AbstractBaseUser
from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from locator.batches import batches
from locator.contention import hold, wait_for_turn
from locator.importing.closing import close_missing_outlets, missing_outlets
from locator.importing.operators import OperatorBook
from locator.importing.outcomes import Guard, Watch, unguarded, unwatched
from locator.importing.outlets import OutletWriter
from locator.importing.places import load_places
from locator.importing.records import (
    IgnoredRow,
    OperatorHint,
    OutletRecord,
    PlaceRecord,
    RejectedRow,
    SourceRow,
)
from locator.importing.report import FlaggedRow, ImportReport
from locator.models import Outlet, Place
from locator.models.history import occasion, record_history
from locator.search_index import write_index

CHUNK = 1000

Progress = Callable[[int], object]


def no_progress(rows: int) -> None:
    """Nobody watches."""


def load(
    rows: Iterable[SourceRow],
    *,
    source: str,
    licence: str = "ODbL 1.0",
    dry_run: bool = False,
    close_missing: bool = False,
    force: bool = False,
    progress: Progress = no_progress,
    user: AbstractBaseUser | None = None,
    reason: str = "",
    at: dt.datetime | None = None,
    edits: bool = False,
    watch: Watch = unwatched,
    guard: Guard = unguarded,
) -> ImportReport:
    """Upsert the rows of `source` by (source, ref) and report what that did.

    All or nothing: any error leaves the database as it was, and so does `dry_run`,
    whose report is the true one. Rows are read to the end before the transaction
    begins. Outlets of other sources are never touched; what a curator set stays.

    With `close_missing`, published outlets of the source that the rows lack are closed
    for good; ImportRefusedError where that would be more than a fifth of them, unless
    `force`. `progress` hears, within the transaction, how many more rows are written.

    With `edits`, references are public ids of outlets of any source, which a curator
    changes: see `OutletWriter`. `watch` hears of each row that went in, a chunk at a
    time, after it was written; of the others `report.rejected` tells. What `guard` has
    against a row rejects it.

    What changed has versions of `user`, `reason` and the moment `at`, all of one import
    alike (see `locator.models.history`).
    """
    report = ImportReport(source=source, dry_run=dry_run)
    intake = _intake(rows, report)
    why = reason or _("Import of %(source)s") % {"source": source}
    hints = [r.operator for r in intake.outlets if isinstance(r.operator, OperatorHint)]
    writes = not dry_run or close_missing or bool(intake.places)
    writes = writes or any(any(hint.new_name.given().values()) for hint in hints)
    with (
        occasion(user=user, reason=why, at=at or timezone.now()),
        _one_transaction(writes=writes),
    ):
        # Two at once would both create what is new: the outlets of one source, the
        # operators and places of any.
        hold("import")
        if not dry_run:
            # Places before outlets, as a curator does who saves a place.
            wait_for_turn(_known_places(intake.places))
            _wait_for_turn(source, intake.refs, edits=edits)
        missing = (
            missing_outlets(source, intake.refs, force=force) if close_missing else []
        )
        report.places = load_places(intake.places, source=source)
        operators = OperatorBook()
        report.new_operators = [str(new) for new in operators.add_unknown(hints)]
        writer = OutletWriter(
            source,
            licence,
            operators,
            report,
            edits=edits,
            dry_run=dry_run,
            watch=watch,
            guard=guard,
        )
        for chunk in batches(intake.outlets, CHUNK):
            writer.write(chunk)
            progress(len(chunk))
        writer.touched += close_missing_outlets(missing, report)
        if not dry_run:
            record_history(Outlet, writer.touched)
            write_index(writer.touched)
        elif writes:
            transaction.set_rollback(True)
    return report


def _known_places(records: Iterable[PlaceRecord]) -> QuerySet[Place]:
    """Those that the records may fill."""
    return Place.objects.filter(level__in={record.level for record in records})


def _wait_for_turn(source: str, refs: Collection[str], *, edits: bool) -> None:
    """At all that may be written, before the first of it: chunks come in file order."""
    if edits:
        wait_for_turn(Outlet.objects.filter(public_id__in=refs))
    else:
        wait_for_turn(Outlet.objects.filter(source=source))


@contextmanager
def _one_transaction(*, writes: bool) -> Iterator[None]:
    """On SQLite none for what writes nothing: it would keep all writers waiting."""
    if writes or connection.vendor != "sqlite":
        with transaction.atomic():
            yield
    else:
        yield


@dataclass(slots=True)
class _Intake:
    outlets: list[OutletRecord] = field(default_factory=list)
    places: list[PlaceRecord] = field(default_factory=list)
    refs: set[str] = field(default_factory=set)
    """Every reference in the file: a rejected row is not a missing one."""


def _intake(rows: Iterable[SourceRow], report: ImportReport) -> _Intake:
    intake = _Intake()
    first: dict[str, str] = {}
    for row in rows:
        if isinstance(row, IgnoredRow):
            report.ignored += 1
            continue
        if isinstance(row, RejectedRow):
            report.rejected.append(row)
            intake.refs.add(row.ref)
            continue
        if row.ref in first:
            why = _("is in the file twice; %(where)s counts") % {
                "where": first[row.ref]
            }
            report.rejected.append(RejectedRow(row.where, why, row.ref))
            continue
        first[row.ref] = row.where
        intake.refs.add(row.ref)
        if isinstance(row, PlaceRecord):
            intake.places.append(row)
        else:
            intake.outlets.append(row)
            report.flagged += [
                FlaggedRow(row.where, row.ref, flag) for flag in row.flags
            ]
    return intake
