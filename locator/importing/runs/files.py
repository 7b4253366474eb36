"""The uploaded files, and how long they are kept."""

import datetime as dt
from pathlib import Path

from django.conf import settings
from django_tasks_db.models import DBTaskResult

from locator.models.import_run import ImportRow, ImportRun


def file_of(run: ImportRun) -> Path:
    return Path(settings.IMPORT_DIR) / f"{run.pk}.upload"


def remove_old(*, at: dt.datetime) -> None:
    """Remove the files and rows of imports older than IMPORT_KEEP_DAYS, and old jobs.

    What they were, who applied them and the way back stay.
    """
    oldest = at - dt.timedelta(days=settings.IMPORT_KEEP_DAYS)
    old = ImportRun.objects.filter(created_at__lt=oldest)
    for run in old.only("pk"):
        file_of(run).unlink(missing_ok=True)
    ImportRow.objects.filter(run__in=old).delete()
    old.exclude(sample=[]).update(sample=[])
    DBTaskResult.objects.finished().filter(finished_at__lt=oldest).delete()
