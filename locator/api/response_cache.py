"""Responses kept for as long as they tell caches to: one just given costs no query.

Kept whole and compressed, in this process's memory alone: an answer may hold a
position, as a link or by the distances from it.
"""

import threading
import time
from collections.abc import Callable
from http import HTTPStatus
from typing import Final

from cachetools import TTLCache
from django.db import connection
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils import timezone
from django.utils.cache import get_conditional_response, get_max_age

from locator.api.parameters import V1
from locator.digests import site_digest
from locator.geo.point import GeoError, Point

MAX_AGE_S: Final = 30
_MAX_BYTES: Final = 16_000_000
# A few headers and what Python needs for both.
_BESIDE_BODY_BYTES: Final = 2_000

Kept = tuple[bytes, dict[str, str]]


def _size(kept: Kept) -> int:
    return len(kept[0]) + _BESIDE_BODY_BYTES


def _now_s() -> float:
    return time.monotonic()


responses: TTLCache[str, Kept] = TTLCache(_MAX_BYTES, MAX_AGE_S, _now_s, _size)
"""By a digest of what was asked; whatever the wall clock does, none is older."""

_lock: Final = threading.Lock()


class ResponseCacheMiddleware:
    """Round positions in v1's queries, give its answers again, and 304 to who has one.

    Above what compresses, below what counts requests and refuses texts that cannot be
    read. What is kept is any 200 that a cache may keep as long, unless it is streamed.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        is_read = request.method in {"GET", "HEAD"}
        if not is_read or not request.path_info.startswith(V1):
            return self.get_response(request)
        request.GET = _rounded(request.GET)  # type: ignore[assignment]
        # What is within a transaction may be undone.
        key = None if connection.in_atomic_block else _key(request)
        response = _kept(key) if key else None
        if response is None:
            response = self.get_response(request)
            if key:
                _keep(key, response)
        if "ETag" in response and "HTTP_IF_NONE_MATCH" in request.META:
            return _unless_had(request, response)
        return response


def _key(request: HttpRequest) -> str:
    """Alike for all that are answered alike within this minute."""
    headers = request.META
    return site_digest(
        __name__,
        f"{request.scheme}://{request.get_host()}{request.path}",
        f"{timezone.now():%Y%m%d%H%M}",
        headers.get("HTTP_ACCEPT", ""),
        headers.get("CONTENT_TYPE", ""),
        headers.get("HTTP_ACCEPT_ENCODING", ""),
        *sorted(f"{name}={values}" for name, values in request.GET.lists()),
    )


def _rounded(query: QueryDict) -> QueryDict:
    """With the same position for all who stand within 11 metres; a wrong one stays."""
    given = query.getlist("near")
    near = [*map(_rounded_position, given)]
    if near == given:
        return query
    rounded = query.copy()
    rounded.setlist("near", near)
    return rounded


def _rounded_position(text: str) -> str:
    try:
        return str(Point.parse(text).rounded())
    except GeoError:
        return text


def _unless_had(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """A 304 where the client says that it has this answer, with its links and dates.

    Other conditions (If-Match, If-Unmodified-Since) are for who writes.
    """
    answer: HttpResponse = get_conditional_response(  # type: ignore[assignment]
        request, response["ETag"], response=response
    )
    if answer.status_code != HTTPStatus.NOT_MODIFIED:
        return response
    for name, value in response.items():
        if not name.startswith("Content-"):
            answer.headers.setdefault(name, value)
    return answer


def _kept(key: str) -> HttpResponse | None:
    with _lock:
        kept = responses.get(key)
    return HttpResponse(kept[0], headers=kept[1]) if kept else None


def _keep(key: str, response: HttpResponse) -> None:
    max_age_s = get_max_age(response) or 0
    if (
        max_age_s >= MAX_AGE_S
        and response.status_code == 200
        and not response.streaming
    ):
        with _lock:
            responses[key] = response.content, dict(response.items())
