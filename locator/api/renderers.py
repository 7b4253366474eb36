from collections.abc import Mapping
from typing import Any

import orjson
from rest_framework.renderers import BaseRenderer


class GeoJSONRenderer(BaseRenderer):
    """GeoJSON by orjson, as QGIS and other readers of RFC 7946 expect it."""

    media_type = "application/geo+json"
    format = "geojson"
    charset = None

    def render(
        self,
        data: Any,
        accepted_media_type: str | None = None,
        renderer_context: Mapping[str, Any] | None = None,
    ) -> bytes:
        return b"" if data is None else orjson.dumps(data, default=str)


class ProblemRenderer(GeoJSONRenderer):
    """An error as RFC 9457 problem details."""

    media_type = "application/problem+json"
    format = "problem"


class JSONRenderer(GeoJSONRenderer):
    """The same bytes for a client that asks for plain JSON."""

    media_type = "application/json"
    format = "json"


class CSVRenderer(BaseRenderer):
    """Named for negotiation; the table is streamed by its view."""

    media_type = "text/csv"
    format = "csv"
