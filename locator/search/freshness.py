"""How old the data is, as every page's footer says."""

import datetime as dt

from django.core.cache import cache
from django.db.models import Max
from django.utils import timezone

from locator.models import Outlet

_KEY = "newest-entry"
_KEPT_S = 600


def newest_entry() -> dt.date | None:
    """The last day on which an outlet was verified or checked at its source.

    Kept for ten minutes: every page asks, and the answer reads the whole table.
    """
    return cache.get_or_set(_KEY, _newest_entry, _KEPT_S)


def _newest_entry() -> dt.date | None:
    newest = Outlet.objects.published().aggregate(
        verified=Max("verified_at"), source=Max("source_date")
    )
    days = [newest["source"]]
    if newest["verified"]:
        days.append(timezone.localdate(newest["verified"]))
    return max(filter(None, days), default=None)
