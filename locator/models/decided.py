import datetime as dt
from typing import Any, Self

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _

from locator.models.outlet import PUBLIC_ID_ALPHABET

REFERENCE_LENGTH = 12


def new_reference() -> str:
    return get_random_string(REFERENCE_LENGTH, PUBLIC_ID_ALPHABET)


class Decision(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    ACCEPTED = "accepted", _("Accepted")
    REJECTED = "rejected", _("Rejected")


class WaitingQuerySet(models.QuerySet[Any]):
    """Rows with a `Decision` as their status."""

    def waiting(self) -> Self:
        return self.filter(status=Decision.WAITING)

    def take(self, pk: int) -> Any:
        """The row that waits, locked; None where somebody has decided on it."""
        return self.waiting().select_for_update().filter(pk=pk).first()


class DecidedQuerySet(WaitingQuerySet):
    def decide(
        self,
        decision: Decision,
        *,
        by: AbstractBaseUser,
        at: dt.datetime,
        **values: Any,
    ) -> int:
        """Set these values too; returns how many are decided."""
        today = timezone.localdate(at)
        return self.update(status=decision, decided_by=by, decided_on=today, **values)


class Decided(models.Model):
    """Something sent by a visitor that waits until a curator decides on it."""

    reference = models.CharField(
        _("reference"),
        max_length=REFERENCE_LENGTH,
        unique=True,
        default=new_reference,
        editable=False,
    )
    status = models.CharField(
        _("status"), max_length=10, choices=Decision.choices, default=Decision.WAITING
    )
    decided_on = models.DateField(_("decided"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("decided by"),
    )

    objects = DecidedQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["-id"]
        indexes = [
            models.Index(
                fields=["id"],
                condition=Q(status="waiting"),
                name="%(class)s_waiting",
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=["waiting", "accepted", "rejected"]),
                name="%(class)s_status_known",
            )
        ]
