"""A public outlet as mirrors get it: nothing in it depends on the moment or the reader.

What the API says in one language, in English where there is a choice, and beside it
every text in every language that has it.
"""

from dataclasses import dataclass
from typing import Any, Final

from django.utils import translation

from locator.addresses import address_line
from locator.features import address_told, areas, feature_at, local, offer_told
from locator.languages import in_each_language
from locator.licence import spdx
from locator.models.outlet import ADDRESS_TEXTS, TRANSLATED, OwnSource
from locator.published import LANGUAGES, PublishedOutlet
from locator.search.found import Text, in_reader_language, outlet_name

SHAPE: Final = 1
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
    own = outlet.own
    names = dict(zip(_OPERATOR_COLUMNS, outlet.operator_names, strict=False))
    address = _Address(
        own["landmark_relation"],
        *(in_reader_language(own, name) for name in ADDRESS_TEXTS),
    )
    properties = {
        "name": outlet_name({**own, **names}).text,
        "kind": own["kind"],
        "carriers": [offer.carrier for offer in outlet.offers],
        "offers": [offer_told(offer) for offer in outlet.offers],
        "operator": outlet.operator or None,
        "address": address_line(address) or None,
        "address_parts": address_told(address),
        "place": outlet.place or None,
        **areas(outlet.area),
        "phones": outlet.phones,
        "payments": own["payments"],
        "languages": own["languages"],
        "opening_hours": outlet.hours or None,
        "hours_note": in_reader_language(own, "hours_note").text or None,
        "closed_until": own["closed_until"],
        "source": own["source"],
        "source_date": own["source_date"],
        "licence": spdx(own["licence"]),
        "verified_at": local(own["verified_at"]),
        "is_sample": own["source"] == OwnSource.SAMPLE,
        "texts": _texts(outlet),
    }
    return feature_at(own["latitude"], own["longitude"], outlet.public_id, properties)


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
            if (text := outlet.own[columns[at]])
        }
        if outlet.operator_names and (name := outlet.operator_names[at]):
            known["operator"] = name
        if known:
            texts[language] = known
    return texts
