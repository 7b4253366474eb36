"""API keys: whose request it is that sends `Authorization: Bearer tuf_…`."""

import datetime as dt
import time
from dataclasses import dataclass
from hmac import compare_digest
from typing import Final

from django.core.cache import caches
from django.http import HttpRequest
from django.utils import timezone

from locator.contention import note
from locator.models.api_key import STARTS_WITH, APIKey, digest_of, prefix_of

REMEMBERED_S: Final = 60
"""So long a key that was revoked may still be taken for valid by another process."""


@dataclass(frozen=True, slots=True)
class KnownKey:
    prefix: str
    a_minute: int | None


def key_in(request: HttpRequest) -> str | None:
    """The key that a request sends; another scheme's credentials are not for us.

    An empty one, which an unset variable sends, is no key that is known, nor is one
    without `Bearer`.
    """
    sent = request.headers.get("Authorization", "")
    scheme, _space, key = sent.partition(" ")
    if scheme.lower() == "bearer":
        return key.strip()
    return "" if STARTS_WITH in sent else None


def remembered(key: str) -> KnownKey | None:
    """The key, where this site met it within the last minute, by whichever clock."""
    met: tuple[KnownKey, float] | None
    met = caches["counters"].get(_name(digest_of(key)))
    if met is None:
        return None
    known, at_s = met
    # A cache in memory keeps it longer where the clock was set back.
    return known if abs(time.time() - at_s) <= REMEMBERED_S else None


def look_up(key: str, *, at: dt.datetime) -> KnownKey | None:
    """The key as the database has it: one query, and one more a day to note its use, if
    no other writer is at it."""
    prefix = prefix_of(key)
    row = APIKey.objects.valid().filter(prefix=prefix).first() if prefix else None
    if row is None or not compare_digest(row.digest, digest_of(key)):
        return None
    today = timezone.localdate(at)
    if row.last_used_on != today:
        note(APIKey.objects.filter(pk=row.pk), last_used_on=today)
    known = KnownKey(row.prefix, row.a_minute)
    met = known, time.time()
    caches["counters"].set(_name(digest_of(key)), met, REMEMBERED_S)
    return known


def forget(row: APIKey) -> None:
    """Revoked here and now, where processes share a cache in all of them."""
    caches["counters"].delete(_name(row.digest))


def _name(digest: str) -> str:
    return f"api-key:{digest}"
