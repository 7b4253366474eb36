"""What all addresses of v1 have in common, whichever app they are in."""

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any, ClassVar, Final

from django.http import HttpResponse, QueryDict
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.views import APIView

from locator.api.deprecation import Deprecation
from locator.api.errors import BadParameters
from locator.api.json_schema import Shape
from locator.api.parameters import LANG, Parameter, format_parameter
from locator.api.renderers import JSONRenderer
from locator.search.strict import wrong_names

_PREFLIGHT_MAX_AGE_S: Final = 86_400
_ALLOWED_HEADERS: Final = (
    "Accept, Authorization, Content-Type, If-None-Match, X-Request-ID"
)

Permalink = Callable[[str], str]
"""Makes an absolute address of a path; one without a language leads to the reader's."""


class Endpoint(APIView):
    """Strict parameters, one language, no cookies.

    A subclass declares its `parameters`. Any other, or one given twice, is a 400 that
    names it. Names come in the language of `lang`, English by default, which
    `APIMiddleware` sees to.
    """

    parameters: ClassVar[tuple[Parameter, ...]] = ()
    renderer_classes = [JSONRenderer]
    cache_control: ClassVar[str] = "no-store"
    """Of what is not an error; those are kept by nobody."""

    deprecation: ClassVar[Deprecation | None] = None
    """Set where it will go, see docs/api.md: its answers and its document say so."""

    # What the API's document says of it, besides its docstring and its parameters.
    is_documented: ClassVar[bool] = True
    shape: ClassVar[Shape | None] = None
    refusals: ClassVar[tuple[int, ...]] = ()

    def permalink(self, path: str) -> str:
        """The absolute address of a path of this site."""
        return f"{self._origin}{path}"

    @cached_property
    def _origin(self) -> str:
        return self.request.build_absolute_uri("/")[:-1]

    @classmethod
    def all_parameters(cls) -> tuple[Parameter, ...]:
        formats = [*dict.fromkeys(renderer.format for renderer in cls.renderer_classes)]
        choice = (format_parameter(formats),) if len(formats) > 1 else ()
        return (*cls.parameters, LANG, *choice)

    @classmethod
    def path_examples(cls) -> dict[str, str]:
        """Of each parameter in its path one that leads to something, if any does."""
        return {}

    @classmethod
    def media_types(cls) -> tuple[str, ...]:
        return tuple(renderer.media_type for renderer in cls.renderer_classes)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        query = request.query_params
        super().initial(request, *args, **kwargs)
        if errors := list(self._wrong_parameters(query)):
            raise BadParameters(errors)

    def options(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        """What a browser asks before a script of another site may ask."""
        methods = ", ".join(self.allowed_methods)
        return HttpResponse(
            status=204,
            headers={
                "Allow": methods,
                "Access-Control-Allow-Methods": methods,
                "Access-Control-Allow-Headers": _ALLOWED_HEADERS,
                "Access-Control-Max-Age": str(_PREFLIGHT_MAX_AGE_S),
            },
        )

    def finalize_response(
        self, request: Request, response: Any, *args: Any, **kwargs: Any
    ) -> Any:
        response = super().finalize_response(request, response, *args, **kwargs)
        if self.deprecation:
            told_at = reverse("api-docs")
            self.deprecation.tell(response, origin=self._origin, told_at=told_at)
        response.headers.setdefault("Cache-Control", self.cache_control)
        return response

    def _wrong_parameters(self, query: QueryDict) -> Iterator[tuple[str, str]]:
        known = self._parameters_by_name()
        several = {name for name in known if known[name].is_repeatable}
        wrong = dict(wrong_names(query, known, several=several))
        yield from wrong.items()
        for name, values in query.lists():
            if name in wrong:
                continue
            if not all(map(str.strip, values)):
                yield name, _("It is empty: give a value, or leave it out.")
            elif name in {"lang", "format"}:
                choices: list[str] = known[name].schema["enum"]
                if values[0].lower() not in choices:
                    yield name, _("Choose one of %s.") % ", ".join(choices)

    @classmethod
    @cache
    def _parameters_by_name(cls) -> dict[str, Parameter]:
        return {parameter.name: parameter for parameter in cls.all_parameters()}
