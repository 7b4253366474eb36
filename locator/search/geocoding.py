"""Addresses that our own places do not know, by a geocoder that the site may name.

Off by default. It is asked for one address a second at most by all workers that share
a cache, never waited for longer than set, left alone for a while where it fails, and
each answer is kept for a day. Whoever asks must get along without it.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final, NamedTuple
from urllib.parse import urlsplit

from django.conf import settings
from django.core.cache import cache
from django.core.checks import CheckMessage, Error, register
from geopy.adapters import URLLibAdapter
from geopy.exc import GeocoderRateLimited, GeopyError
from geopy.geocoders import Nominatim, Photon

from locator.digests import site_digest
from locator.folding import fold
from locator.geo.border import CAMBODIA, in_cambodia
from locator.geo.point import GeoError, Point

MAX_FOUND: Final = 5
KEPT_S: Final = 24 * 3600
PAUSE_S: Final = 30
MAX_PAUSE_S: Final = 3600

_TURN: Final = "geocoder:turn"
_PAUSED: Final = "geocoder:paused"
# Its viewport; what lies outside the border is left out afterwards.
_CAMBODIA: Final = ((CAMBODIA.south, CAMBODIA.west), (CAMBODIA.north, CAMBODIA.east))
_KINDS: Final = {"nominatim": Nominatim, "photon": Photon}
_PHOTON_LANGUAGES: Final = frozenset({"en"})


class Lookup(StrEnum):
    """How a look-up went; without an answer the local places have to do."""

    ANSWERED = "answered"
    OFF = "off"
    BUSY = "busy"
    UNAVAILABLE = "unavailable"


@dataclass(frozen=True, slots=True)
class Address:
    """A found address as the geocoder writes it."""

    name: str
    point: Point


class _Server(NamedTuple):
    make: type[Nominatim] | type[Photon]
    scheme: str
    domain: str


def _server() -> _Server | None:
    """What `GEOCODER_URL` names; None where it names none that can be asked."""
    kind, _plus, address = settings.GEOCODER_URL.partition("+")
    parts = urlsplit(address)
    if kind not in _KINDS or parts.scheme not in {"http", "https"} or not parts.netloc:
        return None
    return _Server(_KINDS[kind], parts.scheme, f"{parts.netloc}{parts.path}")


@register()
def check_geocoder_url(**_about: Any) -> list[CheckMessage]:
    if not settings.GEOCODER_URL or _server():
        return []
    said = "GEOCODER_URL names no geocoder; addresses are not looked up."
    hint = "Write nominatim+https://HOST or photon+https://HOST."
    return [Error(said, hint=hint, id="locator.E001")]


def find_addresses(query: str, language: str) -> tuple[Lookup, list[Address]]:
    """The best addresses in Cambodia for what was typed; empty unless answered."""
    server = _server()
    if server is None:
        return Lookup.OFF, []
    key = _key(query, language)
    kept: list[Address] | None = cache.get(key)
    if kept is not None:
        return Lookup.ANSWERED, kept
    if cache.get(_PAUSED):
        return Lookup.UNAVAILABLE, []
    if not cache.add(_TURN, 1, timeout=1):
        return Lookup.BUSY, []
    try:
        found = _ask(server, query, language)
    except GeocoderRateLimited as error:
        pause = error.retry_after or PAUSE_S
        cache.set(_PAUSED, 1, min(max(pause, 1), MAX_PAUSE_S))
        return Lookup.UNAVAILABLE, []
    except (GeopyError, AttributeError, KeyError, TypeError, ValueError):
        # geopy takes the geocoder's answer at its word; a broken one ends anywhere.
        cache.set(_PAUSED, 1, PAUSE_S)
        return Lookup.UNAVAILABLE, []
    cache.set(key, found, KEPT_S)
    return Lookup.ANSWERED, found


def _ask(server: _Server, query: str, language: str) -> list[Address]:
    geocoder = server.make(
        domain=server.domain,
        scheme=server.scheme,
        timeout=settings.GEOCODER_TIMEOUT_S,
        user_agent=settings.GEOCODER_USER_AGENT,
        adapter_factory=URLLibAdapter,
    )
    asked: dict[str, Any] = {"exactly_one": False, "limit": MAX_FOUND}
    if isinstance(geocoder, Nominatim):
        asked |= {"country_codes": "kh", "language": language}
    else:
        known = language if language in _PHOTON_LANGUAGES else False
        asked |= {"bbox": _CAMBODIA, "language": known}
    found = geocoder.geocode(query, **asked)
    return [address for place in found or () if (address := _address(place))]


def _address(found: Any) -> Address | None:
    try:
        point = Point(found.latitude, found.longitude).to_decimetres()
    except GeoError:
        return None
    return Address(str(found.address), point) if in_cambodia(point) else None


def _key(query: str, language: str) -> str:
    """Alike for what is typed alike; tells nothing of it."""
    parts = (settings.GEOCODER_URL, language, fold(query))
    return f"geocoder:{site_digest(__name__, *parts)}"
