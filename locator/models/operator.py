from django.db import models
from django.utils.translation import gettext_lazy as _


class Operator(models.Model):
    """The chain, bank or wallet that runs an outlet, e.g. Wing Bank."""

    slug = models.SlugField(_("slug"), unique=True)
    name = models.CharField(_("name"), max_length=120)
    wikidata = models.CharField(_("Wikidata id"), max_length=20, blank=True)
    website = models.URLField(_("website"), blank=True)
    aliases = models.TextField(
        _("other names"),
        blank=True,
        help_text=_("One a line; an import recognises the operator by them."),
    )

    class Meta:
        verbose_name = _("operator")
        verbose_name_plural = _("operators")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
