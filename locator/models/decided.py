from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _

from locator.models.outlet import PUBLIC_ID_ALPHABET

REFERENCE_LENGTH = 12


def new_reference() -> str:
    return get_random_string(REFERENCE_LENGTH, PUBLIC_ID_ALPHABET)


class Decided(models.Model):
    """Something sent by a visitor that waits until a curator decides on it."""

    class Status(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        ACCEPTED = "accepted", _("Accepted")
        REJECTED = "rejected", _("Rejected")

    reference = models.CharField(
        _("reference"),
        max_length=REFERENCE_LENGTH,
        unique=True,
        default=new_reference,
        editable=False,
    )
    sent_on = models.DateField(_("sent"))
    status = models.CharField(
        _("status"), max_length=10, choices=Status.choices, default=Status.WAITING
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
