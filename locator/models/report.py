from typing import Final

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from locator.models.carrier import Carrier
from locator.models.decided import Decided
from locator.models.outlet import Outlet
from locator.models.position import PerhapsPositioned, coordinates_in_range

MAX_NOTE_LENGTH: Final = 500


class Report(Decided, PerhapsPositioned):
    """What a visitor says of an outlet; it changes nothing until a curator accepts it.

    Nothing in it tells who said it: the time is kept to the day.
    """

    class Kind(models.TextChoices):
        CLOSED = "closed_for_good", _("Closed for good")
        WRONG_HOURS = "wrong_hours", _("Wrong hours")
        WRONG_PLACE = "wrong_place", _("Wrong place")
        NOT_SOLD = "does_not_sell", _("Does not sell this carrier")
        WORKED = "top_up_worked", _("Top-up worked")

    OF_A_CARRIER = (Kind.NOT_SOLD, Kind.WORKED)
    """These name a carrier, and count once an outlet, carrier, day and client."""

    outlet = models.ForeignKey(
        Outlet, models.PROTECT, related_name="reports", verbose_name=_("outlet")
    )
    kind = models.CharField(_("what it says"), max_length=20, choices=Kind.choices)
    carrier = models.ForeignKey(
        Carrier,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("carrier"),
    )
    note = models.CharField(_("note"), max_length=MAX_NOTE_LENGTH, blank=True)
    hours_text = models.CharField(_("suggested hours"), max_length=500, blank=True)
    reported_on = models.DateField(_("reported"))
    curators_note = models.CharField(
        _("curators' note"), max_length=MAX_NOTE_LENGTH, blank=True
    )

    class Meta(Decided.Meta):
        abstract = False
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        indexes = [
            models.Index(
                fields=["outlet", "kind", "reported_on"], name="report_of_outlet"
            ),
            models.Index(
                fields=["outlet", "id"],
                condition=Q(status="waiting"),
                name="report_waiting",
            ),
        ]
        constraints = [
            *Decided.Meta.constraints,
            models.CheckConstraint(
                condition=Q(
                    kind__in=["does_not_sell", "top_up_worked"], carrier__isnull=False
                )
                | Q(
                    kind__in=["closed_for_good", "wrong_hours", "wrong_place"],
                    carrier__isnull=True,
                ),
                name="report_kind_has_its_carrier",
            ),
            coordinates_in_range("report_point_on_earth"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.reference}"
