"""The place picker: province, district, commune, by plain links."""

from dataclasses import replace

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from locator.models import Place
from locator.search.places import in_reading_order, places_in, point_for
from locator.views.names import NameLink, place_link, place_name
from locator.views.query import POSITION, Query

_BRANCHES = (Place.Level.PROVINCE, Place.Level.DISTRICT)
_LANDMARKS = (Place.Level.TOWN, Place.Level.LANDMARK)
REASONS = {
    "denied": _("The phone did not give its position. Pick where you are:"),
    "slow": _("The phone could not find its position in time. Pick where you are:"),
    "unavailable": _("The phone does not know its position. Pick where you are:"),
}


@require_safe
def provinces_page(request: HttpRequest) -> HttpResponse:
    kept = Query.of(request.GET).without(POSITION)
    page = {
        "tab": "places",
        "reason": REASONS.get(request.GET.get("because", "")),
        "provinces": province_links(kept),
        "kept_query": str(kept),
    }
    return render(request, "locator/places.html", page)


@require_safe
def place_page(request: HttpRequest, slug: str) -> HttpResponse:
    places = Place.objects.with_parents()
    place = places.filter(slug=slug).first()
    if place is None:
        return render(request, "404.html", {"is_place": True}, status=404)
    kept = Query.of(request.GET).without(POSITION)
    page = {
        "tab": "places",
        "place": place_name(place),
        "known_search": {"carrier": kept.get("carrier"), "place": place.slug},
        "search_address": _search_address(place, kept),
        "wider": wider_place(place, kept),
        "parents": [_page_link(parent, kept) for parent in place.around()],
        "inside": [_link(child, kept) for child in places_in(place)],
        "landmarks": [_link(landmark, kept) for landmark in _landmarks(place)],
        "kept_query": str(kept),
    }
    return render(request, "locator/place.html", page)


def province_links(kept: Query) -> list[NameLink]:
    return [_page_link(province, kept) for province in places_in()]


def wider_place(place: Place, kept: Query) -> NameLink | None:
    """The smallest place around it that has a point."""
    found = point_for(place)
    if found is None:
        return None
    _point, around = found
    return place_link(around, _search_address(around, kept))


def _landmarks(place: Place) -> list[Place]:
    """Towns, markets and border posts anywhere in it, by name."""
    inside = Q(parent=place) | Q(parent__parent=place) | Q(parent__parent__parent=place)
    landmarks = Place.objects.filter(inside, level__in=_LANDMARKS)
    return in_reading_order(landmarks)


def _link(place: Place, kept: Query) -> NameLink:
    if place.level in _BRANCHES:
        return _page_link(place, kept)
    if place.latitude is None:
        # Its page says what is around it.
        return replace(_page_link(place, kept), is_unplaced=True)
    return place_link(place, _search_address(place, kept))


def _page_link(place: Place, kept: Query) -> NameLink:
    return place_link(place, f"{reverse('place', args=[place.slug])}{kept}")


def _search_address(place: Place, kept: Query) -> str:
    """Where to search near the place; "" where its point is not known."""
    if place.latitude is None:
        return ""
    return f"{reverse('search')}{kept.replaced(place=place.slug)}"
