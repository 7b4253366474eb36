"""What all resources of v1 have in common, whichever app they are in."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, ClassVar, Final
from urllib.parse import urlencode

import orjson
from django.http import HttpResponse, HttpResponseNotModified, QueryDict
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags
from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.views import APIView

from locator.api import answers
from locator.api.described import Shape
from locator.api.errors import BadParameters
from locator.api.parameters import LANG, LANGUAGES, Parameter, format_parameter
from locator.api.renderers import JSONRenderer
from locator.api.retiring import Retirement
from locator.geo.point import GeoError, Point
from locator.models.reading import one_reading

_PREFLIGHT_KEPT_S: Final = 86_400
_MAY_BE_SENT: Final = "Accept, Authorization, Content-Type, If-None-Match, X-Request-ID"


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


class Resource(APIView):
    """Something to read: strict parameters, one language, no cookies, kept briefly.

    A subclass declares its `parameters` and gives an `answer`. Any other parameter, or
    one given twice, is a 400 that names it. Names come in the language of `lang`,
    English by default. `query` holds the parameters with the position rounded.
    """

    parameters: ClassVar[tuple[Parameter, ...]] = ()
    renderer_classes = [JSONRenderer]
    kept_s: ClassVar[int] = answers.KEPT_S
    """For so long an answer may be given again, by this site and by caches."""

    read_again_s: ClassVar[float] = answers.READ_AGAIN_S
    """What was read for other answers serves for so long in this process."""

    retirement: ClassVar[Retirement | None] = None
    """Set where it will go, see docs/api.md: its answers and its document say so."""

    # What the API's document says of it, besides its docstring and its parameters.
    is_documented: ClassVar[bool] = True
    shape: ClassVar[Shape | None] = None
    refusals: ClassVar[tuple[int, ...]] = ()
    path_examples: ClassVar[dict[str, str]] = {}

    query: QueryDict

    def permalink(self, path: str) -> str:
        """The absolute address of a path of this site."""
        return f"{self._origin}{path}"

    def answer(self, request: Request, **path: str) -> Answer | HttpResponseBase:
        """The answer, or a response that is sent as it is and never kept."""
        raise NotImplementedError

    @classmethod
    def all_parameters(cls) -> tuple[Parameter, ...]:
        formats = [renderer.format for renderer in cls.renderer_classes]
        forms = (format_parameter(formats),) if len(formats) > 1 else ()
        return (*cls.parameters, LANG, *forms)

    @classmethod
    def media_types(cls) -> tuple[str, ...]:
        return tuple(renderer.media_type for renderer in cls.renderer_classes)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        query = request.query_params
        language = query.get("lang", "en").lower()
        translation.activate(language if language in LANGUAGES else "en")
        super().initial(request, *args, **kwargs)
        if errors := list(self._wrong_parameters(query)):
            raise BadParameters(errors)
        self.query = _with_rounded_position(query)
        self._origin = request.build_absolute_uri("/")[:-1]

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

    def options(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        """What a browser asks before a script of another site may ask."""
        methods = ", ".join(self.allowed_methods)
        return HttpResponse(
            status=204,
            headers={
                "Allow": methods,
                "Access-Control-Allow-Methods": methods,
                "Access-Control-Allow-Headers": _MAY_BE_SENT,
                "Access-Control-Max-Age": str(_PREFLIGHT_KEPT_S),
            },
        )

    def finalize_response(
        self, request: Request, response: Any, *args: Any, **kwargs: Any
    ) -> Any:
        response = super().finalize_response(request, response, *args, **kwargs)
        if self.retirement:
            origin = request.build_absolute_uri("/")[:-1]
            self.retirement.tell(response, origin=origin, told_at=reverse("api-docs"))
        if self.kept_s and response.status_code in {200, 304}:
            response["Cache-Control"] = (
                f"public, max-age={self.kept_s}, stale-while-revalidate={self.kept_s}"
            )
        return response

    def _wrong_parameters(self, query: QueryDict) -> Iterator[tuple[str, str]]:
        known = _by_name(type(self))  # type: ignore[arg-type]
        for name, values in query.lists():
            if name not in known:
                yield name, _("There is no such parameter.")
            elif len(values) > 1 and not known[name].is_repeatable:
                yield name, _("Give it once.")
            elif name in {"lang", "format"}:
                choices: list[str] = known[name].schema["enum"]
                if values[0].lower() not in choices:
                    yield name, _("Choose one of %s.") % ", ".join(choices)

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
        links = _links(request, kept, media_type) if kept.is_page else []
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


@cache
def _by_name(resource: Any) -> dict[str, Parameter]:
    return {parameter.name: parameter for parameter in resource.all_parameters()}


Permalink = Callable[[str], str]
"""Makes an absolute address of a path; one without a language leads to the reader's."""


def _with_rounded_position(query: QueryDict) -> QueryDict:
    """Alike for all who stand within 11 metres; a wrong position stays as it is."""
    rounded = query.copy()
    if near := rounded.get("near"):
        try:
            rounded["near"] = str(Point.parse(near).rounded())
        except GeoError:
            return query
    return rounded


def _links(
    request: Request, kept: answers.KeptAnswer, media_type: str
) -> list[dict[str, str]]:
    query = [
        (name, value)
        for name, values in request.query_params.lists()
        for value in values
        if name != "cursor"
    ]
    here = request.build_absolute_uri(request.path)
    links = [{"rel": "self", "type": media_type, "href": request.build_absolute_uri()}]
    if kept.cursor:
        following = urlencode([*query, ("cursor", kept.cursor)], safe=",:")
        links.append({"rel": "next", "type": media_type, "href": f"{here}?{following}"})
    return links


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
