from collections.abc import Iterable
from typing import Any

from rest_framework.negotiation import (
    BaseContentNegotiation,
    DefaultContentNegotiation,
)
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request

from locator.api.renderers import JSONRenderer


class FormatThenAccept(DefaultContentNegotiation):
    """By the parameter `format` where it names a form, else by `Accept`.

    A `format` that names none is left to the check of parameters, which says so.
    """

    def select_renderer(
        self,
        request: Request,
        renderers: Iterable[BaseRenderer],
        format_suffix: str | None = None,
    ) -> Any:
        renderers = list(renderers)
        wanted = request.query_params.get("format", "").lower()
        for renderer in renderers:
            if renderer.format == wanted:
                return renderer, renderer.media_type
        return super().select_renderer(request, renderers, format_suffix)


class AsItIs(BaseContentNegotiation):
    """For a file, which has one form: `Accept` is not asked."""

    def select_renderer(
        self,
        request: Request,
        renderers: Iterable[BaseRenderer],
        format_suffix: str | None = None,
    ) -> Any:
        return JSONRenderer(), JSONRenderer.media_type
