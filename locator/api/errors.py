"""Every error leaves the API as RFC 9457 problem details."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.forms import ChoiceField, Form, ModelChoiceField
from django.http import HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from rest_framework import status
from rest_framework.exceptions import (
    APIException,
    NotAcceptable,
    UnsupportedMediaType,
)
from rest_framework.views import exception_handler

from locator.api.renderers import ProblemRenderer

# Of more, a sentence would be longer than all that was asked for.
_MAX_CHOICES: Final = 30
_MAX_SHOWN: Final = 60


class BadParameters(APIException):
    """Query parameters that cannot be read; `errors` has (parameter, sentence)."""

    status_code = status.HTTP_400_BAD_REQUEST

    def __init__(self, errors: list[tuple[str, str]]) -> None:
        super().__init__(" ".join(f"{name}: {text}" for name, text in errors))
        self.errors = errors

    @classmethod
    def of_form(cls, form: Form) -> "BadParameters":
        """Each sentence; of a wrong choice, one with those there are."""
        return cls(
            [
                (name, sentence)
                for name, errors in form.errors.as_data().items()
                for error in errors
                for sentence in _sentences(form, name, error)
            ]
        )


def checked(form: Form) -> dict[str, Any]:
    """What a form cleaned its data to; raises BadParameters."""
    if not form.is_valid():
        raise BadParameters.of_form(form)
    return form.cleaned_data


class Gone(APIException):
    """`successor` is the public id of the outlet that it is now, or empty."""

    status_code = status.HTTP_410_GONE
    default_detail = _("This outlet is closed for good.")

    def __init__(self, successor: str = "") -> None:
        merged = _("This outlet is the same as another, its successor: ask for that.")
        super().__init__(merged if successor else None)
        self.successor = successor


def _sentences(form: Form, name: str, error: ValidationError) -> list[str]:
    if error.params and "value" in error.params:
        error.params["value"] = str(error.params["value"])[:_MAX_SHOWN]
    field = form.fields.get(name)
    if not isinstance(field, ChoiceField) or error.code != "invalid_choice":
        return [*map(str, error)]
    given = (error.params or {}).get("value", "")
    if isinstance(field, ModelChoiceField):
        slugs = field.queryset.order_by("slug").values_list("slug", flat=True)  # type: ignore[union-attr]
        values = [*slugs[: _MAX_CHOICES + 1]]
    else:
        values = [str(value) for value, _label in field.widget.choices if value != ""]
    if not values or len(values) > _MAX_CHOICES:
        return [*map(str, error)]
    told = {"value": given, "choices": ", ".join(values)}
    return [gettext("“%(value)s” is not known; choose one of %(choices)s.") % told]


def problem_response(
    exception: Exception, context: dict[str, Any]
) -> HttpResponse | None:
    """DRF's exception handler; None for what is not a client's fault.

    Whatever form was asked for, an error comes as problem details.
    """
    response = exception_handler(exception, context)
    if response is None:
        return None
    more: dict[str, Any] = {}
    if isinstance(exception, BadParameters):
        more["errors"] = [
            {"parameter": name, "detail": text} for name, text in exception.errors
        ]
    if isinstance(exception, Gone) and exception.successor:
        more["successor"] = exception.successor
    detail = _in_own_words(exception, context) or str(response.data["detail"])
    told = problem(response.status_code, detail, more)
    for name, value in response.headers.items():
        if name != "Content-Type":
            told.headers[name] = value
    return told


def _in_own_words(exception: Exception, context: dict[str, Any]) -> str:
    """What to send instead, where the framework only says that it will not do."""
    if isinstance(exception, NotAcceptable):
        types = [renderer.media_type for renderer in context["view"].renderer_classes]
        sentence = gettext("This comes as %(forms)s: accept one of these.")
        return sentence % {"forms": ", ".join(types)}
    if isinstance(exception, UnsupportedMediaType):
        types = [parser.media_type for parser in context["view"].parser_classes]
        sentence = gettext("The body is in no form that is read: send %(forms)s.")
        return sentence % {"forms": ", ".join(types)}
    return ""


def problem(
    code: int, detail: str, more: Mapping[str, Any] | None = None
) -> HttpResponse:
    """Problem details as a response."""
    body = {
        "type": "about:blank",
        "title": HTTPStatus(code).phrase,
        "status": code,
        "detail": detail,
        **(more or {}),
    }
    return HttpResponse(
        ProblemRenderer().render(body),
        status=code,
        content_type=ProblemRenderer.media_type,
        # Caches may keep a 404 or 410 that says nothing of it.
        headers={"Cache-Control": "no-store"},
    )
