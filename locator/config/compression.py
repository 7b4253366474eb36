from typing import Any, Final

import brotli  # type: ignore[import-untyped]
from django.http import HttpRequest
from django.middleware.gzip import GZipMiddleware
from django.utils.cache import has_vary_header, patch_vary_headers

_SHORT: Final = 200
# Smaller than gzip's best, in about its time.
_QUALITY: Final = 4


class CompressionMiddleware(GZipMiddleware):
    """Brotli for who reads it, a tenth less than gzip; gzip for all others.

    What hangs on a cookie, and what is streamed, comes as gzip at most: Django adds to
    its length at random, so that nobody guesses a secret from it.
    """

    def process_response(self, request: HttpRequest, response: Any) -> Any:
        if response.get("Content-Type") == "application/gzip":
            return response
        patch_vary_headers(response, ("Accept-Encoding",))
        codings = _accepted(request.META.get("HTTP_ACCEPT_ENCODING", ""))
        if "br" not in codings or not _may_be_brotli(response):
            # Django would take `gzip;q=0` for a wish.
            is_gzip = "gzip" in codings
            return super().process_response(request, response) if is_gzip else response
        packed = brotli.compress(
            response.content, quality=_QUALITY, mode=brotli.MODE_TEXT
        )
        if len(packed) < len(response.content):
            response.content = packed
            response["Content-Length"] = str(len(packed))
            response["Content-Encoding"] = "br"
        return response


def _accepted(header: str) -> set[str]:
    """Codings that the client reads, of those it names."""
    accepted = set()
    for part in header.lower().split(","):
        coding, _semicolon, weight = part.replace(" ", "").partition(";q=")
        if weight.strip("0.") or not weight:
            accepted.add(coding)
    return accepted


def _may_be_brotli(response: Any) -> bool:
    return (
        not response.streaming
        and len(response.content) >= _SHORT
        and "Content-Encoding" not in response
        and not has_vary_header(response, "Cookie")
    )
