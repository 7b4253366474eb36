"""The API's document, OpenAPI 3.1, made from what the resources declare."""

import re
from typing import Any, Final

import uritemplate
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import ResolvedComponent
from drf_spectacular.utils import OpenApiResponse
from rest_framework import status

from locator.api.json_schema import INTEGER, TEXT, Shape, array_of, object_of
from locator.api.negotiation import AsItIs
from locator.api.parameters import Parameter
from locator.api.renderers import ProblemRenderer
from locator.api.resource import Resource

PROBLEM: Final = Shape(
    "Problem",
    {
        "description": "RFC 9457. `errors` names the parameters or fields that are "
        "wrong; `successor` is the id of the outlet that a withdrawn one is now.",
        **object_of(
            {
                "type": TEXT,
                "title": TEXT,
                "status": INTEGER,
                "detail": TEXT,
                "errors": array_of(object_of({"parameter": TEXT, "detail": TEXT})),
                "successor": TEXT,
            },
            optional=("errors", "successor"),
        ),
    },
)
_STATUS_DESCRIPTIONS: Final = {
    304: "What the client says it has is still right.",
    400: "A parameter is unknown, given twice, cannot be read or makes no sense.",
    401: "The API key is not known, or was revoked.",
    404: "There is nothing, or nothing public, at this address.",
    406: "None of the forms that the client accepts.",
    410: "The outlet is closed for good.",
    411: "The body came in chunks, without its length.",
    413: "The body is too long.",
    415: "The body is neither JSON nor a form.",
    429: "Too many requests; `Retry-After` says when to ask again.",
    503: "Not ready, or busy: nothing was kept. `Retry-After` says when to ask again.",
}
_IN_PATH: Final = {
    "public_id": "`id` of an outlet, as `outlets/` gives it.",
    "name": "End of the address of a file, as `snapshot/` gives it.",
    "slug": "`slug` of a guide, as `guides/` gives it.",
}
_ALWAYS: Final = (400, 401, 406, 429)


class ResourceSchema(AutoSchema):
    """The operation of an `Endpoint`; other views are left out of the document."""

    view: Any

    def is_excluded(self) -> bool:
        return not getattr(self.view, "is_documented", False)

    def get_operation_id(self) -> str:
        name = type(self.view).__name__
        return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()

    def get_tags(self) -> list[str]:
        return super().get_tags() or ["v1"]

    def get_summary(self) -> str:
        return self._documented()[0].rstrip(".")

    def get_description(self) -> str:  # type: ignore[override]
        first, rest = self._documented()
        return rest or first

    def is_deprecated(self) -> bool:
        return self.view.deprecation is not None

    def get_request_serializer(self) -> Any:
        return None

    def get_response_serializers(self) -> Any:
        shape: Shape | None = self.view.shape
        if shape:
            self._register(shape)
        self._register(PROBLEM)
        answers: dict[Any, OpenApiResponse] = {}
        for media_type in self.view.media_types():
            is_json = media_type.endswith("json")
            schema = shape.ref if shape and is_json else {"type": "string"}
            answers[200, media_type] = OpenApiResponse(schema, "As asked.")
        if isinstance(self.view, Resource):
            answers[304] = OpenApiResponse(None, _STATUS_DESCRIPTIONS[304])
        refusals = {*_ALWAYS, *self.view.refusals}
        if self.view.content_negotiation_class is AsItIs:
            refusals.remove(status.HTTP_406_NOT_ACCEPTABLE)
        for code in sorted(refusals):
            answers[code, ProblemRenderer.media_type] = OpenApiResponse(
                PROBLEM.ref, _STATUS_DESCRIPTIONS[code]
            )
        return answers

    def _get_response_headers_for_code(
        self, status_code: str, direction: str = "response"
    ) -> dict[str, Any]:
        names = ["X-Request-ID", "RateLimit-Policy", "RateLimit", "Cache-Control"]
        if status_code == "401":
            names.append("WWW-Authenticate")
        is_read = self.method == "GET"
        if is_read and status_code in {"200", "304"}:
            names.append("ETag")
        pages = any(p.name == "cursor" for p in self.view.all_parameters())
        if pages and status_code in {"200", "304"}:
            names.append("Link")
        if status_code in {"429", "503"}:
            names.append("Retry-After")
        if self.view.deprecation:
            names += ["Deprecation", "Sunset"]
        return {name: {"$ref": f"#/components/headers/{name}"} for name in names}

    def _documented(self) -> tuple[str, str]:
        text = str(super().get_description())
        first, _gap, rest = text.partition("\n\n")
        return first, rest

    def _get_parameters(self) -> list[dict[str, Any]]:
        in_path = self._resolve_path_parameters(uritemplate.variables(self.path))
        for parameter in in_path:
            parameter["description"] = _IN_PATH[parameter["name"]]
        return [*in_path, *map(_parameter, self.view.all_parameters())]

    def _register(self, shape: Shape) -> None:
        component = ResolvedComponent(
            name=shape.name,
            type=ResolvedComponent.SCHEMA,
            schema=dict(shape.schema),
            object=shape.name,
        )
        self.registry.register_on_missing(component)
        for used in shape.uses:
            self._register(used)


def _parameter(parameter: Parameter) -> dict[str, Any]:
    schema = dict(parameter.schema)
    told: dict[str, Any] = {
        "name": parameter.name,
        "in": "query",
        "description": parameter.description,
        "schema": {"type": "array", "items": schema}
        if parameter.is_repeatable
        else schema,
    }
    if parameter.is_required:
        told["required"] = True
    if parameter.example is not None:
        told["example"] = parameter.example
    return told
