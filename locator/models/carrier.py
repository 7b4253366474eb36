from typing import TYPE_CHECKING

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from locator.models.fact import Fact

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as StrPromise


def _evidence(
    label: "str | StrPromise",
) -> "models.ForeignKey[Fact | None, Fact | None]":
    return models.ForeignKey(
        Fact,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=label,
    )


class CarrierQuerySet(models.QuerySet["Carrier"]):
    def doubtful(self) -> "CarrierQuerySet":
        return self.exclude(not_confirmed_since=None)


class Carrier(models.Model):
    """A mobile network. What no fact gives stays empty and is shown as unknown."""

    slug = models.SlugField(_("slug"), unique=True)
    name = models.CharField(_("name"), max_length=60)
    legal_name = models.CharField(_("legal name"), max_length=120, blank=True)
    legal_name_fact = _evidence(_("evidence for the legal name"))
    hotline = models.CharField(
        _("hotline"), max_length=20, blank=True, help_text=_("From the carrier's SIM.")
    )
    hotline_full = models.CharField(
        _("hotline from any phone"), max_length=20, blank=True
    )
    hotline_fact = _evidence(_("evidence for the hotline"))
    app_name = models.CharField(_("app"), max_length=60, blank=True)
    app_fact = _evidence(_("evidence for the app"))
    website = models.URLField(_("website"), blank=True)
    website_fact = _evidence(_("evidence for the website"))
    not_confirmed_since = models.PositiveSmallIntegerField(
        _("not confirmed to sell since"),
        null=True,
        blank=True,
        help_text=_("A year. Such a carrier's offers never count above unconfirmed."),
    )
    selling_fact = _evidence(_("evidence for whether it still sells"))
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    objects = CarrierQuerySet.as_manager()

    class Meta:
        verbose_name = _("carrier")
        verbose_name_plural = _("carriers")
        ordering = ["order", "slug"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_doubtful(self) -> bool:
        """Whether nobody has confirmed for years that it still sells."""
        return self.not_confirmed_since is not None


class CarrierPrefix(models.Model):
    """The first digits of a carrier's numbers, with the leading 0, e.g. 010."""

    carrier = models.ForeignKey(
        Carrier, models.CASCADE, related_name="prefixes", verbose_name=_("carrier")
    )
    digits = models.CharField(
        _("digits"),
        max_length=5,
        unique=True,
        validators=[RegexValidator(r"^0\d{2,4}$")],
    )
    is_certain = models.BooleanField(
        _("certain"),
        default=True,
        help_text=_("Not certain: numbers with it are shown as likely this carrier."),
    )
    fact = _evidence(_("evidence"))

    class Meta:
        verbose_name = _("number prefix")
        verbose_name_plural = _("number prefixes")
        ordering = ["digits"]

    def __str__(self) -> str:
        return self.digits
