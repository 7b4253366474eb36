"""How often one client may ask, and what every answer under /api/ tells of it.

A middleware and no throttle of DRF: it counts what reaches no resource too (unknown
addresses, forms nobody has, preflights), and a new resource cannot forget it.
The headers follow draft-ietf-httpapi-ratelimit-headers-10.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any, Final, cast
from urllib.parse import parse_qsl

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy
from rest_framework import status
from rest_framework.exceptions import APIException
from rest_framework.request import Request

from locator import keys
from locator.api.errors import problem_response
from locator.api.parameters import V1, known_language
from locator.clients import network_of
from locator.quotas import (
    KEY_LOOKUPS,
    MAP,
    REQUESTS,
    Usage,
    refusal,
    site_quota,
    take,
)

_EXPOSED: Final = (
    "Deprecation, ETag, Link, RateLimit, RateLimit-Policy, Retry-After, Sunset, "
    "X-Request-ID"
)
_CLUSTERS: Final = f"{V1}clusters/"
_NO_DOCUMENT: Final = "default-src 'none'; frame-ancestors 'none'"
_META_KEY: Final = "locator.asker"


class UnknownKey(APIException):
    status_code = status.HTTP_401_UNAUTHORIZED
    default_detail = gettext_lazy(
        "This API key is not known, or was revoked. Without a key you may ask too, "
        "less often."
    )
    auth_header = 'Bearer error="invalid_token"'


class TooManyRequests(APIException):
    """`wait` seconds later there is a new quota."""

    status_code = status.HTTP_429_TOO_MANY_REQUESTS

    def __init__(self, count: Usage) -> None:
        self.wait = count.resets_in_s
        super().__init__(refusal(count))


@dataclass(slots=True)
class Asker:
    """Whose request it is, as far as that is known, and what it was counted as."""

    who: str
    key: keys.KnownKey | None = None
    counts: list[Usage] = field(default_factory=list)


class APIMiddleware:
    """The manners of all that is under /api/: keys, limits, and who may read it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith("/api/"):
            return self.get_response(request)
        asker = Asker(network_of(request))
        request.META[_META_KEY] = asker
        language = _language(request)
        # As Django does for a page: each request says its own.
        translation.activate(language)
        try:
            _admit(request, asker)
        except APIException as refusal:
            response = cast(HttpResponse, problem_response(refusal, {}))
        else:
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        _tell(response, asker.counts)
        if request.path_info.startswith(V1):
            response["Content-Security-Policy"] = _NO_DOCUMENT
        return response


def count(request: HttpRequest | Request, name: str, *, who: str = "") -> None:
    """Count this request against a further quota, of the client unless of `who`.

    Raises TooManyRequests where there is none left.
    """
    asker = asker_of(request)
    quota = site_quota(name)
    if name == REQUESTS and asker.key:
        most = asker.key.a_minute or settings.LIMITS.get("requests-with-key", 0)
        quota = replace(quota, most=most)
    counted = take(quota, who or asker.who, at=timezone.now())
    if counted is None:
        return
    asker.counts.append(counted)
    if counted.is_exceeded:
        raise TooManyRequests(counted)


def asker_of(request: HttpRequest | Request) -> Asker:
    asker: Asker = request.META[_META_KEY]
    return asker


def _admit(request: HttpRequest, asker: Asker) -> None:
    text = keys.key_in(request)
    if text is not None:
        known = keys.remembered(text)
        if known is None:
            # Who tries keys may not ask the database for as many as they like.
            count(request, KEY_LOOKUPS)
            known = keys.look_up(text, at=timezone.now())
            if known is None:
                raise UnknownKey
            asker.counts.clear()
        asker.key, asker.who = known, f"key {known.prefix}"
    # Thousands of phones share an address of their carrier's, and a map asks often.
    is_for_a_map = asker.key is None and request.path_info.startswith(_CLUSTERS)
    count(request, MAP if is_for_a_map else REQUESTS)


def _language(request: HttpRequest) -> str:
    """That of `lang`, before it is known whether the query can be read."""
    query = dict(parse_qsl(request.META.get("QUERY_STRING", "")))
    return known_language(query.get("lang", ""))


def _tell(response: Any, counts: list[Usage]) -> None:
    if counts:
        response["RateLimit-Policy"] = ", ".join(
            f'"{c.quota.name}";q={c.quota.most};w={c.quota.window_s}' for c in counts
        )
        response["RateLimit"] = ", ".join(
            f'"{c.quota.name}";r={c.left};t={c.resets_in_s}' for c in counts
        )
    # Public data without cookies: any site's script may read it, an error too.
    response["Access-Control-Allow-Origin"] = "*"
    response["Access-Control-Expose-Headers"] = _EXPOSED
