from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from locator.models.outlet import Outlet


class ImportRunQuerySet(models.QuerySet["ImportRun"]):
    def awaiting_approval(self) -> "ImportRunQuerySet":
        """Checked, of partners whose changes a curator applies."""
        return self.filter(
            state=ImportRun.State.CHECKED,
            created_by__partnership__needs_approval=True,
        )

    def under_way(self) -> "ImportRunQuerySet":
        """In the queue, at work, or left by a process that died."""
        return self.filter(state__in=ImportRun.AT_WORK)

    def unfinished(self) -> "ImportRunQuerySet":
        """Waiting for what somebody says of their columns, or for being applied."""
        waiting = (ImportRun.State.COLUMNS, ImportRun.State.CHECKED)
        return self.filter(state__in=waiting)

    def failed(self) -> "ImportRunQuerySet":
        """Not readable, or left where they were by a step that was refused."""
        return self.filter(Q(state=ImportRun.State.FAILED) | ~Q(problem=""))


class ImportRun(models.Model):
    """A spreadsheet on its way in: read, checked, applied, perhaps undone."""

    class State(models.TextChoices):
        READING = "reading", _("Being read")
        COLUMNS = "columns", _("Waits for its columns")
        CHECKING = "checking", _("Being checked")
        CHECKED = "checked", _("Checked, not applied")
        APPLYING = "applying", _("Being applied")
        APPLIED = "applied", _("Applied")
        UNDOING = "undoing", _("Being undone")
        UNDONE = "undone", _("Undone")
        FAILED = "failed", _("Cannot be read")

    AT_WORK = (State.READING, State.CHECKING, State.APPLYING, State.UNDOING)

    created_at = models.DateTimeField(_("uploaded"), auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("uploaded by"),
    )
    file_name = models.CharField(_("file"), max_length=200)
    file_digest = models.CharField(_("SHA-256"), max_length=64)
    file_size = models.PositiveBigIntegerField(_("size in bytes"))
    source = models.SlugField(
        _("source"),
        max_length=40,
        help_text=_(
            "Whose outlets these are, in small letters, e.g. “wing-agents”. The next"
            " file of the same source updates the same outlets."
        ),
    )
    licence = models.CharField(_("licence"), max_length=80, default="ODbL 1.0")
    attribution = models.CharField(
        _("whom to name"),
        max_length=200,
        blank=True,
        help_text=_("Who made the data, as its licence asks."),
    )
    state = models.CharField(
        _("state"), max_length=10, choices=State.choices, default=State.READING
    )
    started_at = models.DateTimeField(null=True, editable=False)
    """When a worker took up the work of this state; null while it waits."""

    language = models.CharField(max_length=10, default="en", editable=False)
    """Of its uploader: what is wrong is told in it."""

    problem = models.TextField(_("what is wrong"), blank=True)
    headings = models.JSONField(default=list, editable=False)
    sample = models.JSONField(default=list, editable=False)
    rows = models.PositiveIntegerField(_("rows"), default=0)
    layout = models.JSONField(default=dict, editable=False)
    headings_digest = models.CharField(max_length=64, blank=True, editable=False)
    counts = models.JSONField(default=dict, editable=False)
    applied_at = models.DateTimeField(_("applied"), null=True, blank=True)
    """The moment of the versions it wrote, by which they are found again."""

    applied_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("applied by"),
    )
    undone_at = models.DateTimeField(_("undone"), null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("undone by"),
    )

    objects = ImportRunQuerySet.as_manager()

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=("applied", "undoing", "undone"))
                | Q(applied_at__isnull=False),
                name="import_run_applied_has_its_moment",
            )
        ]
        indexes = [
            models.Index(fields=["headings_digest"], name="import_run_headings"),
        ]

    def __str__(self) -> str:
        return f"{self.file_name} ({self.source})"

    @property
    def job(self) -> str:
        """The name of the work on it, of which one is done at a time."""
        return f"import-{self.pk}"


class ImportRow(models.Model):
    """What an import does, or did, with one row of the file."""

    class Outcome(models.TextChoices):
        CREATED = "created", _("new")
        UPDATED = "updated", _("changed")
        UNCHANGED = "unchanged", _("unchanged")
        REJECTED = "rejected", _("rejected")

    class Undone(models.TextChoices):
        RESTORED = "restored", _("restored")
        WITHDRAWN = "withdrawn", _("withdrawn")
        SKIPPED = "skipped", _("left as it is: changed since")

    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="diff")
    number = models.PositiveIntegerField(_("row"))
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome.choices)
    ref = models.CharField(_("reference"), max_length=80, blank=True)
    name = models.CharField(_("name"), max_length=200, blank=True)
    outlet = models.ForeignKey(
        Outlet,
        models.SET_NULL,
        null=True,
        related_name="+",
        db_index=False,
        verbose_name=_("outlet"),
    )
    changes: "models.JSONField[Any, Any]" = models.JSONField(default=list)
    """Lists of field, old and new value; and `kept` true where the old one stays."""

    problems: "models.JSONField[Any, Any]" = models.JSONField(default=list)
    """Lists of column, what is wrong, and the text that stands there."""

    is_kept = models.BooleanField(default=False)
    """Whether a curator's value stays against the file's."""

    undone = models.CharField(max_length=10, choices=Undone.choices, blank=True)

    class Meta:
        verbose_name = _("row of an import")
        verbose_name_plural = _("rows of an import")
        ordering = ["run", "number"]
        indexes = [
            models.Index(fields=["run", "number"], name="import_row_in_order"),
            models.Index(
                fields=["run", "outcome", "number"], name="import_row_by_outcome"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.run}: {self.number}"
