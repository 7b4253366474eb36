"""How often visitors said, and a curator accepted, that a top-up worked."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from django.db.models import Count, Max

from locator.models import Report
from locator.models.decided import Decision

COUNTED_DAYS: Final = 180
"""What was said longer ago tells little of today."""


@dataclass(frozen=True, slots=True)
class Worked:
    """`count` reports, each of another client or day, the last one of `last_on`."""

    count: int
    last_on: dt.date


def worked_at(
    outlet_ids: Iterable[int], *, today: dt.date
) -> Mapping[int, dict[int, Worked]]:
    """By outlet and carrier; an outlet without such reports has an empty dict."""
    rows = (
        Report.objects.filter(
            outlet__in=list(outlet_ids),
            kind=Report.Kind.WORKED,
            status=Decision.ACCEPTED,
            reported_on__gt=today - dt.timedelta(days=COUNTED_DAYS),
        )
        .order_by()
        .values_list("outlet_id", "carrier_id")
        .annotate(count=Count("pk"), last_on=Max("reported_on"))
    )
    found: defaultdict[int, dict[int, Worked]] = defaultdict(dict)
    for outlet_id, carrier_id, count, last_on in rows:
        found[outlet_id][carrier_id] = Worked(count, last_on)
    return found
