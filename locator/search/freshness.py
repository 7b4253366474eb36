"""How old the data is, as every page's footer says."""

import datetime as dt
from functools import partial

from django.core.cache import cache
from django.db.models import Max, Q
from django.utils import timezone

from locator.models import Outlet

_KEY = "newest-entry-of-all"
_KEPT_S = 600


def newest_entry(*, at: dt.datetime) -> dt.date | None:
    """The last day, by then, on which an outlet was verified or checked at its source.

    Kept for ten minutes: every page asks, and the answer reads the whole table.
    """
    newest: dt.date | None = cache.get_or_set(_KEY, partial(_newest_entry, at), _KEPT_S)
    return newest


def _newest_entry(at: dt.datetime) -> dt.date | None:
    # A source's slip, such as the year 9999, makes no data new.
    newest = Outlet.objects.published().aggregate(
        verified=Max("verified_at", filter=Q(verified_at__lte=at)),
        source=Max("source_date", filter=Q(source_date__lte=timezone.localdate(at))),
    )
    days = [newest["source"]]
    if newest["verified"]:
        days.append(timezone.localdate(newest["verified"]))
    return max(filter(None, days), default=None)
