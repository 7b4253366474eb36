"""The search page beside a map, whose pins have the numbers of the cards."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from locator.search.answer import Answer
from locator.search.found import FoundOutlet
from locator.tiles import map_tiles
from locator.views.search import reply
from locator.wording import distance, sentence, state_class


@require_safe
def map_page(request: HttpRequest) -> HttpResponse:
    return reply(request, "map", more=_map_context)


def _map_context(found: Answer) -> dict[str, Any]:
    near = found.search.near
    return {
        "numbered": True,
        "map_tiles": map_tiles(),
        "map_data": {
            "near": [near.latitude, near.longitude] if near else None,
            "outlets": [
                _pin(outlet, number)
                for number, outlet in enumerate(found.best_first, 1)
            ],
        },
    }


def _pin(outlet: FoundOutlet, number: int) -> dict[str, Any]:
    return {
        "id": outlet.public_id,
        "number": number,
        "name": outlet.name.text,
        "language": outlet.name.language,
        "point": [outlet.latitude, outlet.longitude],
        "state": state_class(outlet.phrase),
        "sentence": sentence(outlet.phrase),
        "distance": distance(outlet.distance_m or 0),
        "address": outlet.get_absolute_url(),
    }
