"""Where is it missing? A map and a table of searches that found too little."""

import datetime as dt
from typing import Any, Final
from urllib.parse import urlencode

from django import forms
from django.conf import settings
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from locator.admin.kept import Gathered
from locator.demand.reading import (
    FEWEST_SHOWN,
    Unmet,
    unmet_since,
    visible_carriers,
)
from locator.geo.point import Point
from locator.importing.nearest import NearestPlaces
from locator.models import Carrier, Place, UnmetDemand
from locator.tiles import map_tiles

PERIODS: Final = {
    "7": gettext_lazy("7 days"),
    "30": gettext_lazy("30 days"),
    "90": gettext_lazy("90 days"),
    "365": gettext_lazy("a year"),
}
_ROWS: Final = 100
"""So many stand in the table; the map has them all."""
_MEDIA: Final = forms.Media(
    css={
        "all": [
            "leaflet/leaflet.css",
            "locator/admin/curation.css",
            "locator/admin/desk.css",
        ]
    },
    js=[
        "leaflet/leaflet.js",
        forms.Script(  # type: ignore[list-item]
            "locator/admin/unmet-demand.js", type="module"
        ),
    ],
)


@admin.register(UnmetDemand)
class UnmetDemandAdmin(Gathered, admin.ModelAdmin):  # type: ignore[type-arg]
    """Looked at, never edited; who has a carrier of their own sees that one alone."""

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        visible = visible_carriers(request.user)
        names = {
            carrier.slug: carrier.name
            for carrier in Carrier.objects.all()
            if visible is None or carrier.slug in visible
        }
        period = _chosen(request, "days", PERIODS, "30")
        reason = _chosen(request, "reason", UnmetDemand.Reason.values, "")
        wanted = visible
        if (carrier := _chosen(request, "carrier", names, "")) != "":
            wanted = {carrier}
        since = timezone.localdate() - dt.timedelta(days=int(period) - 1)
        shown = unmet_since(since, carriers=wanted, reason=reason)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Where is it missing?"),
            "opts": self.opts,
            "media": _MEDIA,
            "rows": _rows(shown.unmet[:_ROWS], names),
            "hidden": shown.hidden,
            "fewest": FEWEST_SHOWN,
            "most": _ROWS,
            "total": len(shown.unmet),
            "reasons": UnmetDemand.Reason.choices,
            "chosen_reason": reason,
            "carriers": names.items(),
            "chosen_carrier": carrier,
            "periods": PERIODS.items(),
            "chosen_period": period,
            "map": _map(shown.unmet, names),
        }
        template = "admin/locator/unmet_demand.html"
        return TemplateResponse(request, template, context | (extra_context or {}))


def _chosen(request: HttpRequest, name: str, known: Any, default: str) -> str:
    value = request.GET.get(name, "")
    return value if value in known else default


def _rows(unmet: list[Unmet], names: dict[str, str]) -> list[dict[str, Any]]:
    """Each with the name of the place nearest to its cell's middle."""
    known = Place.objects.filter(latitude__isnull=False).order_by()
    points = known.values_list("pk", "latitude", "longitude")
    places = NearestPlaces((pk, lat or 0.0, lon or 0.0) for pk, lat, lon in points)
    middles = {one.cell: one.cell.middle for one in unmet}
    nearest = {
        cell: places.nearest_to(middle.latitude, middle.longitude)
        for cell, middle in middles.items()
    }
    named = Place.objects.in_bulk([pk for pk in nearest.values() if pk is not None])
    return [
        {
            "place": _place_name(named.get(nearest[one.cell] or 0), middles[one.cell]),
            "carrier": names.get(one.carrier, one.carrier) or _("any carrier"),
            "counts": [one.by_reason.get(r, 0) for r in UnmetDemand.Reason.values],
            "total": one.count,
            "query": _query(one),
        }
        for one in unmet
    ]


def _place_name(place: Place | None, middle: Point) -> str:
    return place.name if place else str(middle)


def _query(one: Unmet) -> str:
    asked = {"carrier": one.carrier} if one.carrier else {}
    return "?" + urlencode(asked | {"near": str(one.cell.middle), "open": "any"})


def _map(unmet: list[Unmet], names: dict[str, str]) -> dict[str, Any]:
    """Boxes as [south, west, north, east], each with its searches by carrier."""
    boxes: dict[Any, dict[str, Any]] = {}
    for one in unmet:
        box = one.cell.box
        edges = [box.south, box.west, box.north, box.east]
        cell = boxes.setdefault(one.cell, {"box": edges, "count": 0, "said": []})
        cell["count"] += one.count
        carrier = names.get(one.carrier, one.carrier) or _("any carrier")
        cell["said"].append(f"{carrier}: {one.count}")
    leaflet: dict[str, Any] = settings.LEAFLET_CONFIG
    return {
        "centre": leaflet["DEFAULT_CENTER"],
        "zoom": leaflet["DEFAULT_ZOOM"],
        "tiles": map_tiles(),
        "cells": list(boxes.values()),
        "texts": {"zoomIn": _("Zoom in"), "zoomOut": _("Zoom out")},
    }
