from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Final
from urllib.parse import parse_qsl

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control
from django.utils.functional import Promise
from django.utils.translation import get_language_from_request, override
from django.utils.translation import gettext_lazy as _

from locator.config import errors
from locator.contention import waiting_at_most

_PATIENCE_MS: Final = 3_000
_CURATORS_PATIENCE_MS: Final = 20_000
"""As long as SQLite's connections wait anyway."""


class EdgeMiddleware:
    """What holds for every address, whichever view it leads to.

    A NUL is refused: SQLite takes it, PostgreSQL cannot. A redirect of an address with
    a query is kept nowhere: the query may hold a position or a phone number. A visitor
    learns soon that somebody else writes for long; a curator waits longer, but no
    thread of the server waits without end.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if wrong := _unreadable(request):
            with override(get_language_from_request(request, check_path=True)):
                where = _names_with_nul(request.META.get("QUERY_STRING", ""))
                return errors.bad_request(request, errors.WrongText(str(wrong), where))
        with _patience_of(request):
            response = self.get_response(request)
        leads_on = 300 <= response.status_code < 400 and "Location" in response
        if leads_on and request.META.get("QUERY_STRING"):
            patch_cache_control(response, no_store=True)
        return response


def _unreadable(request: HttpRequest) -> Promise | None:
    """What is wrong with its address or text, in no language yet."""
    query = request.META.get("QUERY_STRING", "")
    if "\0" in request.path_info or "\0" in query or "%00" in query:
        return _("The address holds a NUL character; take it out.")
    return None


def _names_with_nul(query: str) -> list[str]:
    pairs = parse_qsl(query, keep_blank_values=True)
    return [*dict.fromkeys(name for name, value in pairs if "\0" in value)]


def _patience_of(request: HttpRequest) -> AbstractContextManager[None]:
    if request.method in ("GET", "HEAD", "OPTIONS"):
        return nullcontext()
    if request.path_info.startswith("/admin/"):
        return waiting_at_most(_CURATORS_PATIENCE_MS)
    return waiting_at_most(_PATIENCE_MS)
