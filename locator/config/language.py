from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language_from_path

_A_YEAR_S = 365 * 24 * 3600


class ChosenLanguageMiddleware:
    """Remembers the language that a visitor goes over to, from a page in another one.

    An address without a language (the start, a short link, the admin) then leads to
    it. Whoever only follows a link from elsewhere, or changes nothing, gets no cookie.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        chosen = get_language_from_path(request.path_info)
        before = _language_of_the_page_before(request)
        if chosen and before and chosen != before:
            response.set_cookie(
                settings.LANGUAGE_COOKIE_NAME,
                chosen,
                max_age=_A_YEAR_S,
                samesite="Lax",
                secure=settings.HTTPS,
                httponly=True,
            )
        return response


def _language_of_the_page_before(request: HttpRequest) -> str | None:
    try:
        before = urlsplit(request.headers.get("Referer", ""))
    except ValueError:
        return None
    if before.netloc != request.get_host():
        return None
    return get_language_from_path(before.path)
