"""What a curator asks of an import, each put in the queue once and done by a job."""

import datetime as dt
import hashlib
from collections.abc import Iterable
from typing import Any, Final

from django.conf import settings
from django.core.files import File
from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from locator import jobs
from locator.importing.records import longest
from locator.importing.runs import tasks
from locator.importing.runs.files import file_of
from locator.importing.sheets.layout import Layout
from locator.models.import_run import ImportRun
from locator.models.partnership import standing_of

State = ImportRun.State

_TASKS: Final = {
    State.READING: tasks.read_file,
    State.CHECKING: tasks.check_file,
    State.APPLYING: tasks.apply_file,
    State.UNDOING: tasks.undo_import,
}


def may_write(user: Any) -> bool:
    """Whether this user applies and undoes; else a curator does what it uploaded."""
    return not standing_of(user).needs_approval


class NotNowError(Exception):
    """The import is not where this step begins; the text says where it is."""


def begin(
    upload: "File[bytes]",
    *,
    name: str,
    source: str,
    licence: str,
    attribution: str,
    user: Any,
) -> ImportRun:
    """Keep the uploaded file and have it read."""
    digest = hashlib.sha256()
    for block in upload.chunks():
        digest.update(block)
    run = ImportRun(
        created_by=user,
        file_name=name[-longest(ImportRun, "file_name") :],
        file_digest=digest.hexdigest(),
        file_size=upload.size,
        source=source,
        licence=licence,
        attribution=attribution,
        language=get_language() or "en",
    )
    with transaction.atomic():
        run.save()
        path = file_of(run)
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as kept:
            for block in upload.chunks():
                kept.write(block)
        tasks.read_file.enqueue(run.pk)
    return run


def set_columns(run: ImportRun, layout: Layout) -> None:
    """Say what the columns are, and have the rows checked against what is here."""
    _move(
        run,
        {State.COLUMNS, State.CHECKED},
        State.CHECKING,
        tasks.check_file,
        layout=layout.as_json(),
    )


def apply(run: ImportRun, *, user: Any) -> None:
    """Write what was checked."""
    _require_may_write(user)
    _move(run, {State.CHECKED}, State.APPLYING, tasks.apply_file, applied_by=user)


def undo(run: ImportRun, *, user: Any) -> None:
    """Make what the import wrote what it was before."""
    _require_may_write(user)
    _move(run, {State.APPLIED}, State.UNDOING, tasks.undo_import, undone_by=user)


def start_again(run: ImportRun) -> None:
    """Have the work done that a process left when it died; it wrote nothing."""
    if not is_interrupted(run):
        raise NotNowError(_("This import is not interrupted."))
    state = State(run.state)
    _move(run, {state}, state, _TASKS[state])


def is_interrupted(run: ImportRun) -> bool:
    """Whether a job took the import up and died with it, by what the database says."""
    if not _was_taken_up(run) or jobs.progress_of(run.job) is not None:
        return False
    # It may have ended since the row was read.
    run.refresh_from_db(fields=["state", "started_at"])
    return _was_taken_up(run)


def _was_taken_up(run: ImportRun) -> bool:
    """Whether it is at work and no longer waits in the queue.

    A worker may die between taking it from there and saying so in its row.
    """
    if run.state not in ImportRun.AT_WORK:
        return False
    if run.started_at is not None:
        return True
    task = _TASKS[State(run.state)]
    asked = DBTaskResult.objects.filter(task_path=task.module_path)
    last = asked.filter(args_kwargs__args=[run.pk]).order_by("-enqueued_at")[:1]
    return any(result.status != TaskResultStatus.READY for result in last)


def _require_may_write(user: Any) -> None:
    if not may_write(user):
        raise NotNowError(_("Your changes need approval: a curator applies them."))


def _move(
    run: ImportRun, before: Iterable[State], after: State, task: Any, **values: Any
) -> None:
    with transaction.atomic():
        moved = ImportRun.objects.filter(pk=run.pk, state__in=before).update(
            state=after, started_at=None, problem="", **values
        )
        if not moved:
            run.refresh_from_db(fields=["state"])
            raise NotNowError(
                _("Somebody was quicker: this import is now “%(state)s”.")
                % {"state": run.get_state_display()}
            )
        task.enqueue(run.pk)


def kept_until(run: ImportRun) -> dt.datetime:
    """When its file and rows are removed; what it wrote can still be undone then."""
    return run.created_at + dt.timedelta(days=settings.IMPORT_KEEP_DAYS)
