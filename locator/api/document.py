"""Where the API's document is read: by programs and by people."""

from typing import Any, Final

from django.urls import reverse
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import OpenApiJsonRenderer, OpenApiYamlRenderer
from drf_spectacular.views import SpectacularSwaggerSplitView
from rest_framework.request import Request

from locator.api.resource import Payload, Resource
from locator.documents import documents

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
        generator = SchemaGenerator()
        told = generator.get_schema(request=None, public=True)
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
        _give_examples(told, generator)
        return Payload(told)


def _give_examples(document: dict[str, Any], generator: SchemaGenerator) -> None:
    """What there is to ask for now, so that each operation can be tried at once."""
    endpoints: Any = generator.endpoints
    for path, _regex, method, callback in endpoints:
        operation = document["paths"].get(path, {}).get(method.lower(), {})
        in_path = [p for p in operation.get("parameters", ()) if p["in"] == "path"]
        examples = callback.cls.path_examples() if in_path else {}
        for parameter in in_path:
            if example := examples.get(parameter["name"]):
                parameter["example"] = example


class Documentation(SpectacularSwaggerSplitView):
    """Swagger's page: its script has an address of its own, as the policy demands."""

    url_name = "api-v1:schema"
    template_name = "locator/api_docs.html"
