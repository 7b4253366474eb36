import datetime as dt
import hashlib
import secrets
from typing import Final

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from locator.models.decided import Decided
from locator.models.outlet import Outlet

VALID_FOR: Final = dt.timedelta(days=365)
_TOKEN_BYTES: Final = 24


def digest_of(token: str) -> str:
    """What is kept of a link. A quick hash is enough: nobody guesses 192 bits."""
    return hashlib.sha256(token.encode(errors="surrogatepass")).hexdigest()


class Claim(Decided):
    """Somebody says that an outlet is theirs. `phone` is empty once it is decided, or
    has waited for long (`manage.py forget_old`).
    """

    outlet = models.ForeignKey(
        Outlet, models.PROTECT, related_name="claims", verbose_name=_("outlet")
    )
    phone = models.CharField(
        _("claimant's own number"),
        max_length=16,
        blank=True,
        help_text=_(
            "Only to tell them how it went. It proves nothing: to confirm the claim,"
            " call the shop's public number. It is deleted when you decide."
        ),
    )
    note = models.CharField(_("note"), max_length=500, blank=True)
    sent_on = models.DateField(_("sent"))

    class Meta(Decided.Meta):
        abstract = False
        verbose_name = _("owner's claim")
        verbose_name_plural = _("owners' claims")
        constraints = [
            *Decided.Meta.constraints,
            models.CheckConstraint(
                condition=Q(status="waiting") | Q(phone=""),
                name="claim_forgets_the_number",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.outlet}: {self.reference}"


class EditLinkQuerySet(models.QuerySet["EditLink"]):
    def valid(self, at: dt.datetime) -> "EditLinkQuerySet":
        return self.filter(revoked_at=None, expires_at__gt=at)


class EditLink(models.Model):
    """A link with which an owner keeps an outlet true. The token itself is not kept."""

    outlet = models.ForeignKey(
        Outlet, models.PROTECT, related_name="edit_links", verbose_name=_("outlet")
    )
    digest = models.CharField(max_length=64, unique=True, editable=False)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("made by"),
    )
    made_at = models.DateTimeField(_("made"))
    expires_at = models.DateTimeField(_("valid until"))
    revoked_at = models.DateTimeField(_("revoked"), null=True, editable=False)
    last_used_on = models.DateField(_("last used"), null=True, editable=False)

    objects = EditLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("owner's link")
        verbose_name_plural = _("owners' links")
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.outlet} ({self.pk})"

    def draw(self) -> str:
        """Give this unsaved row a new token, and return it: it is never seen again."""
        token = secrets.token_urlsafe(_TOKEN_BYTES)
        self.digest = digest_of(token)
        return token
