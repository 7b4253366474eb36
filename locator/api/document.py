"""Where the API's document is read: by programs and by people."""

from typing import Any, Final

from django.urls import reverse
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import OpenApiJsonRenderer, OpenApiYamlRenderer
from drf_spectacular.views import SpectacularSwaggerSplitView
from rest_framework.request import Request

from locator.api.resource import Payload, Resource
from locator.documents import documents
from locator.models import Outlet
from locator.sync.snapshot import offered_snapshot

_TOLD_ELSEWHERE: Final = (
    "Limits, errors, caching, ids, keys, what v1 promises and how to keep a copy"
)


class JSONDocumentRenderer(OpenApiJsonRenderer):
    format = "json"


class PlainJSONDocumentRenderer(JSONDocumentRenderer):
    media_type = "application/json"


class PlainYAMLDocumentRenderer(OpenApiYamlRenderer):
    media_type = "application/yaml"


class Document(Resource):
    """OpenAPI 3.1, as JSON or YAML."""

    renderer_classes = [
        JSONDocumentRenderer,
        OpenApiYamlRenderer,
        PlainJSONDocumentRenderer,
        PlainYAMLDocumentRenderer,
    ]
    is_documented = False

    def answer(self, request: Request, **path: str) -> Payload:
        told = SchemaGenerator().get_schema(request=None, public=True)
        told["servers"] = [{"url": self.permalink("")}]
        pages = [
            (document.label, self.permalink(reverse("document", args=[document.slug])))
            for document in documents()
        ]
        if pages:
            links = ", ".join(f"[{label}]({address})" for label, address in pages)
            told["info"]["description"] += f"\n\n{_TOLD_ELSEWHERE}: {links}."
            label, address = pages[0]
            told["externalDocs"] = {"description": str(label), "url": address}
        _give_examples(told["paths"])
        return Payload(told)


def _give_examples(paths: dict[str, Any]) -> None:
    """What there is to ask for now, so that each operation can be tried at once."""
    known: dict[str, str | None] = {
        "public_id": Outlet.objects.published()
        .order_by("pk")
        .values_list("public_id", flat=True)
        .first()
    }
    if manifest := offered_snapshot():
        known["name"] = manifest["files"][0]["name"]
    for methods in paths.values():
        for operation in methods.values():
            for parameter in operation.get("parameters", ()):
                example = known.get(parameter["name"])
                if parameter["in"] == "path" and example:
                    parameter["example"] = example


class Documentation(SpectacularSwaggerSplitView):
    """Swagger's page: its script has an address of its own, as the policy demands."""

    url_name = "api-v1:schema"
    template_name = "locator/api_docs.html"
