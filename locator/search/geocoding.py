"""Addresses that our own places do not know, by a geocoder that the site may name.

Off by default. It is asked for one address a second at most by all workers that share
a cache, never waited for longer than set, left alone for a while where it fails, and
each answer is kept for a day. Whoever asks must get along without it.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final
from urllib.parse import urlsplit

from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import ImproperlyConfigured
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


def find_addresses(query: str, language: str) -> tuple[Lookup, list[Address]]:
    """The best addresses in Cambodia for what was typed; empty unless answered."""
    if not settings.GEOCODER_URL:
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
        found = _ask(query, language)
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


def _ask(query: str, language: str) -> list[Address]:
    kind, _plus, address = settings.GEOCODER_URL.partition("+")
    parts = urlsplit(address)
    of_site = {
        "domain": f"{parts.netloc}{parts.path}",
        "scheme": parts.scheme,
        "timeout": settings.GEOCODER_TIMEOUT_S,
        "user_agent": settings.GEOCODER_USER_AGENT,
        "adapter_factory": URLLibAdapter,
    }
    asked: dict[str, Any] = {"exactly_one": False, "limit": MAX_FOUND}
    if kind == "nominatim":
        asked |= {"country_codes": "kh", "language": language}
        found = Nominatim(**of_site).geocode(query, **asked)
    elif kind == "photon":
        known = language if language in _PHOTON_LANGUAGES else False
        asked |= {"bbox": _CAMBODIA, "language": known}
        found = Photon(**of_site).geocode(query, **asked)
    else:
        raise ImproperlyConfigured(
            "GEOCODER_URL is nominatim+https://HOST or photon+https://HOST."
        )
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
