"""Who asks: told apart for a while, never known; and how often they did.

A client's address stands nowhere in clear. Counts are kept under a digest that only
this site can make and that changes with each window, and are gone with it.
"""

import datetime as dt
import hashlib
import hmac
import ipaddress
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from locator.digests import joined, site_digest

REPORTS: Final = "reports"
REPORTS_OF_AN_OUTLET: Final = "reports-of-outlet"
SHOPS: Final = "shops"
CLAIMS: Final = "claims"
OWNER_EDITS: Final = "owner-edits"
"""What people send to be checked, by API or page alike: an hour's limits."""

HOUR_S: Final = 3600

# A household, and often one phone, has as many IPv6 addresses as it likes in these.
_IPV6_NETWORK_BITS: Final = 64
_DAY_S: Final = 86_400


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


def network_of(request: HttpRequest) -> str:
    """The client's IPv4 address or IPv6 network; "" where it is not known.

    Behind proxies it is what the outermost of ours saw: each appends the address that
    it was asked from to X-Forwarded-For, and what stands before that may be forged.
    """
    seen = _network(request.META.get("REMOTE_ADDR", ""))
    if not settings.BEHIND_PROXY:
        return seen
    passed = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    if len(passed) < settings.PROXIES:
        return seen
    return _network(passed[-settings.PROXIES].strip()) or seen


def take(quota: Quota, who: str, *, at: dt.datetime) -> Usage:
    """Count one more for this client, and say how many that makes.

    Windows begin at the same moment for all. Workers that share a cache count together.
    """
    window, passed_s = divmod(int(at.timestamp()), quota.window_s)
    name = site_digest(__name__, quota.name, str(window), who)
    taken = _one_more(f"count:{name}", timeout_s=quota.window_s)
    return Usage(quota, taken, quota.window_s - passed_s)


def count(
    name: str,
    who: str,
    *,
    at: dt.datetime,
    window_s: int = HOUR_S,
    most: int | None = None,
) -> Usage | None:
    """Count one more against the site's limit of this name; None where it has none."""
    allowed = settings.LIMITS.get(name, 0) if most is None else most
    return take(Quota(name, allowed, window_s), who, at=at) if allowed > 0 else None


def refusal(exceeded: Usage) -> str:
    """What to say to one who has nothing left of it."""
    told = {"limit": exceeded.quota.most, "seconds": exceeded.resets_in_s}
    if exceeded.quota.name == REPORTS_OF_AN_OUTLET:
        text = _("This outlet has %(limit)d reports this hour: try again later.")
    elif exceeded.quota.window_s == HOUR_S:
        text = _("More than %(limit)d within an hour. Wait %(seconds)d seconds.")
    else:
        text = _("More than %(limit)d within a minute. Wait %(seconds)d seconds.")
    return text % told


def noted_today(mark: str, *parts: str, at: dt.datetime) -> str:
    """The mark that these parts were first noted with on this day: `mark` if just now.

    Kept as a digest under a salt that is drawn each day and stands in the cache alone:
    once the day is over nobody can tell what was in it.
    """
    key, rest_s = _key_of_today(parts, at)
    counters = caches["counters"]
    if counters.add(key, mark, rest_s):
        return mark
    first: str = counters.get(key, mark)
    return first


def forget_today(*parts: str, at: dt.datetime) -> None:
    """Undo `noted_today`."""
    caches["counters"].delete(_key_of_today(parts, at)[0])


@contextmanager
def once_today(*parts: str, at: dt.datetime) -> Iterator[bool]:
    """Whether these parts were not noted before on this day; they are now, unless the
    block raises.
    """
    mark = secrets.token_hex(8)
    try:
        yield noted_today(mark, *parts, at=at) == mark
    except Exception:
        forget_today(*parts, at=at)
        raise


def _key_of_today(parts: tuple[str, ...], at: dt.datetime) -> tuple[str, int]:
    here = timezone.localtime(at)
    midnight = here.replace(hour=0, minute=0, second=0, microsecond=0)
    rest_s = _DAY_S - int((here - midnight).total_seconds())
    salt = caches["counters"].get_or_set(
        f"salt:{here:%Y-%m-%d}", lambda: secrets.token_hex(16), rest_s
    )
    name = hmac.new(str(salt).encode(), joined(parts), hashlib.sha256).hexdigest()
    return f"today:{name}", rest_s


def _one_more(key: str, *, timeout_s: int) -> int:
    counters = caches["counters"]
    try:
        return counters.incr(key)
    except ValueError:
        # The first of the window, unless another worker was quicker.
        if counters.add(key, 1, timeout_s):
            return 1
        return counters.incr(key)


def _network(address: str) -> str:
    try:
        known = ipaddress.ip_address(_without_port(address))
    except ValueError:
        return ""
    if isinstance(known, ipaddress.IPv6Address):
        if known.ipv4_mapped is None:
            whole = (int(known), _IPV6_NETWORK_BITS)
            return str(ipaddress.IPv6Network(whole, strict=False))
        known = known.ipv4_mapped
    return str(known)


def _without_port(address: str) -> str:
    """Some proxies write 203.0.113.9:4711 and [2001:db8::1]:4711."""
    if address.startswith("["):
        return address[1:].partition("]")[0]
    return address.partition(":")[0] if address.count(":") == 1 else address
