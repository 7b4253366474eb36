from typing import Final

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from locator.hours import expression
from locator.phrases import told

UNREADABLE: Final = "unreadable"
"""The code of the error of a text that cannot be read."""


def read_expression(text: str) -> expression.Expression:
    """Raises ValidationError with the mend where the text cannot be read."""
    try:
        return expression.read(text)
    except expression.OpeningHoursError as error:
        raise ValidationError(told(error.remark), code=UNREADABLE) from error


def validate_expression(text: str) -> None:
    read_expression(text)


class HoursManager(models.Manager["Hours"]):
    def for_text(self, text: str) -> "Hours | None":
        """The row of this opening_hours text, repaired; None for an empty text.

        Raises OpeningHoursError where the text cannot be read.
        """
        if not text.strip():
            return None
        hours, _created = self.get_or_create(text=expression.read(text).repaired)
        return hours


class Hours(models.Model):
    """One opening_hours text in OSM syntax, shared by all outlets that keep it.

    Rows are added, never changed: an outlet with other hours points to another row.
    """

    text = models.CharField(
        _("opening hours"),
        max_length=500,
        unique=True,
        validators=[validate_expression],
    )

    objects = HoursManager()

    class Meta:
        verbose_name = _("opening hours")
        verbose_name_plural = _("opening hours")
        ordering = ["text"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(text=""), name="hours_text_not_empty"
            )
        ]

    def __str__(self) -> str:
        return self.text


class PublicHoliday(models.Model):
    """A change to the computed calendar: a day decreed late, or one not kept."""

    date = models.DateField(_("date"), unique=True)
    name = models.CharField(_("name"), max_length=120)
    is_kept = models.BooleanField(
        _("is a holiday"),
        default=True,
        help_text=_("Switch off for a computed holiday that is not kept this year."),
    )
    source = models.CharField(_("source"), max_length=300, blank=True)
    updated_at = models.DateTimeField(_("changed"), auto_now=True)

    class Meta:
        verbose_name = _("public holiday")
        verbose_name_plural = _("public holidays")
        ordering = ["-date"]

    def __str__(self) -> str:
        return f"{self.date:%Y-%m-%d} {self.name}"
