"""Every error leaves the API as RFC 9457 problem details."""

from http import HTTPStatus
from typing import Any

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from rest_framework import status
from rest_framework.exceptions import APIException
from rest_framework.response import Response
from rest_framework.views import exception_handler

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
    default_detail = _("This outlet is closed for good.")


def problem_response(exception: Exception, context: dict[str, Any]) -> Response | None:
    """DRF's exception handler; None for what is not a client's fault."""
    response = exception_handler(exception, context)
    if response is None:
        return None
    problem = _problem(response.status_code, str(response.data["detail"]))
    if isinstance(exception, BadParameters):
        problem["errors"] = [
            {"parameter": name, "detail": text} for name, text in exception.errors
        ]
    response.data = problem
    response.content_type = ProblemRenderer.media_type
    return response


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """An address under /api/ that no view has."""
    detail = gettext("There is nothing at this address of the API.")
    problem = _problem(status.HTTP_404_NOT_FOUND, detail)
    return HttpResponse(
        ProblemRenderer().render(problem),
        status=status.HTTP_404_NOT_FOUND,
        content_type=ProblemRenderer.media_type,
    )


def _problem(code: int, detail: str) -> dict[str, Any]:
    return {
        "type": "about:blank",
        "title": HTTPStatus(code).phrase,
        "status": code,
        "detail": detail,
    }
