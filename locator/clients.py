"""Who asks: told apart by where from, never known."""

import ipaddress
from typing import Final

from django.conf import settings
from django.http import HttpRequest

# A household, and often one phone, has as many IPv6 addresses as it likes in these.
_IPV6_NETWORK_BITS: Final = 64


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
