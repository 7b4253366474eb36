"""Outlets as GeoJSON features: the one shape that v1 promises."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.conf import settings

from locator.addresses import address_line
from locator.api.resource import Permalink
from locator.hours.schedule import TIMEZONE
from locator.search.found import FoundOffer, FoundOutlet

LICENCE = "ODbL-1.0"


def feature_collection(
    outlets: Iterable[FoundOutlet], *, permalink: Permalink
) -> dict[str, Any]:
    features = [feature(outlet, permalink) for outlet in outlets]
    return {
        "type": "FeatureCollection",
        "features": features,
        "numberReturned": len(features),
        "attribution": f"© OpenStreetMap and {settings.SITE_NAME} contributors",
        "licence": LICENCE,
    }


def feature(outlet: FoundOutlet, permalink: Permalink) -> dict[str, Any]:
    properties: dict[str, Any] = {
        "name": outlet.name.text,
        "name_km": outlet.local_name or None,
        "kind": outlet.kind,
        "carriers": [offer.carrier for offer in outlet.offers],
        "offers": [_offer(offer) for offer in outlet.offers],
        "operator": outlet.operator_slug or None,
        "address": address_line(outlet) or None,
        "phones": list(outlet.phones),
        "payments": list(outlet.payments),
        "languages": list(outlet.languages),
        "opening_hours": outlet.hours_text or None,
        "open_state": str(outlet.state),
        "next_change": local(outlet.next_change),
        "closed_until": outlet.closed_until,
        "source": outlet.source,
        "licence": outlet.licence,
        "verified_at": local(outlet.verified_at),
        "url": permalink(f"/o/{outlet.public_id}/"),
    }
    if outlet.distance_m is not None:
        properties["distance_m"] = round(outlet.distance_m, 1)
    return {
        "type": "Feature",
        "id": outlet.public_id,
        "geometry": {
            "type": "Point",
            "coordinates": [outlet.longitude, outlet.latitude],
        },
        "properties": properties,
    }


def local(moment: dt.datetime | None) -> str | None:
    """ISO 8601 at Cambodia's +07:00, to the second."""
    if moment is None:
        return None
    return moment.astimezone(TIMEZONE).isoformat(timespec="seconds")


def _offer(offer: FoundOffer) -> dict[str, Any]:
    return {
        "carrier": offer.carrier,
        "confidence": offer.confidence,
        "services": list(offer.services),
        "min_usd": offer.min_usd,
        "max_usd": offer.max_usd,
        "needs_document": offer.needs_document,
    }
