from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class UnmetDemand(models.Model):
    """How many searches of a day found too little in a cell of 0.05°: no person's."""

    class Reason(models.TextChoices):
        NONE = "none", _("Nothing sells it within 5 km")
        FEW = "few", _("Fewer than 3 sell it within 5 km")
        CLOSED = "closed", _("Enough sell it, but fewer than 3 were open")

    day = models.DateField(_("day"))
    row = models.SmallIntegerField(_("row"))
    column = models.SmallIntegerField(_("column"))
    carrier = models.SlugField(
        _("carrier"), blank=True, help_text=_("Its slug; empty: any carrier.")
    )
    reason = models.CharField(_("reason"), max_length=6, choices=Reason.choices)
    count = models.PositiveIntegerField(_("searches"))

    class Meta:
        verbose_name = _("unmet demand")
        verbose_name_plural = _("unmet demand")
        constraints = [
            models.UniqueConstraint(
                fields=["day", "carrier", "row", "column", "reason"],
                name="unmet_demand_once",
            ),
            models.CheckConstraint(
                condition=Q(reason__in=["none", "few", "closed"]),
                name="unmet_demand_reason_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day}: {self.row}/{self.column} {self.carrier} {self.reason}"
