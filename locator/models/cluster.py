"""Counts of index rows by cell of the map, kept so that no request of the country
or a city counts them."""

from typing import Any

from django.db import models


class Cluster(models.Model):
    """How many outlets lie in a cell under a carrier, and the sums of where.

    `carrier_id` is that of `Listing`, 0 for "any". Positions are whole numbers of 1e-7
    degrees, so that what is added and later subtracted leaves nothing behind.
    Written by `locator.clusters.writing` only.
    """

    pk = models.CompositePrimaryKey("zoom", "carrier_id", "x", "y")
    zoom = models.SmallIntegerField()
    carrier_id = models.IntegerField()
    x = models.IntegerField()
    y = models.IntegerField()
    count = models.IntegerField()
    latitude_sum = models.BigIntegerField()
    longitude_sum = models.BigIntegerField()
    # Of a single outlet it is its id.
    outlet_sum = models.BigIntegerField()

    objects: models.Manager[Any] = models.Manager()

    def __str__(self) -> str:
        return f"{self.count} in {self.zoom}/{self.x}/{self.y}"


class ClusterHours(models.Model):
    """How many of a `Cluster` keep these opening hours.

    `hours_id` is 0 where they are unknown. `closed_until` is the ordinal of the day an
    outlet opens again, 0 for those not closed.
    """

    pk = models.CompositePrimaryKey(
        "zoom", "carrier_id", "closed_until", "hours_id", "x", "y"
    )
    zoom = models.SmallIntegerField()
    carrier_id = models.IntegerField()
    closed_until = models.IntegerField()
    hours_id = models.IntegerField()
    x = models.IntegerField()
    y = models.IntegerField()
    count = models.IntegerField()

    objects: models.Manager[Any] = models.Manager()

    def __str__(self) -> str:
        return f"{self.count} of hours {self.hours_id} in {self.zoom}/{self.x}/{self.y}"
