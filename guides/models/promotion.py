import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from guides.models.channel import Channel
from guides.models.shipping import ShippedRow
from locator.models import Carrier, Fact, Operator

MAX_SHOWN = 20
"""Offers in one place of a page."""


class PromotionQuerySet(models.QuerySet["Promotion"]):
    def running_on(self, day: dt.date) -> "PromotionQuerySet":
        """Published and not over: an offer ends by itself after its last day."""
        return self.filter(
            Q(starts_on__lte=day) | Q(starts_on__isnull=True),
            is_published=True,
            ends_on__gte=day,
        )

    def shown_on(self, day: dt.date) -> "PromotionQuerySet":
        """Those running, with what a page says of them."""
        return self.running_on(day).select_related("carrier", "fact")

    def at_outlet(
        self, *, sold: Iterable[str], operator: str | None
    ) -> "PromotionQuerySet":
        """Those that an outlet of this operator has that sells these carriers.

        All are slugs.
        """
        rows = {"promotion": models.OuterRef("pk")}
        operators = Promotion.operators.through.objects.filter(**rows)
        channels = Promotion.channels.through.objects.filter(**rows)
        at_all = (
            Q(carrier__isnull=False)
            & ~models.Exists(operators)
            & ~models.Exists(channels)
        )
        at_its = Q(models.Exists(operators.filter(operator__slug=operator)))
        carried = Q(carrier__isnull=True) | Q(carrier__slug__in=list(sold))
        return self.filter(carried, at_all | at_its)


class Promotion(ShippedRow):
    """An offer. One that nobody knows the end of cannot be published.

    Where it names channels or operators, it is only there.
    """

    slug = models.SlugField(_("slug"), unique=True)
    carrier = models.ForeignKey(
        Carrier,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="promotions",
        verbose_name=_("carrier"),
    )
    channels: "models.ManyToManyField[Channel, Any]" = models.ManyToManyField(
        Channel, blank=True, related_name="promotions", verbose_name=_("channels")
    )
    operators: "models.ManyToManyField[Operator, Any]" = models.ManyToManyField(
        Operator, blank=True, related_name="promotions", verbose_name=_("operators")
    )
    gives = models.CharField(_("what it gives"), max_length=300)
    limits = models.CharField(
        _("what limits it"),
        max_length=300,
        help_text=_("What the bonus can be used for, e.g. only inside the network."),
    )
    starts_on = models.DateField(_("from"), null=True, blank=True)
    ends_on = models.DateField(_("last day"), null=True, blank=True)
    fact = models.ForeignKey(
        Fact, models.PROTECT, related_name="+", verbose_name=_("evidence")
    )
    is_published = models.BooleanField(_("published"), default=False)

    # The plugin cannot name the manager of a model with many-to-many fields.
    objects = PromotionQuerySet.as_manager()  # type: ignore[django-manager-missing]

    class Meta:
        verbose_name = _("offer of a carrier")
        verbose_name_plural = _("offers of carriers")
        ordering = ["ends_on", "slug"]
        constraints = [
            models.CheckConstraint(
                condition=Q(is_published=False) | Q(ends_on__isnull=False),
                name="promotion_published_has_an_end",
                violation_error_message=_("An offer without an end is not published."),
            ),
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True)
                | Q(ends_on__isnull=True)
                | Q(ends_on__gte=models.F("starts_on")),
                name="promotion_ends_after_it_starts",
                violation_error_message=_("It ends before it starts."),
            ),
        ]

    def __str__(self) -> str:
        return self.gives
