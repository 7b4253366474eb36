"""Where programs begin: what v1 has, by address."""

from typing import ClassVar, Final

from django.urls import reverse
from rest_framework.request import Request

from locator.api.json_schema import URI, Shape, described, object_of
from locator.api.resource import Payload, Resource

_ROOT: Final = Shape(
    "Root",
    object_of(
        {
            "resources": {
                "type": "object",
                "description": "The addresses of what may be asked, by name.",
                "additionalProperties": URI,
            },
            "schema": described(URI, "This document, as OpenAPI 3.1."),
            "documentation": described(URI, "The same for people, to be tried."),
        }
    ),
)


class Root(Resource):
    """The addresses of all resources that need no id."""

    routes: ClassVar[tuple[str, ...]] = ()
    """Names of the routes; the site's assembly knows them all."""

    shape = _ROOT

    def answer(self, request: Request, **path: str) -> Payload:
        paths = map(reverse, self.routes)
        return Payload(
            {
                "resources": {
                    path.rstrip("/").rpartition("/")[2]: self.permalink(path)
                    for path in paths
                },
                "schema": self.permalink(reverse("api-v1:schema")),
                "documentation": self.permalink(reverse("api-docs")),
            }
        )
