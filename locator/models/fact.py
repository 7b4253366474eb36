from django.db import models
from django.utils.translation import gettext_lazy as _


class Fact(models.Model):
    """A sourced statement that a claim elsewhere points to, e.g. F014."""

    class Confidence(models.TextChoices):
        HIGH = "high", _("High")
        MEDIUM = "medium", _("Medium")
        LOW = "low", _("Low")

    id = models.CharField(_("id"), primary_key=True, max_length=12)
    section = models.CharField(_("section"), max_length=80)
    subject = models.CharField(_("subject"), max_length=120)
    statement = models.TextField(_("statement"))
    value = models.JSONField(_("value"), null=True, blank=True)
    source_url = models.URLField(_("source address"), max_length=600, blank=True)
    source_date = models.CharField(_("source date"), max_length=200, blank=True)
    source_type = models.CharField(_("kind of source"), max_length=200, blank=True)
    confidence = models.CharField(
        _("confidence"), max_length=6, choices=Confidence.choices
    )
    note = models.TextField(_("note"), blank=True)

    class Meta:
        verbose_name = _("fact")
        verbose_name_plural = _("facts")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(confidence__in=["high", "medium", "low"]),
                name="fact_confidence_known",
            )
        ]

    def __str__(self) -> str:
        return f"{self.id}: {self.subject}"
