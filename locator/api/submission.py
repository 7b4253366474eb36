"""What all addresses have in common that are sent something."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any, ClassVar, Final

import orjson
from django.http import HttpResponse, QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import OpenApiExample, OpenApiRequest, OpenApiResponse
from rest_framework import status
from rest_framework.exceptions import APIException, ParseError
from rest_framework.parsers import BaseParser
from rest_framework.request import Request

from locator.api.endpoint import Endpoint
from locator.api.errors import BadParameters
from locator.api.json_schema import Shape
from locator.api.renderers import JSONRenderer
from locator.api.schema import ResourceSchema

_MAX_BYTES: Final = 16_384


class TooLong(APIException):
    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE
    default_detail = gettext_lazy("The body is too long.")


class LengthRequired(APIException):
    """WSGI has no body of a request that is sent in chunks."""

    status_code = status.HTTP_411_LENGTH_REQUIRED
    default_detail = gettext_lazy("Send the body whole, with its Content-Length.")


class ShortJSONParser(BaseParser):
    """One JSON object, read by orjson: no lone surrogates and no endless nesting."""

    media_type = "application/json"

    def parse(
        self,
        stream: Any,
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        try:
            return orjson.loads(_body(stream))
        except orjson.JSONDecodeError as error:
            raise ParseError(_("The body is not JSON.")) from error


class ShortFormParser(BaseParser):
    """The fields of an HTML form, in UTF-8 whatever the header says."""

    media_type = "application/x-www-form-urlencoded"

    def parse(
        self,
        stream: Any,
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> QueryDict:
        return QueryDict(_body(stream), encoding="utf-8")


class SubmissionSchema(ResourceSchema):
    def get_request_serializer(self) -> Any:
        self._register(self.view.accepts)
        return {
            parser.media_type: OpenApiRequest(
                self.view.accepts.ref,
                examples=[OpenApiExample("try", self.view.sent_example)],
            )
            for parser in self.view.parser_classes
        }

    def get_response_serializers(self) -> Any:
        answers = super().get_response_serializers()
        (media_type,) = self.view.media_types()
        del answers[200, media_type]
        told = {
            (code, media_type): OpenApiResponse(self.view.shape.ref, sentence)
            for code, sentence in self.view.results.items()
        }
        return told | answers


class Submission(Endpoint, ABC):
    """Something to send, as JSON or as a form; each field is a text.

    A subclass declares what it `accepts`, with a `sent_example`, the `results` by
    status code, and gives a `receipt`. A field that is unknown or given twice is a 400
    that names it.
    """

    http_method_names = ["post", "options"]
    parser_classes = [ShortJSONParser, ShortFormParser]
    schema = SubmissionSchema()
    accepts: ClassVar[Shape]
    sent_example: ClassVar[dict[str, str]]
    results: ClassVar[dict[int, str]]

    @abstractmethod
    def receipt(
        self, request: Request, sent: dict[str, str], **path: str
    ) -> tuple[int, dict[str, Any]]:
        """The status code and what is answered."""

    def post(self, request: Request, **path: str) -> HttpResponse:
        if "HTTP_TRANSFER_ENCODING" in request.META:
            raise LengthRequired
        # No CSRF token, as DRF has it: there is no session or cookie here that another
        # site's page could use without its visitor's will.
        code, told = self.receipt(request, self._sent(request.data), **path)
        return HttpResponse(
            JSONRenderer().render(told),
            status=code,
            content_type=JSONRenderer.media_type,
        )

    def _sent(self, body: Any) -> dict[str, str]:
        if not isinstance(body, dict):
            raise ParseError(_("Send one JSON object, or a form."))
        known = self.accepts.schema["properties"]
        sent: dict[str, str] = {}
        errors: list[tuple[str, str]] = []
        for name, values in _fields(body):
            if name not in known:
                errors.append((name, _("There is no such field.")))
            elif len(values) > 1:
                errors.append((name, _("Give it once.")))
            elif not isinstance(values[0], str | None):
                errors.append((name, _("Give it as a text.")))
            else:
                sent[name] = values[0] or ""
        if errors:
            raise BadParameters(errors)
        return sent


def _fields(body: dict[str, Any]) -> list[tuple[str, list[Any]]]:
    if isinstance(body, QueryDict):
        return list(body.lists())
    return [(name, [value]) for name, value in body.items()]


def _body(stream: Any) -> bytes:
    body: bytes = stream.read(_MAX_BYTES + 1)
    if len(body) > _MAX_BYTES:
        raise TooLong
    return body
