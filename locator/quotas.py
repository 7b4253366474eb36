"""How often somebody may do a thing: counted, and what to say when it is too often.

Counts are kept under a digest that only this site can make and that changes with each
window, and are gone with it: no client's address stands in the cache.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.core.cache import caches
from django.utils.translation import gettext as _

from locator.digests import site_digest

REQUESTS: Final = "requests"
MAP: Final = "map"
FILES: Final = "files"
KEY_LOOKUPS: Final = "key-lookups"
REPORTS: Final = "reports"
REPORTS_OF_AN_OUTLET: Final = "reports-of-outlet"
SHOPS: Final = "shops"
CLAIMS: Final = "claims"
OWNER_EDITS: Final = "owner-edits"

_MINUTE_S: Final = 60
_HOUR_S: Final = 3600
_WINDOWS_S: Final = {
    REQUESTS: _MINUTE_S,
    MAP: _MINUTE_S,
    FILES: _MINUTE_S,
    KEY_LOOKUPS: _MINUTE_S,
    # What people send to be checked, by API or page alike.
    REPORTS: _HOUR_S,
    REPORTS_OF_AN_OUTLET: _HOUR_S,
    SHOPS: _HOUR_S,
    CLAIMS: _HOUR_S,
    OWNER_EDITS: _HOUR_S,
}


@dataclass(frozen=True, slots=True)
class Quota:
    """At most `most` in each window of `window_s` seconds; no limit where it is 0."""

    name: str
    most: int
    window_s: int


@dataclass(frozen=True, slots=True)
class Usage:
    """What one client has taken of a quota in the window at hand."""

    quota: Quota
    taken: int
    resets_in_s: int

    @property
    def left(self) -> int:
        return max(0, self.quota.most - self.taken)

    @property
    def is_exceeded(self) -> bool:
        return self.taken > self.quota.most


def site_quota(name: str) -> Quota:
    """The site's own of this name: how many its settings allow."""
    return Quota(name, settings.LIMITS.get(name, 0), _WINDOWS_S[name])


def take(quota: Quota, who: str, *, at: dt.datetime) -> Usage | None:
    """Count one more for this client, and say how many that makes; None: no limit.

    Windows begin at the same moment for all. Workers that share a cache count together.
    """
    if quota.most <= 0:
        return None
    window, passed_s = divmod(int(at.timestamp()), quota.window_s)
    name = site_digest(__name__, quota.name, str(window), who)
    taken = _one_more(f"count:{name}", timeout_s=quota.window_s)
    return Usage(quota, taken, quota.window_s - passed_s)


def refusal(exceeded: Usage) -> str:
    """What to say to one who has nothing left of it."""
    told = {"limit": exceeded.quota.most, "seconds": exceeded.resets_in_s}
    if exceeded.quota.name == REPORTS_OF_AN_OUTLET:
        text = _("This outlet has %(limit)d reports this hour: try again later.")
    elif exceeded.quota.window_s == _HOUR_S:
        text = _("More than %(limit)d within an hour. Wait %(seconds)d seconds.")
    else:
        text = _("More than %(limit)d within a minute. Wait %(seconds)d seconds.")
    return text % told


def _one_more(key: str, *, timeout_s: int) -> int:
    counters = caches["counters"]
    try:
        return counters.incr(key)
    except ValueError:
        # The first of the window, unless another worker was quicker.
        if counters.add(key, 1, timeout_s):
            return 1
        return counters.incr(key)
