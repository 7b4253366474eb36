"""A public outlet as mirrors get it: nothing in it depends on the moment or the reader.

What the API says in one language, in English where there is a choice, and beside it
every text in every language that has it.
"""

from dataclasses import dataclass
from typing import Any, Final

from django.utils import translation

from locator.features import feature_at, public_properties
from locator.languages import LANGUAGES, in_each_language
from locator.models.outlet import ADDRESS_TEXTS, TRANSLATED
from locator.published import PublishedOutlet
from locator.search.found import Text, in_reader_language, outlet_name

SHAPE_VERSION: Final = 1
"""Goes up with every change of what `feature` says of the same rows, so that mirrors
begin anew."""

_COLUMNS: Final = {name: in_each_language(name) for name in TRANSLATED}
_OPERATOR_COLUMNS: Final = in_each_language("operator__name")


@dataclass(frozen=True, slots=True)
class _Address:
    relation: str
    landmark: Text
    floor: Text
    street: Text
    village: Text
    commune: Text


def feature(outlet: PublishedOutlet) -> dict[str, Any]:
    """A GeoJSON feature. Call it with English active: `with in_english():`."""
    texts = outlet.texts
    names = dict(zip(_OPERATOR_COLUMNS, outlet.operator_names, strict=False))
    address = _Address(
        outlet.landmark_relation,
        *(in_reader_language(texts, name) for name in ADDRESS_TEXTS),
    )
    properties = {
        "name": outlet_name({**texts, **names, "kind": outlet.kind}).text,
        **public_properties(
            outlet,
            address=address,
            hours_note=in_reader_language(texts, "hours_note"),
        ),
        "texts": _texts(outlet),
    }
    return feature_at(outlet.latitude, outlet.longitude, outlet.public_id, properties)


def in_english() -> Any:
    """A context in which `feature` may be called, from a command as from a request."""
    return translation.override("en")


def _texts(outlet: PublishedOutlet) -> dict[str, dict[str, str]]:
    """Language to what is known in it, without what is in none."""
    texts: dict[str, dict[str, str]] = {}
    for at, language in enumerate(LANGUAGES):
        known = {
            name: text
            for name, columns in _COLUMNS.items()
            if (text := outlet.texts[columns[at]])
        }
        if outlet.operator_names and (name := outlet.operator_names[at]):
            known["operator"] = name
        if known:
            texts[language] = known
    return texts
