"""The jobs of an import. Each does nothing where its import has moved on."""

import hashlib
import json
import logging
from collections.abc import Callable

from django.db import IntegrityError, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django_tasks import task

from locator import jobs
from locator.contention import is_contention
from locator.importing.errors import CHANGED_MEANWHILE, ImportRefusedError
from locator.importing.guards import guard_of
from locator.importing.load import load
from locator.importing.operators import OperatorBook
from locator.importing.records import OperatorHint, SourceRow
from locator.importing.report import ImportReport
from locator.importing.runs.diff import Diff
from locator.importing.runs.files import file_of, remove_old
from locator.importing.runs.undoing import outlets_written, undo
from locator.importing.sheets.convert import SheetReader
from locator.importing.sheets.layout import Layout, guessed
from locator.importing.sheets.source import open_table
from locator.importing.sheets.table import Limits, Table
from locator.importing.text import storable
from locator.models.import_run import ImportRun
from locator.models.restore import RestoreError
from locator.quality.checking import check_outlets

State = ImportRun.State
SAMPLE_ROWS = 5
COUNTED_AT_ONCE = 500

_log = logging.getLogger(__name__)

Work = Callable[[ImportRun, jobs.Reporter], None]


@task()
def read_file(run_id: int) -> None:
    """Find the headings, show the first rows, guess what the columns are."""
    remove_old(at=timezone.now())
    _do(run_id, State.READING, _read, refused=State.FAILED)


@task()
def check_file(run_id: int) -> None:
    """Compare every row with what is here, and write nothing but the differences."""
    _do(run_id, State.CHECKING, _check, refused=State.COLUMNS)


@task()
def apply_file(run_id: int) -> None:
    """Write the rows, all or none."""
    _do(run_id, State.APPLYING, _apply, refused=State.CHECKED)


@task()
def undo_import(run_id: int) -> None:
    """Restore what the import changed and withdraw what it created, all or none."""
    _do(run_id, State.UNDOING, _undo, refused=State.APPLIED)


def _do(run_id: int, state: State, work: Work, *, refused: State) -> None:
    with jobs.working(ImportRun(pk=run_id).job) as progress:
        asked = ImportRun.objects.filter(pk=run_id, state=state)
        run = asked.select_related("created_by", "applied_by", "undone_by").first()
        if run is None:
            return
        with translation.override(run.language):
            try:
                asked.update(started_at=timezone.now())
                work(run, progress)
            except (ImportRefusedError, RestoreError) as error:
                asked.update(state=refused, problem=str(error), started_at=None)
            except Exception as error:
                # Nobody waits for a job's answer: the page has to tell.
                _log.exception("Import %d failed while %s", run_id, state)
                asked.update(state=refused, problem=_problem(error), started_at=None)


def _problem(error: Exception) -> str:
    if isinstance(error, IntegrityError) or is_contention(error):
        # On PostgreSQL others write meanwhile; what they deleted is known at the end.
        return str(CHANGED_MEANWHILE)
    return _("The site failed at this file, and wrote nothing.")


def _read(run: ImportRun, progress: jobs.Reporter) -> None:
    table = _table(run)
    sample, rows = [], 0
    for rows, row in enumerate(table.rows(), start=1):
        if rows <= SAMPLE_ROWS:
            sample.append([storable(cell) for cell in row.cells])
        if rows % COUNTED_AT_ONCE == 0:
            progress.advance(COUNTED_AT_ONCE)
    digest = hashlib.sha256(json.dumps(table.headings).encode()).hexdigest()
    run.headings = list(table.headings)
    run.headings_digest = digest
    run.sample, run.rows = sample, rows
    run.layout = (_remembered(run) or guessed(table.headings)).as_json()
    run.state, run.started_at = State.COLUMNS, None
    run.save()


def _remembered(run: ImportRun) -> Layout | None:
    """What somebody said of the same headings last."""
    known = ImportRun.objects.filter(headings_digest=run.headings_digest)
    known = known.exclude(state__in=(State.READING, State.COLUMNS, State.FAILED))
    stored = known.exclude(pk=run.pk).values_list("layout", flat=True).first()
    return Layout.from_json(stored) if stored else None


def _check(run: ImportRun, progress: jobs.Reporter) -> None:
    diff = Diff(run)
    rows = _rows(run, progress)
    report = _load(run, rows, progress, diff, dry_run=True)
    with transaction.atomic():
        diff.store(report)
        _done(run, State.CHECKED, report, diff)


def _apply(run: ImportRun, progress: jobs.Reporter) -> None:
    run.applied_at = timezone.now()
    diff = Diff(run)
    # Before the transaction, within which nobody else writes on SQLite.
    rows = _rows(run, progress)
    with transaction.atomic():
        report = _load(run, rows, progress, diff, dry_run=False)
        diff.store(report)
        _done(run, State.APPLIED, report, diff)
    _check_quality(run)


def _undo(run: ImportRun, progress: jobs.Reporter) -> None:
    run.undone_at = timezone.now()
    with transaction.atomic():
        counts = undo(run, progress)
        run.counts |= counts
        run.state, run.started_at = State.UNDONE, None
        run.save()
    _check_quality(run)


def _check_quality(run: ImportRun) -> None:
    """After the import's transaction, so that others write meanwhile: flags can be made
    anew at any time, and are each night.
    """
    check_outlets(outlets_written(run), at=timezone.now())


def _done(run: ImportRun, state: State, report: ImportReport, diff: Diff) -> None:
    run.counts = diff.counts | {
        "created": report.created,
        "updated": report.updated,
        "unchanged": report.unchanged,
        "rejected": len(report.rejected),
        "reopened": report.reopened,
        "kept": len({row.where for row in report.conflicts}),
    }
    run.state, run.started_at = state, None
    run.save()


def _rows(run: ImportRun, progress: jobs.Reporter) -> list[SourceRow]:
    layout = Layout.from_json(run.layout)
    table = _table(run, layout.encoding)
    if len(table.headings) != len(layout.fields):
        raise ImportRefusedError(
            _("Read in this encoding, the file has other columns: choose another one.")
        )
    reader = SheetReader(
        table,
        layout,
        timezone.localdate(),
        _operator_finder(),
        evidence=f"{run.source}: {run.file_name}",
    )
    progress.expect(run.rows)
    rows: list[SourceRow] = []
    for row in reader.records():
        rows.append(row)
        if len(rows) % COUNTED_AT_ONCE == 0:
            progress.advance(COUNTED_AT_ONCE)
    return rows


def _load(
    run: ImportRun,
    rows: list[SourceRow],
    progress: jobs.Reporter,
    diff: Diff,
    *,
    dry_run: bool,
) -> ImportReport:
    progress.expect(len(rows))
    user = run.created_by if dry_run else run.applied_by
    return load(
        rows,
        source=run.source,
        licence=run.licence,
        dry_run=dry_run,
        progress=progress.advance,
        user=user,
        reason=f"Import {run.pk}: {run.file_name}",
        at=run.applied_at,
        edits=Layout.from_json(run.layout).edits,
        watch=diff.watch,
        guard=guard_of(run.created_by),
    )


def _table(run: ImportRun, encoding: str = "") -> Table:
    path = file_of(run)
    if not path.exists():
        raise ImportRefusedError(
            _("The file has been removed by now: upload it again.")
        )
    return open_table(path, Limits.of_site(), encoding=encoding, name=run.file_name)


def _operator_finder() -> Callable[[str], bool]:
    operators = OperatorBook()
    return lambda name: operators.find(OperatorHint((name,))) is not None
