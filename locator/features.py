"""What an outlet's GeoJSON feature says alike to the API's readers and to mirrors."""

import datetime as dt
from typing import Any

from locator.addresses import Addressed, address_line
from locator.hours.schedule import TIMEZONE
from locator.licence import spdx
from locator.models.outlet import ADDRESS_TEXTS, OwnSource
from locator.published import PublishedOffer, PublishedOutlet
from locator.search.found import FoundOffer, FoundOutlet, Text


def point_geometry(latitude: float, longitude: float) -> dict[str, Any]:
    return {"type": "Point", "coordinates": [longitude, latitude]}


def feature_at(
    latitude: float, longitude: float, public_id: str, properties: dict[str, Any]
) -> dict[str, Any]:
    """A feature of RFC 7946; the properties are its last member."""
    return {
        "type": "Feature",
        "id": public_id,
        "geometry": point_geometry(latitude, longitude),
        "properties": properties,
    }


def public_properties(
    outlet: FoundOutlet | PublishedOutlet, *, address: Addressed, hours_note: Text
) -> dict[str, Any]:
    """All but the name of what stays until somebody changes it; texts as given."""
    return {
        "kind": outlet.kind,
        "carriers": [offer.carrier for offer in outlet.offers],
        "offers": [_offer_told(offer) for offer in outlet.offers],
        "operator": outlet.operator_slug or None,
        "address": address_line(address) or None,
        "address_parts": _address_told(address),
        "place": outlet.place or None,
        **_areas(outlet.place_code),
        "phones": outlet.phones,
        "payments": outlet.payments,
        "languages": outlet.languages,
        "opening_hours": outlet.hours_text or None,
        "hours_note": hours_note.text or None,
        "closed_until": outlet.closed_until,
        "source": outlet.source,
        "source_date": outlet.source_date,
        "licence": spdx(outlet.licence),
        "verified_at": local(outlet.verified_at),
        "is_sample": outlet.source == OwnSource.SAMPLE,
    }


def _offer_told(offer: FoundOffer | PublishedOffer) -> dict[str, Any]:
    """`inherited`: by a fact about all of an operator's outlets of this kind."""
    return {
        "carrier": offer.carrier,
        "confidence": offer.confidence,
        "evidence": offer.evidence or None,
        "fact": offer.fact or None,
        "fact_url": offer.fact_address or None,
        "inherited": offer.is_inherited,
        "services": offer.services,
        "min_usd": offer.min_usd,
        "max_usd": offer.max_usd,
        "needs_document": offer.needs_document,
    }


def _address_told(address: Addressed) -> dict[str, str | None]:
    texts = {name: getattr(address, name).text or None for name in ADDRESS_TEXTS}
    return {"relation": address.relation or None, **texts}


def _areas(code: str) -> dict[str, str | None]:
    """Official codes nest: two digits a province, four a district, six a commune."""
    return {
        "province_code": code[:2] or None,
        "district_code": code[:4] if len(code) >= 4 else None,
        "commune_code": code[:6] if len(code) >= 6 else None,
    }


def local(moment: dt.datetime | None) -> str | None:
    """ISO 8601 at Cambodia's +07:00, to the second."""
    if moment is None:
        return None
    return moment.astimezone(TIMEZONE).isoformat(timespec="seconds")
