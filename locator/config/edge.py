from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Final

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control
from django.utils.translation import get_language_from_request, override
from django.utils.translation import gettext as _

from locator.config import errors
from locator.contention import waiting_at_most

_PATIENCE_MS: Final = 3_000


class EdgeMiddleware:
    """What holds for every address, whichever view it leads to.

    A NUL is refused: SQLite takes it, PostgreSQL cannot. A redirect of an address with
    a query is kept nowhere: the query may hold a position or a phone number. A visitor
    learns soon that somebody else writes for long; a curator waits for it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        query = request.META.get("QUERY_STRING", "")
        if "\0" in request.path_info or "\0" in query or "%00" in query:
            with override(get_language_from_request(request, check_path=True)):
                told = BadRequest(_("The address holds a NUL character; take it out."))
                return errors.bad_request(request, told)
        if not _is_text_encoding(request.encoding or "utf-8"):
            with override(get_language_from_request(request, check_path=True)):
                told = BadRequest(_("The text is in no known encoding: send UTF-8."))
                return errors.bad_request(request, told)
        with _patience_of(request):
            response = self.get_response(request)
        if query and 300 <= response.status_code < 400:
            patch_cache_control(response, no_store=True)
        if request.path_info.startswith("/api/") and "Vary" in response:
            _vary_not_by_language(response)
        return response


def _is_text_encoding(name: str) -> bool:
    try:
        b"".decode(name)
    except LookupError:
        return False
    return True


def _patience_of(request: HttpRequest) -> AbstractContextManager[None]:
    writes = request.method not in ("GET", "HEAD", "OPTIONS")
    if writes and not request.path_info.startswith("/admin/"):
        return waiting_at_most(_PATIENCE_MS)
    return nullcontext()


def _vary_not_by_language(response: HttpResponse) -> None:
    """The API's language is in the address; LocaleMiddleware says otherwise of all."""
    names = [name.strip() for name in response["Vary"].split(",")]
    kept = [name for name in names if name.lower() != "accept-language"]
    if kept:
        response["Vary"] = ", ".join(kept)
    else:
        del response["Vary"]
