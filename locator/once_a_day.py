"""What counts once a day of a client, without a trace of which client that was."""

import datetime as dt
import hashlib
import hmac
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from django.core.cache import caches
from django.utils import timezone

from locator.digests import joined

_DAY_S: Final = 86_400


@contextmanager
def first_today(mark: str, *parts: str, at: dt.datetime) -> Iterator[str]:
    """The mark that these parts were first given on this day: `mark` if just now.

    Where the block then raises, it was not given. A process that is killed there leaves
    a mark that nothing stands for: ask by it whether anything does. Kept as a digest
    under a salt that is drawn each day and stands in the cache alone: once the day is
    over nobody can tell what was in it.
    """
    key, rest_s = _key_of_today(parts, at)
    counters = caches["counters"]
    first: str = mark if counters.add(key, mark, rest_s) else counters.get(key, mark)
    try:
        yield first
    except Exception:
        if first == mark:
            counters.delete(key)
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
