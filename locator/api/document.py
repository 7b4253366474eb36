"""Where the API's document is read: by programs and by people."""

from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import OpenApiJsonRenderer, OpenApiYamlRenderer
from drf_spectacular.views import SpectacularSwaggerSplitView
from rest_framework.request import Request

from locator.api.resource import Payload, Resource


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
        return Payload(SchemaGenerator().get_schema(request=None, public=True))


class Documentation(SpectacularSwaggerSplitView):
    """Swagger's page: its script has an address of its own, as the policy demands."""

    url_name = "api-v1:schema"
    template_name = "locator/api_docs.html"
