from django.db import models

from locator.models.outlet import Kind, Outlet

ANY_CARRIER = 0


class Listing(models.Model):
    """A search index row: a published outlet under one carrier it effectively sells.

    Each such outlet has one more row with carrier 0 for "any", whose confidence is the
    best of its offers, or 0 where nothing proves that it sells at all. Written by
    `index_outlets` only.
    """

    outlet = models.ForeignKey(Outlet, models.CASCADE, related_name="listings")
    # Not a foreign key: 0 is "any". An int4, as Django sends parameters, or
    # btree_gist would leave its index aside.
    carrier_id = models.IntegerField()
    latitude = models.FloatField()
    longitude = models.FloatField()
    kind = models.CharField(max_length=20, choices=Kind.choices)
    hours_id = models.IntegerField(default=0)
    closed_until = models.DateField(null=True)
    confidence = models.SmallIntegerField(default=0)
    services = models.CharField(max_length=120, default="", blank=True)
    min_usd = models.FloatField(null=True)
    max_usd = models.FloatField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["outlet", "carrier_id"], name="listing_once_a_carrier"
            )
        ]

    def __str__(self) -> str:
        return f"{self.outlet_id} under carrier {self.carrier_id}"
