"""The search page beside a map, whose pins have the numbers of the cards."""

from dataclasses import replace
from typing import Any, Final
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.text import capfirst
from django.views.decorators.http import require_safe

from locator.carrying import carried_query
from locator.geo.border import CAMBODIA
from locator.geo.point import BoundingBox, around
from locator.phrases import state_in_words
from locator.search.answer import NEARBY_M, Answer
from locator.search.form import OutletSearch
from locator.search.found import FoundOutlet
from locator.search.paging import is_countable
from locator.tiles import map_tiles
from locator.views.search import reply
from locator.wording import distance, state_class

_FITTED: Final = 8
"""So many of the first outlets fit into the map at first; the rest may lie outside."""


@require_safe
def map_page(request: HttpRequest) -> HttpResponse:
    return reply(request, "map", more=map_context, unasked=country_context)


def country_context(search: OutletSearch) -> dict[str, Any]:
    """The map of the country with the counts of what is asked for; empty where none
    are kept of it. Without a carrier it counts all outlets there are.
    """
    clusters = _clusters_address(replace(search, proven=False))
    if not clusters:
        return {}
    corners = _corners(CAMBODIA)
    data = {"clusters": clusters, "corners": corners, "near": None, "outlets": []}
    return {"map_tiles": map_tiles(), "map_data": data | {"fitted": 0}}


def map_context(found: Answer, box: BoundingBox | None = None) -> dict[str, Any]:
    """What the map shows of an answer: the first outlets around who asked, or all that
    are listed of a `box`, where nobody said to be anywhere. Where nothing is found it
    shows the box, or the surroundings of who asked.
    """
    near = None if box else found.search.near
    listed = len(found.listed)
    if listed:
        box = None
    elif near:
        # A point alone would be shown from so near that nothing is seen.
        (box, *_rest) = around(near, found.search.radius_m or NEARBY_M)
    carrier = found.search.carrier
    said = carried_query({"carrier": carrier.slug} if carrier else {})
    return {
        "numbered": True,
        "map_tiles": map_tiles(),
        "map_data": {
            "clusters": _clusters_address(found.search) if carrier else "",
            "corners": _corners(box) if box else None,
            "near": [near.latitude, near.longitude] if near else None,
            "fitted": min(_FITTED, listed - len(found.folded)) if near else listed,
            "outlets": [
                _pin(outlet, number, said)
                for number, outlet in enumerate(found.listed, 1)
            ],
        },
    }


def _corners(box: BoundingBox) -> list[list[float]]:
    """South-west and north-east as Leaflet takes them, which counts on past 180."""
    return [[box.south, box.west], [box.north, box.unwrapped_east]]


def _clusters_address(search: OutletSearch) -> str:
    """Where counts of what is asked for come from, a box and a zoom still to be added.

    Empty where counts are not kept of it.
    """
    if not is_countable(replace(search, radius_m=None)):
        return ""
    asked = {"carrier": search.carrier.slug} if search.carrier else {}
    if search.open_at:
        asked["open"] = search.open_at.isoformat(timespec="minutes")
    return f"{reverse('api-v1:clusters')}?{urlencode(asked)}"


def _pin(outlet: FoundOutlet, number: int, said: str) -> dict[str, Any]:
    return {
        "id": outlet.public_id,
        "number": number,
        "name": outlet.name.text,
        "language": outlet.name.language,
        "point": [outlet.latitude, outlet.longitude],
        "state": state_class(outlet.phrase),
        "sentence": capfirst(state_in_words(outlet.phrase)),
        "distance": distance(outlet.distance_m or 0),
        "address": f"{outlet.get_absolute_url()}{said}",
    }
