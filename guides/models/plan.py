from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from guides.models.checks import check_code
from guides.models.shipping import PublishableQuerySet, ShippedRow
from locator.models import Carrier, Fact


class Plan(ShippedRow):
    """A carrier's data bundle and how to start it; null is what no fact says."""

    slug = models.SlugField(_("slug"), unique=True)
    carrier = models.ForeignKey(
        Carrier, models.CASCADE, related_name="plans", verbose_name=_("carrier")
    )
    name = models.CharField(_("name"), max_length=80)
    price_usd = models.DecimalField(_("price, US$"), max_digits=7, decimal_places=2)
    volume_gb = models.DecimalField(
        _("data, GB"), max_digits=7, decimal_places=2, null=True, blank=True
    )
    days = models.PositiveSmallIntegerField(_("days"), null=True, blank=True)
    code = models.CharField(
        _("code that starts it"), max_length=40, blank=True, validators=[check_code]
    )
    path = models.CharField(
        _("where in the app"), max_length=200, blank=True, help_text=_("A > B > C")
    )
    fact = models.ForeignKey(
        Fact, models.PROTECT, related_name="+", verbose_name=_("evidence")
    )
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    is_published = models.BooleanField(_("published"), default=False)

    objects = PublishableQuerySet.as_manager()

    class Meta:
        verbose_name = _("data plan")
        verbose_name_plural = _("data plans")
        ordering = ["carrier__order", "order", "price_usd", "slug"]
        constraints = [
            models.CheckConstraint(
                condition=Q(price_usd__gt=0),
                name="plan_price_above_zero",
                violation_error_message=_("A price is more than nothing."),
            ),
            models.CheckConstraint(
                condition=Q(volume_gb__gt=0) | Q(volume_gb__isnull=True),
                name="plan_volume_above_zero",
                violation_error_message=_("Data of 0 GB is left empty."),
            ),
            models.CheckConstraint(
                condition=Q(days__gt=0) | Q(days__isnull=True),
                name="plan_days_above_zero",
                violation_error_message=_("A plan lasts a day at least."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.carrier})"

    @property
    def confidence(self) -> str:
        return self.fact.confidence

    @property
    def is_unconfirmed(self) -> bool:
        return self.fact.confidence == Fact.Confidence.LOW
