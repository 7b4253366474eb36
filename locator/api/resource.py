"""What all that can be read of v1 has in common, whichever app it is in."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any, ClassVar
from urllib.parse import urlencode

import orjson
from django.http import HttpResponse, HttpResponseNotModified, QueryDict
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags
from rest_framework.request import Request

from locator.api import answers
from locator.api.endpoint import Endpoint
from locator.geo.point import GeoError, Point
from locator.models.reading import one_reading


@dataclass(frozen=True, slots=True)
class Answer:
    """What a resource says: a JSON object.

    `moment` is what open and closed in it are of. A page of a list `is_page`; its
    `cursor` leads to the next one, "" on the last.
    """

    data: dict[str, Any]
    moment: str = ""
    cursor: str = ""
    is_page: bool = False


class Resource(Endpoint, ABC):
    """Something to read, kept briefly.

    A subclass gives an `answer`; `query` holds the parameters, the position rounded.
    """

    kept_s = answers.KEPT_S
    read_again_s: ClassVar[float] = answers.READ_AGAIN_S
    """What was read for other answers serves for so long in this process."""

    query: QueryDict

    @abstractmethod
    def answer(self, request: Request, **path: str) -> Answer | HttpResponseBase:
        """The answer, or a response that is sent as it is and never kept."""

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        self.query = _with_rounded_position(request.query_params)

    def get(self, request: Request, **path: str) -> HttpResponseBase:
        key = self._key(request)
        kept = answers.kept_answer(key) if self.kept_s else None
        if kept is None:
            with one_reading(within_s=self.read_again_s):
                given = self.answer(request, **path)
            if isinstance(given, HttpResponseBase):
                return given
            kept = self._rendered(request, given)
            if self.kept_s:
                answers.keep_answer(key, kept, self.kept_s)
        return self._response(request, kept)

    def _key(self, request: Request) -> str:
        minute = timezone.now().replace(second=0, microsecond=0)
        pairs = sorted(f"{name}={values}" for name, values in self.query.lists())
        address = self.permalink(request.path)
        media_type = request.accepted_renderer.media_type
        return answers.digest((address, media_type, minute.isoformat(), *pairs))

    def _rendered(self, request: Request, given: Answer) -> answers.KeptAnswer:
        body: bytes = request.accepted_renderer.render(given.data)
        return answers.KeptAnswer(
            body=body,
            etag=answers.weak_etag(body, given.cursor),
            moment=given.moment,
            cursor=given.cursor,
            is_page=given.is_page,
        )

    def _response(self, request: Request, kept: answers.KeptAnswer) -> HttpResponse:
        media_type = request.accepted_renderer.media_type
        links = self._links(request, kept, media_type) if kept.is_page else []
        response: HttpResponse
        if _has(request, kept.etag):
            response = HttpResponseNotModified()
        else:
            tail: dict[str, Any] = {"moment": kept.moment} if kept.moment else {}
            if links:
                tail["links"] = links
            response = HttpResponse(_extended(kept.body, tail), content_type=media_type)
        for link in links:
            if link["rel"] == "next":
                response["Link"] = f'<{link["href"]}>; rel="next"'
        response["ETag"] = kept.etag
        patch_vary_headers(response, ["Accept"])
        return response

    def _links(
        self, request: Request, kept: answers.KeptAnswer, media_type: str
    ) -> list[dict[str, str]]:
        here = self.permalink(request.get_full_path())
        links = [{"rel": "self", "type": media_type, "href": here}]
        if kept.cursor:
            query = [
                (name, value)
                for name, values in request.query_params.lists()
                for value in values
                if name != "cursor"
            ]
            following = urlencode([*query, ("cursor", kept.cursor)], safe=",:")
            path = self.permalink(request.path)
            address = f"{path}?{following}"
            links.append({"rel": "next", "type": media_type, "href": address})
        return links


def _with_rounded_position(query: QueryDict) -> QueryDict:
    """Alike for all who stand within 11 metres; a wrong position stays as it is."""
    rounded = query.copy()
    if near := rounded.get("near"):
        try:
            rounded["near"] = str(Point.parse(near).rounded())
        except GeoError:
            return query
    return rounded


def _has(request: Request, etag: str) -> bool:
    """Whether the client says that it has this answer, weakly compared."""
    tags = parse_etags(request.META.get("HTTP_IF_NONE_MATCH", ""))
    return tags == ["*"] or etag[2:] in {tag.removeprefix("W/") for tag in tags}


def _extended(body: bytes, members: dict[str, Any]) -> bytes:
    """The JSON object of `body` with these members at its end."""
    if not members:
        return body
    comma = b"," if len(body) > 2 else b""
    return body[:-1] + comma + orjson.dumps(members)[1:]
