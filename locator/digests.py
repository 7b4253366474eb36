"""Names for what must not be readable: in a cache, positions and clients' addresses."""

import hashlib
from functools import cache

from django.conf import settings
from django.utils.crypto import salted_hmac


def site_digest(namespace: str, *parts: str) -> str:
    """A digest of the parts that only this site can make, another in each namespace."""
    text = "\0".join(parts).encode(errors="surrogatepass")
    key = _key(namespace, settings.SECRET_KEY)
    return hashlib.blake2b(text, key=key, digest_size=32).hexdigest()


@cache
def _key(namespace: str, secret: str) -> bytes:
    return salted_hmac(namespace, "", secret=secret, algorithm="sha256").digest()
