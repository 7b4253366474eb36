"""How answers are described in the API's document: JSON Schema of OpenAPI 3.1."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from locator.api.parameters import JSONSchema


@dataclass(frozen=True, slots=True)
class Shape:
    """A named part of the document; `uses` are the named parts it refers to."""

    name: str
    schema: JSONSchema
    uses: tuple["Shape", ...] = ()

    @property
    def ref(self) -> dict[str, str]:
        return {"$ref": f"#/components/schemas/{self.name}"}


TEXT: Final[JSONSchema] = {"type": "string"}
NUMBER: Final[JSONSchema] = {"type": "number"}
INTEGER: Final[JSONSchema] = {"type": "integer"}
FLAG: Final[JSONSchema] = {"type": "boolean"}
DATE: Final[JSONSchema] = {"type": "string", "format": "date"}
MOMENT: Final[JSONSchema] = {"type": "string", "format": "date-time"}
URI: Final[JSONSchema] = {"type": "string", "format": "uri"}


def described(schema: JSONSchema, description: str) -> dict[str, Any]:
    return {**schema, "description": description}


def enum(values: list[str]) -> dict[str, Any]:
    return {"type": "string", "enum": list(values)}


def nullable(schema: JSONSchema) -> dict[str, Any]:
    """As it is, or null where it is not known."""
    if "$ref" in schema or "enum" in schema:
        return {"anyOf": [dict(schema), {"type": "null"}]}
    return {**schema, "type": [schema["type"], "null"]}


def array_of(schema: JSONSchema) -> dict[str, Any]:
    return {"type": "array", "items": dict(schema)}


def object_of(
    properties: Mapping[str, JSONSchema], *, optional: tuple[str, ...] = ()
) -> dict[str, Any]:
    """An object that has these members, some of them not always."""
    return {
        "type": "object",
        "properties": {name: dict(schema) for name, schema in properties.items()},
        "required": [name for name in properties if name not in optional],
    }


TERMS: Final = {"attribution": described(TEXT, "Whom to name."), "licence": TEXT}
LINK: Final = Shape(
    "Link", object_of({"rel": enum(["self", "next"]), "type": TEXT, "href": URI})
)
LINKS: Final = {
    "links": described(array_of(LINK.ref), "`next` is left out on the last page.")
}


def collection(name: str, of: str, member: Shape) -> Shape:
    """A list under the name `of`, with whom to name and the licence."""
    return Shape(name, object_of({of: array_of(member.ref), **TERMS}), (member,))


def paged(name: str, of: str, member: Shape) -> Shape:
    """A `collection` in pages, which links lead to."""
    members = {of: array_of(member.ref), **TERMS, **LINKS}
    return Shape(name, object_of(members), (member, LINK))
