"""A partner's edit that waits for a curator."""

import json
from copy import copy
from typing import Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.db.models.base import ModelState
from django.utils.translation import gettext_lazy as _

from locator.models.decided import Decision, WaitingQuerySet
from locator.models.history import (
    MAX_REASON_LENGTH,
    Version,
    parts_of,
    versions_of,
)
from locator.models.partnership import Standing, limit


class ProposedChange(models.Model):
    """What a row would be: `proposed` beside the version that the partner saw.

    `proposed` holds the columns that differ as their fields write them, and the parts
    that differ under "parts".
    """

    model = models.ForeignKey(
        ContentType, models.CASCADE, related_name="+", verbose_name=_("what")
    )
    row_id = models.CharField(max_length=40, editable=False)
    row_name = models.CharField(_("name"), max_length=200, editable=False)
    seen_version = models.BigIntegerField(editable=False)
    proposed = models.JSONField(encoder=DjangoJSONEncoder, editable=False)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("proposed by"),
    )
    proposed_at = models.DateTimeField(_("proposed"))
    reason = models.CharField(_("why"), max_length=MAX_REASON_LENGTH, blank=True)
    status = models.CharField(
        _("status"), max_length=10, choices=Decision.choices, default=Decision.WAITING
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("decided by"),
    )
    decided_at = models.DateTimeField(_("decided"), null=True)
    answer = models.CharField(_("answer"), max_length=MAX_REASON_LENGTH, blank=True)

    objects = WaitingQuerySet.as_manager()

    class Meta:
        verbose_name = _("proposed change")
        verbose_name_plural = _("proposed changes")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=["waiting", "accepted", "rejected"]),
                name="proposal_status_known",
            )
        ]

    def __str__(self) -> str:
        return self.row_name

    @property
    def row_model(self) -> Any:
        return self.model.model_class()

    def latest_version(self) -> Version | None:
        """The row as it is; None where it is gone."""
        key = self.row_model._meta.pk.attname
        version = versions_of(self.row_model).filter(**{key: self.row_id}).first()
        return version if version and version.history_type != "-" else None

    def on(self, version: Version) -> Version:
        """An unsaved version: this one with what is proposed."""
        proposed = copy(version)
        proposed.pk, proposed._state = None, ModelState()
        for field in version.tracked_fields:
            if field.attname in self.proposed:
                value = self.proposed[field.attname]
                known = value if field.is_relation else field.to_python(value)
                setattr(proposed, field.attname, known)
        proposed.parts = version.parts | self.proposed["parts"]
        return proposed


def difference(before: Version, after: Version) -> dict[str, Any] | None:
    """What to keep as `ProposedChange.proposed`; None where nothing differs."""
    columns = {
        field.attname: getattr(after, field.attname)
        for field in after.tracked_fields
        if getattr(before, field.attname) != getattr(after, field.attname)
        and not getattr(field, "auto_now", False)
    }
    parts = {
        part.name: after.parts[part.name]
        for part in parts_of(after.instance_type)
        if _sorted(before, part.name) != _sorted(after, part.name)
    }
    return columns | {"parts": parts} if columns or parts else None


def _sorted(version: Version, name: str) -> list[str]:
    return sorted(json.dumps(row, sort_keys=True) for row in version.parts[name])


def _own(standing: Standing) -> Q:
    partnership = standing.partnership
    return Q(proposed_by=partnership.user_id) if partnership else Q(pk__in=[])


def _none(standing: Standing) -> Q:
    return Q(pk__in=[])


limit(ProposedChange, sees=_own, edits=_none)
