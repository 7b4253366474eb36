"""Where a row stands: its columns, what they may hold, and the point they make."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from locator.geo.point import Point


def coordinates_in_range(name: str) -> models.CheckConstraint:
    """Latitude within +-90 and longitude within +-180; both or neither where null."""
    return models.CheckConstraint(
        condition=Q(latitude__range=(-90, 90), longitude__range=(-180, 180))
        | Q(latitude=None, longitude=None),
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
