import datetime as dt
import math
from collections.abc import Iterable
from typing import Any, Self

from django.db import connections, models
from django.db.models import Q

from locator.geo.engines import engine_for
from locator.geo.nearest import Engine, Finder, Near
from locator.geo.point import BoundingBox, Point
from locator.hours.schedule import TIMEZONE
from locator.models import lookups as lookups  # registers them
from locator.models.fields import ChoiceSetField
from locator.models.offer import Service
from locator.models.opening import hours_at
from locator.models.outlet import Kind, Outlet

ANY_CARRIER = 0

# Below this share of all opening-hours texts, a filter on them leaves few outlets.
_FEW_HOURS = 0.2


class ListingQuerySet(models.QuerySet["Listing"]):
    """Filters that chain; `nearest_to` and `count_within` end the chain.

    Without `selling`, those two look at the rows of "any carrier", one an outlet.
    """

    _carrier_id = ANY_CARRIER
    _few_expected = False

    def selling(self, carrier_id: int | None, *, at_least: int = 0) -> Self:
        """Outlets with an offer of this carrier, or all with None.

        `at_least` is the rank of the lowest confidence that counts
        (`Confidence.rank`): with None and 1, all that sell any carrier's top-up.
        """
        rows = self.filter(carrier_id=carrier_id or ANY_CARRIER)
        rows._carrier_id = carrier_id or ANY_CARRIER
        # A row under a carrier exists only where there is an offer: rank 1 or more.
        if at_least > (1 if carrier_id else 0):
            rows = rows.filter(confidence__gte=at_least)
        return rows

    def open_at(self, moment: dt.datetime, *, unknown: bool = False) -> Self:
        """Open at that minute; with `unknown` also those whose hours nobody knows."""
        today = moment.astimezone(TIMEZONE).date()
        hours = hours_at(moment)
        wanted = hours.open | hours.unknown | {0} if unknown else hours.open
        unwanted = hours.closed if unknown else hours.closed | hours.unknown | {0}
        # Bind the smaller set.
        if len(wanted) <= len(unwanted):
            rows = self.filter(hours_id__among=wanted)
        else:
            rows = self.exclude(hours_id__among=unwanted)
        rows = rows.filter(Q(closed_until=None) | Q(closed_until__lte=today))
        share = len(wanted) / (len(wanted) + len(unwanted))
        rows._few_expected = self._few_expected or share < _FEW_HOURS
        return rows

    def shut_at(self, moment: dt.datetime) -> Self:
        """Known to be closed at that minute, or closed until a later date."""
        today = moment.astimezone(TIMEZONE).date()
        closed = hours_at(moment).closed
        return self.filter(Q(hours_id__among=closed) | Q(closed_until__gt=today))

    def among(self, outlet_ids: Iterable[int]) -> Self:
        """Those of these outlets; few are expected."""
        rows = self.filter(outlet__pk__among=outlet_ids)
        rows._few_expected = True
        return rows

    def within(self, box: BoundingBox) -> Self:
        rows: Self = self._engine().within(self, box)  # type: ignore[assignment]
        return rows

    def nearest_to(
        self, point: Point, *, limit: int = 20, radius_m: float | None = None
    ) -> list[Near]:
        """The `limit` nearest, exact on the ellipsoid, by (distance in mm, outlet id).

        `radius_m` leaves out what is further.
        """
        reach_m = math.inf if radius_m is None else radius_m
        return self.finder().nearest(point, limit=limit, radius_m=reach_m)

    def finder(self) -> Finder:
        """What does `nearest_to` for one position after the other."""
        return self._engine().prepare(
            self._of_one_carrier(),
            carrier_id=self._carrier_id,
            few_expected=self._few_expected,
        )

    def count_within(self, point: Point, metres: float, *, limit: int = 101) -> int:
        """How many are within `metres`, counted up to `limit` and no further."""
        return self._engine().count_within(
            self._of_one_carrier(),
            point,
            carrier_id=self._carrier_id,
            metres=metres,
            limit=limit,
        )

    def _of_one_carrier(self) -> Self:
        return self if self._carrier_id else self.filter(carrier_id=ANY_CARRIER)

    def _engine(self) -> Engine:
        return engine_for(connections[self.db].vendor)

    def _clone(self) -> Self:
        clone: Self = super()._clone()  # type: ignore[misc]
        clone._carrier_id = self._carrier_id
        clone._few_expected = self._few_expected
        return clone


class Listing(models.Model):
    """A search index row: a published outlet under one carrier it effectively sells.

    Each such outlet has one more row with carrier 0 for "any", whose confidence is the
    best of its offers, or 0 where nothing proves that it sells at all. Written by
    `index_outlets` only.
    """

    outlet = models.ForeignKey(
        Outlet, models.CASCADE, related_name="listings", db_index=False
    )
    # Not a foreign key: 0 is "any". An int4, as Django sends parameters, or
    # btree_gist would leave its index aside.
    carrier_id = models.IntegerField()
    latitude = models.FloatField()
    longitude = models.FloatField()
    kind = models.CharField(max_length=20, choices=Kind.choices)
    # 0 where the hours are unknown.
    hours_id = models.IntegerField(default=0)
    closed_until = models.DateField(null=True)
    confidence = models.SmallIntegerField(default=0)
    services = ChoiceSetField(choices=Service.choices)
    min_usd = models.FloatField(null=True)
    max_usd = models.FloatField(null=True)
    needs_document = models.BooleanField(null=True)

    objects: models.Manager[Any] = ListingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["outlet", "carrier_id"], name="listing_once_a_carrier"
            )
        ]
        indexes = [
            # Answers "this carrier, open at 3 am" without the table: few rows anywhere.
            models.Index(
                fields=[
                    "carrier_id",
                    "hours_id",
                    "latitude",
                    "longitude",
                    "closed_until",
                    "outlet",
                ],
                name="listing_by_hours",
            )
        ]

    def __str__(self) -> str:
        return f"{self.outlet_id} under carrier {self.carrier_id}"
