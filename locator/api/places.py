"""Places by name and by position."""

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from rest_framework.request import Request

from locator.api import shapes
from locator.api.errors import checked
from locator.api.features import rounded
from locator.api.parameters import ZERO_OR_ONE, Parameter, limit_parameter
from locator.api.resource import Payload, Resource
from locator.features import point_geometry
from locator.geo.point import Point
from locator.languages import LANGUAGES, in_each_language
from locator.licence import terms
from locator.models import Place
from locator.search.form import FlagField, PlainCharField, PointField
from locator.search.geocoding import find_addresses
from locator.search.places import NearPlace, find_places, nearest_place
from locator.search.text import MAX_QUERY_LENGTH

DEFAULT_LIMIT = 10
MAX_LIMIT = 50
_NAMES = dict(zip(LANGUAGES, in_each_language("name"), strict=True))


class PlaceForm(forms.Form):
    q = PlainCharField(max_length=MAX_QUERY_LENGTH)
    near = PointField()
    address = FlagField()
    level = forms.ChoiceField(choices=[("", ""), *Place.Level.choices], required=False)
    limit = forms.IntegerField(required=False, min_value=1, max_value=MAX_LIMIT)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.errors:
            return cleaned
        if cleaned["q"] and cleaned["near"]:
            self.add_error("near", _("Give q or near, not both."))
        elif not cleaned["q"] and not cleaned["near"]:
            self.add_error("q", _("Give q, a name, or near, a position."))
        elif cleaned["near"] and cleaned["limit"]:
            self.add_error(
                "limit", _("A position has one nearest place of each level.")
            )
        elif cleaned["near"] and cleaned["address"]:
            self.add_error("address", _("It needs q, what to look up."))
        return cleaned


class PlaceList(Resource):
    """Provinces, districts, communes, towns and landmarks.

    With `q` the best for a name in any of three scripts or a romanisation, best first.
    With `near` the nearest known place of each level, nearest first: what one stands
    near, not what one stands in.
    """

    shape = shapes.PLACES
    parameters = (
        Parameter(
            "q",
            "A name or its beginning, in any script.",
            {"type": "string", "maxLength": MAX_QUERY_LENGTH},
            example="siem reap",
        ),
        Parameter(
            "near",
            "Instead of `q`: a position as latitude,longitude, such as "
            "11.5564,104.9282.",
        ),
        Parameter(
            "level",
            "Only places of this level.",
            {"type": "string", "enum": Place.Level.values},
        ),
        Parameter(
            "address",
            "1 with `q`: look it up as an address too, where this site has a geocoder. "
            "`address_lookup` tells how that went; the places come in any case.",
            ZERO_OR_ONE,
        ),
        limit_parameter(
            "How many at most, with `q`.", most=MAX_LIMIT, default=DEFAULT_LIMIT
        ),
    )

    def answer(self, request: Request, **path: str) -> Payload:
        asked = checked(PlaceForm(self.query))
        levels = [asked["level"]] if asked["level"] else Place.Level.values
        if asked["near"]:
            found = [nearest_place(asked["near"], [level]) for level in levels]
            known = sorted(filter(None, found), key=_distance)
            places = [_near_place(near) for near in known]
        else:
            limit = asked["limit"] or DEFAULT_LIMIT
            # A level is picked from what the name finds: there may be many namesakes.
            most = limit if len(levels) > 1 else 10 * MAX_LIMIT
            named = find_places(asked["q"], most)
            places = [_place(p) for p in named if p.level in levels][:limit]
        told = {"places": places, **terms()}
        if asked["address"]:
            told |= _addresses(asked["q"])
        return Payload(told)


def _distance(near: NearPlace) -> float:
    return near.distance_m


def _addresses(query: str) -> dict[str, Any]:
    lookup, found = find_addresses(query, get_language() or "en")
    return {
        "address_lookup": str(lookup),
        "addresses": [
            {
                "name": address.name,
                "point": _point(address.point),
            }
            for address in found
        ],
    }


def _near_place(near: NearPlace) -> dict[str, Any]:
    return _place(near.place) | {"distance_m": rounded(near.distance_m)}


def _place(place: Place) -> dict[str, Any]:
    return {
        "slug": place.slug,
        "level": place.level,
        "code": place.code or None,
        "name": place.name,
        "names": {
            language: getattr(place, column) or None
            for language, column in _NAMES.items()
        },
        "point": _point(place),
        "population": place.population,
        "parents": [
            {
                "slug": parent.slug,
                "level": parent.level,
                "code": parent.code or None,
                "name": parent.name,
            }
            for parent in place.around()
        ],
        "source": place.source or None,
    }


def _point(at: Place | Point) -> dict[str, Any] | None:
    if at.latitude is None or at.longitude is None:
        return None
    return point_geometry(at.latitude, at.longitude)
