from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.cache import patch_cache_control
from django.utils.encoding import escape_uri_path, iri_to_uri
from django.utils.translation import get_language_from_path

_A_YEAR_S = 365 * 24 * 3600


class ChosenLanguageMiddleware:
    """Leads other names of a language to ours, and remembers a changed language.

    It is changed by going over from a page in another one.

    An address without a language (the start, a short link, the admin) then leads to
    the one gone over to. Whoever only follows a link from elsewhere, or changes
    nothing, gets no cookie; a page made for frames sets none, which would be a third
    party's.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen = _language_of(request.path_info)
        written, *rest = request.path_info.removeprefix("/").split("/")
        if chosen and chosen != written and request.method in {"GET", "HEAD"}:
            # /zh-tw/ and /KM/ are languages we have, under another name.
            return HttpResponseRedirect(
                _address("/".join(["", chosen, *rest]), request)
            )
        response = self.get_response(request)
        before = _language_of_the_page_before(request)
        in_frame = getattr(response, "xframe_options_exempt", False)
        if chosen and before and chosen != before and not in_frame:
            response.set_cookie(
                settings.LANGUAGE_COOKIE_NAME,
                chosen,
                max_age=_A_YEAR_S,
                samesite="Lax",
                secure=settings.HTTPS,
                httponly=True,
            )
            patch_cache_control(response, private=True)
        return response


def _address(path: str, request: HttpRequest) -> str:
    query = request.META.get("QUERY_STRING", "")
    return iri_to_uri(escape_uri_path(path) + (f"?{query}" if query else ""))


def _language_of_the_page_before(request: HttpRequest) -> str | None:
    try:
        before = urlsplit(request.headers.get("Referer", ""))
    except ValueError:
        return None
    if before.netloc != request.get_host():
        return None
    return _language_of(before.path)


def _language_of(path: str) -> str | None:
    language = get_language_from_path(path)
    return language.lower() if language else None
