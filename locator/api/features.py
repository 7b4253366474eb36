"""Outlets as GeoJSON features: the one shape that v1 promises."""

import datetime as dt
from collections.abc import Collection, Sequence
from typing import Any

from locator.api.endpoint import Permalink
from locator.features import feature_at, local, public_properties
from locator.hours.schedule import State
from locator.licence import terms
from locator.search.found import FoundOutlet


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
    return collection | terms()


def feature(
    outlet: FoundOutlet, permalink: Permalink, fields: Collection[str] = ()
) -> dict[str, Any]:
    """With these properties, or with all."""
    known = properties(outlet, permalink)
    if fields:
        known = {name: known[name] for name in known if name in fields}
    return feature_of(outlet, known)


def feature_of(outlet: FoundOutlet, properties: dict[str, Any]) -> dict[str, Any]:
    return feature_at(outlet.latitude, outlet.longitude, outlet.public_id, properties)


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
    return {
        "name": outlet.name.text,
        "name_km": outlet.local_name or None,
        **public_properties(outlet, address=outlet, hours_note=outlet.hours_note),
        "url": permalink(f"/o/{outlet.public_id}/"),
    }
