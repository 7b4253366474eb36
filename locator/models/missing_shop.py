from typing import Any

from django.db import models
from django.db.models import F
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from locator.models.carrier import Carrier
from locator.models.decided import Decided
from locator.models.outlet import Kind, Outlet
from locator.models.place import Place
from locator.models.position import Positioned, coordinates_in_range


class MissingShop(Decided, Positioned):
    """A shop that a visitor says is missing. Accepted, it is a draft `outlet`.

    `phones` are the shop's public numbers in E.164, with commas; `is_exact` is False
    where nobody gave its position, which then is only that of `point_of`.
    """

    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    where = models.CharField(_("where, as written"), max_length=200)
    is_exact = models.BooleanField(_("position is exact"), default=True)
    point_of = models.ForeignKey(
        Place,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("position is that of"),
    )
    landmark = models.CharField(_("how to find it"), max_length=120, blank=True)
    phones = models.CharField(_("phones of the shop"), max_length=80, blank=True)
    carriers: "models.ManyToManyField[Carrier, Any]" = models.ManyToManyField(
        Carrier, blank=True, related_name="+", verbose_name=_("carriers topped up")
    )
    hours_text = models.CharField(_("opening hours"), max_length=500, blank=True)
    hours_note = models.CharField(_("hours in words"), max_length=200, blank=True)
    note = models.CharField(_("note"), max_length=500, blank=True)
    sent_on = models.DateField(_("sent"))
    outlet = models.ForeignKey(
        Outlet,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("made into"),
    )

    class Meta(Decided.Meta):
        abstract = False
        verbose_name = _("missing shop")
        verbose_name_plural = _("missing shops")
        constraints = [
            *Decided.Meta.constraints,
            coordinates_in_range("missing_shop_coordinates_in_range"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def whose_point(self) -> str:
        """What stands in for the position that nobody gave; empty where it is known."""
        if self.is_exact:
            return ""
        if self.point_of is None:
            return gettext("Position not given: this is only that of a place near it.")
        return gettext(
            "Position not given: this is the middle of %(place)s (%(level)s)."
        ) % {
            "place": self.point_of.name,
            "level": self.point_of.get_level_display(),
        }


def unplaced_shops() -> "models.QuerySet[MissingShop]":
    """Those whose outlet still stands where it was put for want of a position."""
    return MissingShop.objects.filter(
        is_exact=False,
        latitude=F("outlet__latitude"),
        longitude=F("outlet__longitude"),
    )
