"""The manners of all that is under /api/: language, limits, and who may read it.

A middleware and no throttle of DRF: it counts what reaches no resource too (unknown
addresses, types nobody has, preflights), and a new resource cannot forget it.
"""

from collections.abc import Callable, Sequence
from typing import Final, cast
from urllib.parse import parse_qsl

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from rest_framework.exceptions import APIException

from locator.api import limits
from locator.api.errors import problem_response
from locator.api.parameters import V1, known_language
from locator.quotas import Usage

_EXPOSED_HEADERS: Final = (
    "Deprecation, ETag, Link, RateLimit, RateLimit-Policy, Retry-After, Sunset, "
    "X-Request-ID"
)
_CONTENT_SECURITY_POLICY: Final = "default-src 'none'; frame-ancestors 'none'"


class APIMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith("/api/"):
            return self.get_response(request)
        language = _language(request)
        # As Django does for a page: each request says its own.
        translation.activate(language)
        try:
            limits.admit(request)
        except APIException as error:
            response = cast(HttpResponse, problem_response(error, {}))
        else:
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        _set_rate_limit_headers(response, limits.client_of(request).counts)
        _allow_any_origin(response)
        if request.path_info.startswith(V1):
            response["Content-Security-Policy"] = _CONTENT_SECURITY_POLICY
        return response


def _language(request: HttpRequest) -> str:
    """That of `lang`, before it is known whether the query can be read."""
    query = dict(parse_qsl(request.META.get("QUERY_STRING", "")))
    return known_language(query.get("lang", ""))


def _set_rate_limit_headers(response: HttpResponse, counts: Sequence[Usage]) -> None:
    """Of draft-ietf-httpapi-ratelimit-headers-10."""
    if counts:
        response["RateLimit-Policy"] = ", ".join(
            f'"{c.quota.name}";q={c.quota.most};w={c.quota.window_s}' for c in counts
        )
        response["RateLimit"] = ", ".join(
            f'"{c.quota.name}";r={c.left};t={c.resets_in_s}' for c in counts
        )


def _allow_any_origin(response: HttpResponse) -> None:
    """Public data without cookies: any site's script may read it, an error too."""
    response["Access-Control-Allow-Origin"] = "*"
    response["Access-Control-Expose-Headers"] = _EXPOSED_HEADERS
