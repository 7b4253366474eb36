from collections.abc import Iterable
from typing import Any

from django.http.request import MediaType
from rest_framework.exceptions import NotAcceptable
from rest_framework.negotiation import (
    BaseContentNegotiation,
    DefaultContentNegotiation,
)
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request

from locator.api.renderers import JSONRenderer


class FormatThenAccept(DefaultContentNegotiation):
    """By the parameter `format` where it names a renderer, else by `Accept`.

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
        if not request.META.get("HTTP_ACCEPT", "").strip():
            return renderers[0], renderers[0].media_type
        # By their q-values, which DRF does not read.
        for accepted in request._request.accepted_types:
            for renderer in renderers:
                if _is_accepted(renderer.media_type, accepted):
                    return renderer, renderer.media_type
        raise NotAcceptable


def _is_accepted(media_type: str, accepted: MediaType) -> bool:
    main, _slash, sub = media_type.partition("/")
    return accepted.main_type in {"*", main} and accepted.sub_type in {"*", sub}


class AsItIs(BaseContentNegotiation):
    """For a file, which has one form: `Accept` is not asked."""

    def select_renderer(
        self,
        request: Request,
        renderers: Iterable[BaseRenderer],
        format_suffix: str | None = None,
    ) -> Any:
        return JSONRenderer(), JSONRenderer.media_type
