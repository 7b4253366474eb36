"""What all that can be read of v1 has in common, whichever app it is in."""

import datetime as dt
import hashlib
from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any, ClassVar
from urllib.parse import urlencode

import orjson
from django.http import HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from rest_framework.request import Request

from locator.api.endpoint import Endpoint
from locator.api.response_cache import MAX_AGE_S
from locator.features import local
from locator.models.reading import one_reading


@dataclass(frozen=True, slots=True)
class Payload:
    """What a resource says: a JSON object.

    `moment` is what open and closed in it are of. A page of a list `is_page`; its
    `cursor` leads to the next one, "" on the last.
    """

    members: dict[str, Any]
    moment: dt.datetime | None = None
    cursor: str = ""
    is_page: bool = False


class Resource(Endpoint, ABC):
    """Something to read, kept briefly.

    A subclass gives an `answer`; `query` holds the parameters.
    """

    cache_control = f"public, max-age={MAX_AGE_S}, stale-while-revalidate={MAX_AGE_S}"
    read_again_s: ClassVar[float] = 5
    """What was read for other answers serves for so long in this process."""

    query: QueryDict

    @abstractmethod
    def answer(self, request: Request, **path: str) -> Payload | HttpResponseBase:
        """The answer, or a response that is sent as it is."""

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        self.query = request.query_params

    def get(self, request: Request, **path: str) -> HttpResponseBase:
        with one_reading(within_s=self.read_again_s):
            answer = self.answer(request, **path)
        if isinstance(answer, HttpResponseBase):
            return answer
        renderer = request.accepted_renderer
        body: bytes = renderer.render(answer.members)
        tail: dict[str, Any] = {}
        if answer.moment:
            tail["moment"] = local(answer.moment)
        links = self._links(request, answer.cursor) if answer.is_page else []
        if links:
            tail["links"] = links
        response = HttpResponse(_extended(body, tail), content_type=renderer.media_type)
        for link in links:
            if link["rel"] == "next":
                response["Link"] = f'<{link["href"]}>; rel="next"'
        response["ETag"] = _weak_etag(body, answer.cursor)
        patch_vary_headers(response, ["Accept"])
        return response

    def _links(self, request: Request, cursor: str) -> list[dict[str, str]]:
        media_type = request.accepted_renderer.media_type
        path = self.permalink(request.path)
        query = [
            (name, value) for name, values in self.query.lists() for value in values
        ]
        here = _address(path, query)
        links = [{"rel": "self", "type": media_type, "href": here}]
        if cursor:
            rest = [(name, value) for name, value in query if name != "cursor"]
            following = _address(path, [*rest, ("cursor", cursor)])
            links.append({"rel": "next", "type": media_type, "href": following})
        return links


def this_minute() -> dt.datetime:
    """Nothing opens or closes within a minute."""
    return timezone.now().replace(second=0, microsecond=0)


def _weak_etag(body: bytes, cursor: str) -> str:
    """Alike for answers that say the same, whatever moment and links they end with."""
    more = b"+" if cursor else b"."
    return f'W/"{hashlib.blake2b(body + more, digest_size=12).hexdigest()}"'


def _address(path: str, query: list[tuple[str, str]]) -> str:
    return f"{path}?{urlencode(query, safe=',:')}" if query else path


def _extended(body: bytes, members: dict[str, Any]) -> bytes:
    """The JSON object of `body` with these members at its end."""
    if not members:
        return body
    comma = b"," if len(body) > 2 else b""
    return body[:-1] + comma + orjson.dumps(members)[1:]
