"""What of imports asks for somebody: counted on the start page, listed by a filter."""

import datetime as dt
from collections.abc import Iterable
from typing import Any, Final

from django.db import models
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from locator.admin.lookups import KnownChoice
from locator.models.import_run import ImportRunQuerySet

FAILED_WITHIN: Final = dt.timedelta(days=7)


class ToDo(models.TextChoices):
    OWN = "own", _("Yours, not finished")
    PARTNERS = "partners", _("Of partners, to apply")
    AT_WORK = "work", _("Under way")
    FAILED = "failed", _("Failed within a week")

    @property
    def waiting(self) -> Promise:
        """What it is called on the start page."""
        return _WAITING[self]

    def among(
        self, runs: ImportRunQuerySet, user: Any, *, at: dt.datetime
    ) -> ImportRunQuerySet:
        match self:
            case ToDo.OWN:
                return runs.unfinished().filter(created_by=user.pk)
            case ToDo.PARTNERS:
                return runs.awaiting_approval()
            case ToDo.AT_WORK:
                return runs.under_way()
            case ToDo.FAILED:
                return runs.failed().filter(created_at__gt=at - FAILED_WITHIN)


_WAITING: Final[dict[ToDo, Promise]] = {
    ToDo.OWN: _("Your imports that are not finished"),
    ToDo.PARTNERS: _("Checked files of partners, to apply"),
    ToDo.AT_WORK: _("Imports under way"),
    ToDo.FAILED: _("Imports that failed within a week"),
}


class ToDoFilter(KnownChoice):
    title = _("to do")
    parameter_name = "todo"

    def offered(self) -> Iterable[tuple[str, Any]]:
        return ToDo.choices

    def narrowed(self, rows: Any, chosen: str) -> ImportRunQuerySet:
        return ToDo(chosen).among(rows, self.request.user, at=timezone.now())
