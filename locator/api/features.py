"""Outlets as GeoJSON features: the one shape that v1 promises."""

import datetime as dt
from collections.abc import Collection, Sequence
from typing import Any, Final

from locator.addresses import address_line
from locator.api.endpoint import Permalink
from locator.hours.schedule import TIMEZONE, State
from locator.licence import LICENCE, attribution, spdx
from locator.search.found import FoundOffer, FoundOutlet

PROPERTIES: Final = (
    "name",
    "name_km",
    "kind",
    "carriers",
    "offers",
    "operator",
    "address",
    "address_parts",
    "place",
    "province_code",
    "district_code",
    "commune_code",
    "phones",
    "payments",
    "languages",
    "opening_hours",
    "hours_note",
    "open_state",
    "next_change",
    "closed_until",
    "source",
    "source_date",
    "licence",
    "verified_at",
    "is_sample",
    "url",
    "distance_m",
)
"""What `fields` may name; `distance_m` is there where a position is given."""


def feature_collection(
    features: Sequence[Any], *, matched: int | None = None
) -> dict[str, Any]:
    """`matched` is how many there are on all pages, left out where it is not known."""
    collection: dict[str, Any] = {
        "type": "FeatureCollection",
        "features": features,
        "numberReturned": len(features),
    }
    if matched is not None:
        collection["numberMatched"] = matched
    return collection | {"attribution": attribution(), "licence": LICENCE}


def feature(
    outlet: FoundOutlet, permalink: Permalink, fields: Collection[str] = ()
) -> dict[str, Any]:
    """With these properties, or with all."""
    known = properties(outlet, permalink)
    if fields:
        known = {name: known[name] for name in known if name in fields}
    return feature_of(outlet, known)


def feature_of(outlet: FoundOutlet, properties: dict[str, Any]) -> dict[str, Any]:
    """The properties are its last member."""
    return {
        "type": "Feature",
        "id": outlet.public_id,
        "geometry": {
            "type": "Point",
            "coordinates": [outlet.longitude, outlet.latitude],
        },
        "properties": properties,
    }


def properties(outlet: FoundOutlet, permalink: Permalink) -> dict[str, Any]:
    known = lasting_properties(outlet, permalink)
    known |= passing_properties(outlet.state, outlet.next_change)
    if outlet.distance_m is not None:
        known["distance_m"] = rounded(outlet.distance_m)
    return known


def passing_properties(state: State, next_change: dt.datetime | None) -> dict[str, Any]:
    """What hangs on the moment."""
    return {"open_state": state.value, "next_change": local(next_change)}


def rounded(distance_m: float) -> float:
    return round(distance_m, 1)


def lasting_properties(outlet: FoundOutlet, permalink: Permalink) -> dict[str, Any]:
    """What stays until somebody changes it."""
    code = outlet.place_code
    return {
        "name": outlet.name.text,
        "name_km": outlet.local_name or None,
        "kind": outlet.kind,
        "carriers": [offer.carrier for offer in outlet.offers],
        "offers": [_offer(offer) for offer in outlet.offers],
        "operator": outlet.operator_slug or None,
        "address": address_line(outlet) or None,
        "address_parts": _address_parts(outlet),
        "place": outlet.place or None,
        # Official codes nest: two digits a province, four a district, six a commune.
        "province_code": code[:2] or None,
        "district_code": code[:4] if len(code) >= 4 else None,
        "commune_code": code[:6] if len(code) >= 6 else None,
        "phones": outlet.phones,
        "payments": outlet.payments,
        "languages": outlet.languages,
        "opening_hours": outlet.hours_text or None,
        "hours_note": outlet.hours_note.text or None,
        "closed_until": outlet.closed_until,
        "source": outlet.source,
        "source_date": outlet.source_date,
        "licence": spdx(outlet.licence),
        "verified_at": local(outlet.verified_at),
        "is_sample": outlet.is_sample,
        "url": permalink(f"/o/{outlet.public_id}/"),
    }


def local(moment: dt.datetime | None) -> str | None:
    """ISO 8601 at Cambodia's +07:00, to the second."""
    if moment is None:
        return None
    return moment.astimezone(TIMEZONE).isoformat(timespec="seconds")


def _address_parts(outlet: FoundOutlet) -> dict[str, str | None]:
    return {
        "relation": outlet.relation or None,
        "landmark": outlet.landmark.text or None,
        "floor": outlet.floor.text or None,
        "street": outlet.street.text or None,
        "village": outlet.village.text or None,
        "commune": outlet.commune.text or None,
    }


def _offer(offer: FoundOffer) -> dict[str, Any]:
    """`inherited`: by a fact about all of an operator's outlets of this kind."""
    return {
        "carrier": offer.carrier,
        "confidence": offer.confidence,
        "evidence": offer.evidence or None,
        "fact": offer.fact or None,
        "fact_url": offer.fact_address or None,
        "inherited": offer.inherited,
        "services": offer.services,
        "min_usd": offer.min_usd,
        "max_usd": offer.max_usd,
        "needs_document": offer.needs_document,
    }
