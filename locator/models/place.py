from collections.abc import Iterator
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from locator.models.position import PerhapsPositioned, coordinates_in_range


class PlaceQuerySet(models.QuerySet["Place"]):
    def with_parents(self) -> Self:
        """With the district and province that each lies in."""
        return self.select_related("parent__parent")


class Place(PerhapsPositioned):
    """Where a visitor may say they are; without a point it is listed but not near."""

    class Level(models.TextChoices):
        PROVINCE = "province", _("Province")
        DISTRICT = "district", _("District")
        COMMUNE = "commune", _("Commune")
        TOWN = "town", _("Town")
        LANDMARK = "landmark", _("Landmark")

    level = models.CharField(_("level"), max_length=10, choices=Level.choices)
    code = models.CharField(
        _("official code"), max_length=8, unique=True, null=True, blank=True
    )
    slug = models.SlugField(_("slug"), max_length=80, unique=True)
    name = models.CharField(_("name"), max_length=120)
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("lies in"),
    )
    population = models.PositiveIntegerField(_("population"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=200, blank=True)
    # By source: {"pumi": {"point": [latitude, longitude]}}.
    imported = models.JSONField(
        _("last imported values"), default=dict, blank=True, editable=False
    )

    objects = PlaceQuerySet.as_manager()

    class Meta:
        verbose_name = _("place")
        verbose_name_plural = _("places")
        ordering = ["code", "slug"]
        constraints = [
            coordinates_in_range("place_coordinates_in_range"),
            models.CheckConstraint(
                condition=Q(
                    level__in=["province", "district", "commune", "town", "landmark"]
                ),
                name="place_level_known",
            ),
        ]
        indexes = [models.Index(fields=["level", "slug"], name="place_level")]

    def __str__(self) -> str:
        return self.name

    def around(self) -> "Iterator[Place]":
        """The places it lies in, the smallest first; each once, should they circle."""
        seen = {self.pk}
        place = self.parent
        while place is not None and place.pk not in seen:
            yield place
            seen.add(place.pk)
            place = place.parent


class PlaceAlias(models.Model):
    """Another name people use: Poipet for Paoy Paet, 西港 for Sihanoukville."""

    place = models.ForeignKey(
        Place, models.CASCADE, related_name="aliases", verbose_name=_("place")
    )
    name = models.CharField(_("name"), max_length=120)
    language = models.CharField(_("language"), max_length=10, blank=True)

    class Meta:
        verbose_name = _("other name")
        verbose_name_plural = _("other names")
        ordering = ["place", "name"]
        constraints = [
            models.UniqueConstraint(fields=["place", "name"], name="place_alias_once")
        ]

    def __str__(self) -> str:
        return self.name
