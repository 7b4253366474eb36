"""Query parameters: what a resource takes, and what its document says of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from locator.languages import LANGUAGES

V1: Final = "/api/v1/"

JSONSchema = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter as the document shows it; any other is refused.

    `schema` is the JSON Schema of one value. `is_repeatable` ones may be given several
    times, all others once.
    """

    name: str
    description: str
    schema: JSONSchema = field(default_factory=lambda: {"type": "string"})
    example: str | int | float | None = None
    is_repeatable: bool = False
    is_required: bool = False


LANG: Final = Parameter(
    "lang",
    "Language of names and of error texts. A name that is missing in it comes in "
    "English, Khmer or Chinese, whichever there is.",
    {"type": "string", "enum": list(LANGUAGES), "default": "en"},
)


CURSOR: Final = Parameter(
    "cursor", "Where the page before ended; take it from that page's link `next`."
)
ZERO_OR_ONE: Final = {"type": "string", "enum": ["0", "1"]}


def limit_parameter(description: str, *, most: int, default: int) -> Parameter:
    schema = {"type": "integer", "minimum": 1, "maximum": most, "default": default}
    return Parameter("limit", description, schema, example=5)


def format_parameter(formats: list[str]) -> Parameter:
    """Of a resource that has several forms; it goes before the header `Accept`."""
    return Parameter(
        "format",
        "The form of the answer; it goes before the header `Accept`.",
        {"type": "string", "enum": formats, "default": formats[0]},
    )


def known_language(asked: str) -> str:
    """The language of a parameter `lang`; English where it names none of ours."""
    language = asked.lower()
    return language if language in LANGUAGES else "en"
