"""Answers kept for some seconds: one just given costs no query.

They are kept in the site's cache under a digest that only this site can make, since a
query may hold a position. What repeats the query (`links`) is not kept at all.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.utils.crypto import salted_hmac

KEPT_S: Final = 30
READ_AGAIN_S: Final = 5

_ON_DISK: Final = ("filebased.FileBasedCache", "db.DatabaseCache")


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    """A JSON object's text without what differs from one request to the next.

    `moment` is what the states in it are of, "" where it has none; `cursor` leads to
    the next page, "" on the last one.
    """

    body: bytes
    etag: str
    moment: str = ""
    cursor: str = ""
    is_page: bool = False


def digest(parts: Iterable[str]) -> str:
    """A name for these parts that tells nothing of them without the site's secret."""
    text = "\0".join(parts).encode(errors="surrogatepass")
    return salted_hmac(__name__, text, algorithm="sha256").hexdigest()


def weak_etag(body: bytes, cursor: str) -> str:
    """Alike for answers that say the same; `moment` and the links are left out."""
    more = b"+" if cursor else b"."
    return f'W/"{hashlib.blake2b(body + more, digest_size=12).hexdigest()}"'


def kept_answer(key: str) -> KeptAnswer | None:
    if not _may_keep():
        return None
    answer: KeptAnswer | None = cache.get(f"answer:{key}")
    return answer


def keep_answer(key: str, answer: KeptAnswer, seconds: int) -> None:
    if _may_keep():
        cache.set(f"answer:{key}", answer, seconds)


def _may_keep() -> bool:
    """Nothing on a disk: distances in it tell a position. Nor what may be undone."""
    backend: str = settings.CACHES["default"]["BACKEND"]
    return not connection.in_atomic_block and not backend.endswith(_ON_DISK)
