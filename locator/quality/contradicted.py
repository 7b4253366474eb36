"""Offers that visitors contradict: a sign for a curator, and nothing more."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from django.db.models import Count, Exists, F, OuterRef, Q

from locator.models import Listing, Report
from locator.models.decided import Decision

COUNTED_DAYS: Final = 90
FEWEST: Final = 3


@dataclass(frozen=True, slots=True)
class Contradiction:
    """An offer of a carrier that so many reports say is not sold there."""

    outlet_id: int
    carrier_id: int
    count: int


def contradicted_offers(
    *, today: dt.date, outlet_ids: Collection[int] | None = None
) -> list[Contradiction]:
    """Those that at least `FEWEST` reports of the last `COUNTED_DAYS` days contradict,
    and more than say that a top-up worked. Rejected reports do not count, nor those
    from before a curator last checked the outlet.
    """
    rows = Report.objects.filter(
        kind__in=Report.OF_A_CARRIER,
        reported_on__gt=today - dt.timedelta(days=COUNTED_DAYS),
    ).exclude(status=Decision.REJECTED)
    rows = rows.filter(
        Q(outlet__verified_at=None) | Q(reported_on__gt=F("outlet__verified_at__date"))
    )
    if outlet_ids is not None:
        rows = rows.filter(outlet__pk__among=outlet_ids)
    offered = Listing.objects.filter(
        outlet=OuterRef("outlet"), carrier_id=OuterRef("carrier_id")
    )
    against = Q(kind=Report.Kind.NOT_SOLD)
    found = (
        rows.filter(Exists(offered))
        .order_by()
        .values_list("outlet_id", "carrier_id")
        .annotate(
            against=Count("pk", filter=against),
            worked=Count("pk", filter=~against),
        )
        .filter(against__gte=FEWEST)
    )
    return [
        Contradiction(outlet_id, carrier_id, against)
        for outlet_id, carrier_id, against, worked in found
        if carrier_id is not None and against > worked
    ]
