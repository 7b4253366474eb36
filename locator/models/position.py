"""Where a row stands: its columns, what they may hold, and the point they make."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from locator.geo.point import Point


def coordinates_in_range(name: str) -> models.CheckConstraint:
    """Latitude within +-90 and longitude within +-180; both or neither where null."""
    # That there are both is said too: a comparison with a null is unknown, and a check
    # refuses only the false.
    return models.CheckConstraint(
        condition=Q(
            latitude__isnull=False,
            latitude__range=(-90, 90),
            longitude__isnull=False,
            longitude__range=(-180, 180),
        )
        | Q(latitude__isnull=True, longitude__isnull=True),
        name=name,
    )


class Positioned(models.Model):
    latitude = models.FloatField(_("latitude"))
    longitude = models.FloatField(_("longitude"))

    class Meta:
        abstract = True

    @property
    def point(self) -> Point:
        return Point(self.latitude, self.longitude)


class PerhapsPositioned(models.Model):
    latitude = models.FloatField(_("latitude"), null=True, blank=True)
    longitude = models.FloatField(_("longitude"), null=True, blank=True)

    class Meta:
        abstract = True

    @property
    def point(self) -> Point | None:
        if self.latitude is None or self.longitude is None:
            return None
        return Point(self.latitude, self.longitude)
