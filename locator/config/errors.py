"""What answers an error outside any view: problem details under /api/, else a page."""

import sys
from collections.abc import Sequence
from http import HTTPStatus
from typing import Final

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from locator.api.errors import problem
from locator.contention import is_contention
from locator.views import errors as pages

RETRY_AFTER_S: Final = 60
"""An import may write for minutes: sooner is in vain."""


class WrongText(BadRequest):
    """A text that cannot be read, in these parameters where it stands in the query."""

    def __init__(self, sentence: str, parameters: Sequence[str] = ()) -> None:
        super().__init__(sentence)
        self.parameters = parameters


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    if not _is_api(request):
        return pages.bad_request(request, exception)
    # Django's own words here are for developers; BadRequest's are ours.
    said = str(exception) if isinstance(exception, BadRequest) else ""
    detail = said or _("The request cannot be read.")
    if isinstance(exception, WrongText) and exception.parameters:
        errors = [{"parameter": name, "detail": said} for name in exception.parameters]
        named = " ".join(f"{name}: {said}" for name in exception.parameters)
        return problem(HTTPStatus.BAD_REQUEST, named, {"errors": errors})
    return problem(HTTPStatus.BAD_REQUEST, detail)


def forbidden(
    request: HttpRequest, exception: Exception | None = None, reason: str = ""
) -> HttpResponse:
    """For Django's guard of forms too, which gives a reason for developers."""
    if not _is_api(request):
        return pages.forbidden(request)
    return problem(HTTPStatus.FORBIDDEN, _("This is not for you."))


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    if not _is_api(request):
        return pages.not_found(request, exception)
    detail = _("There is nothing at this address of the API.")
    return problem(HTTPStatus.NOT_FOUND, detail)


def server_error(request: HttpRequest) -> HttpResponse:
    """For a write that others were in the way of, 503 and when to try again."""
    if is_contention(sys.exception()):
        return _busy(request)
    if not _is_api(request):
        return pages.server_error(request)
    detail = _("The fault is ours and is noted.")
    return problem(HTTPStatus.INTERNAL_SERVER_ERROR, detail)


def _busy(request: HttpRequest) -> HttpResponse:
    if _is_api(request):
        detail = _("The site is busy: nothing was saved. Send it again in a minute.")
        response = problem(HTTPStatus.SERVICE_UNAVAILABLE, detail)
    else:
        response = pages.busy(request)
    response["Retry-After"] = str(RETRY_AFTER_S)
    return response


def _is_api(request: HttpRequest) -> bool:
    return request.path_info.startswith("/api/")
