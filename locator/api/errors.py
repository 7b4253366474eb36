"""Every error leaves the API as RFC 9457 problem details."""

from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from rest_framework import status
from rest_framework.exceptions import APIException
from rest_framework.response import Response
from rest_framework.views import set_rollback

from locator.api.renderers import ProblemRenderer


class BadParameters(APIException):
    """Query parameters that cannot be read; `errors` has (parameter, sentence)."""

    status_code = status.HTTP_400_BAD_REQUEST

    def __init__(self, errors: list[tuple[str, str]]) -> None:
        super().__init__(" ".join(f"{name}: {text}" for name, text in errors))
        self.errors = errors

    @classmethod
    def of_form(cls, form: Form) -> "BadParameters":
        return cls(
            [
                (name, str(sentence))
                for name, sentences in form.errors.items()
                for sentence in sentences
            ]
        )


class Gone(APIException):
    status_code = status.HTTP_410_GONE
    default_detail = "This outlet is closed for good."


def problem_response(exception: Exception, context: dict[str, Any]) -> Response | None:
    """DRF's exception handler; None for what is not a client's fault."""
    if isinstance(exception, Http404):
        exception = APIException(_("There is no such outlet."))
        exception.status_code = status.HTTP_404_NOT_FOUND
    elif isinstance(exception, PermissionDenied):
        exception = APIException(str(exception))
        exception.status_code = status.HTTP_403_FORBIDDEN
    if not isinstance(exception, APIException):
        return None
    set_rollback()
    response = Response(_problem(exception), status=exception.status_code)
    response.content_type = ProblemRenderer.media_type
    for header, value in _headers(exception).items():
        response[header] = value
    return response


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """An address under /api/ that no view has."""
    problem = {
        "type": "about:blank",
        "title": HTTPStatus.NOT_FOUND.phrase,
        "status": 404,
        "detail": _("There is nothing at this address of the API."),
    }
    return HttpResponse(
        ProblemRenderer().render(problem),
        status=404,
        content_type=ProblemRenderer.media_type,
    )


def _problem(exception: APIException) -> dict[str, Any]:
    problem = {
        "type": "about:blank",
        "title": HTTPStatus(exception.status_code).phrase,
        "status": exception.status_code,
        "detail": str(exception.detail),
    }
    if isinstance(exception, BadParameters):
        problem["errors"] = [
            {"parameter": name, "detail": text} for name, text in exception.errors
        ]
    return problem


def _headers(exception: APIException) -> dict[str, str]:
    headers = {}
    if challenge := getattr(exception, "auth_header", None):
        headers["WWW-Authenticate"] = challenge
    if wait := getattr(exception, "wait", None):
        headers["Retry-After"] = str(int(wait))
    return headers
