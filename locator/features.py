"""What an outlet's GeoJSON feature says alike to the API's readers and to mirrors."""

import datetime as dt
from collections.abc import Sequence
from typing import Any, Protocol

from locator.addresses import Addressed
from locator.hours.schedule import TIMEZONE
from locator.models.outlet import ADDRESS_TEXTS


class Sold(Protocol):
    """A carrier's top-up and how that is known; `fact` and others are "" for none."""

    @property
    def carrier(self) -> str: ...
    @property
    def confidence(self) -> str: ...
    @property
    def evidence(self) -> str: ...
    @property
    def fact(self) -> str: ...
    @property
    def fact_address(self) -> str: ...
    @property
    def is_inherited(self) -> bool: ...
    @property
    def services(self) -> Sequence[str]: ...
    @property
    def min_usd(self) -> float | None: ...
    @property
    def max_usd(self) -> float | None: ...
    @property
    def needs_document(self) -> bool | None: ...


def feature_at(
    latitude: float, longitude: float, public_id: str, properties: dict[str, Any]
) -> dict[str, Any]:
    """A feature of RFC 7946; the properties are its last member."""
    return {
        "type": "Feature",
        "id": public_id,
        "geometry": {"type": "Point", "coordinates": [longitude, latitude]},
        "properties": properties,
    }


def offer_told(offer: Sold) -> dict[str, Any]:
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


def address_told(outlet: Addressed) -> dict[str, str | None]:
    texts = {name: getattr(outlet, name).text or None for name in ADDRESS_TEXTS}
    return {"relation": outlet.relation or None, **texts}


def areas(code: str) -> dict[str, str | None]:
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
