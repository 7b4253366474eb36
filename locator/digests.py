"""Names for what must not be readable: in a cache, positions and clients' addresses."""

import hashlib
from collections.abc import Iterable
from functools import cache

from django.conf import settings
from django.utils.crypto import salted_hmac


def site_digest(namespace: str, *parts: str) -> str:
    """A digest of the parts that only this site can make, another in each namespace."""
    key = _key(namespace, settings.SECRET_KEY)
    return hashlib.blake2b(joined(parts), key=key, digest_size=32).hexdigest()


def joined(parts: Iterable[str]) -> bytes:
    """The parts as one text, each after its length: no others make the same."""
    text = "".join(f"{len(part)}:{part}" for part in parts)
    return text.encode(errors="surrogatepass")


@cache
def _key(namespace: str, secret: str) -> bytes:
    return salted_hmac(namespace, "", secret=secret, algorithm="sha256").digest()
