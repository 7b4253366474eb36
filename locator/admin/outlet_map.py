"""All outlets that the list's filters leave, on a map: points, or counts of them."""

import math
from collections.abc import Sequence
from typing import Any, Final

from django.contrib.admin import ModelAdmin
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import PermissionDenied
from django.db.models import Avg, Count, F, FloatField, Min, QuerySet
from django.db.models.functions import Cast, Floor
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.text import capfirst

from locator.admin.point import map_options
from locator.geo.columns import in_boxes
from locator.geo.point import BoundingBox, GeoError
from locator.models import Outlet

MAX_POINTS: Final = 500
"""Beyond so many in view, outlets are counted in cells."""

_CELLS_ACROSS: Final = 24
_OURS: Final = ("box", "points")


def map_urls(outlets: "ModelAdmin[Outlet]") -> list[URLPattern]:
    def view(request: HttpRequest) -> HttpResponse:
        if not outlets.has_view_permission(request):
            raise PermissionDenied
        return _map(outlets, request)

    return [
        path("map/", outlets.admin_site.admin_view(view), name="locator_outlet_map")
    ]


def _map(outlets: "ModelAdmin[Outlet]", request: HttpRequest) -> HttpResponse:
    """The page; with `points`, what is in its `box` as JSON."""
    asked = request.GET.copy()
    box, is_json = asked.get("box", ""), "points" in asked
    for name in _OURS:
        asked.pop(name, None)
    # The list reads its filters from the request, and knows no others.
    request.GET = asked  # type: ignore[assignment]
    changelist = reverse("admin:locator_outlet_changelist")
    try:
        rows = outlets.get_changelist_instance(request).get_queryset(request)
    except IncorrectLookupParameters:
        return HttpResponseRedirect(f"{changelist}?e=1")
    if is_json:
        return _points(rows, box)
    context = {
        **outlets.admin_site.each_context(request),
        "title": capfirst(outlets.opts.verbose_name_plural),
        "opts": outlets.opts,
        "query": asked.urlencode(),
        "options": map_options(),
        "points": f"?{asked.urlencode()}&points=1",
        "changelist": changelist,
    }
    return TemplateResponse(request, "admin/locator/outlet/map.html", context)


def _points(rows: QuerySet[Outlet], box_text: str) -> JsonResponse:
    """In the box: every outlet, or where they are many, every cell with its count."""
    try:
        box = BoundingBox.parse(box_text)
    except GeoError as error:
        return JsonResponse({"error": str(error)}, status=400)
    rows = Outlet.objects.filter(
        in_boxes(*box.parts()), pk__in=rows.order_by().values("pk")
    ).order_by()
    first = list(rows.values_list("pk", flat=True)[: MAX_POINTS + 1])
    if len(first) <= MAX_POINTS:
        return JsonResponse({"points": _each(first), "cells": []})
    return JsonResponse({"points": [], "cells": _cells(rows, box)})


def _each(ids: Sequence[int]) -> list[dict[str, Any]]:
    outlets = Outlet.objects.filter(pk__in=ids).select_related("operator").order_by()
    return [
        {
            "at": [outlet.latitude, outlet.longitude],
            "says": f"{outlet.display_name} ({outlet.get_status_display()})",
            "address": reverse("admin:locator_outlet_change", args=[outlet.pk]),
        }
        for outlet in outlets
    ]


def _cells(rows: QuerySet[Outlet], box: BoundingBox) -> list[dict[str, Any]]:
    """Cells of about a 24th of the box, at the mean position of their outlets."""
    size = max(box.north - box.south, box.east - box.west, 1e-6) / _CELLS_ACROSS
    # Of a fixed grid, so that cells stay where the map is moved a little.
    size = 2.0 ** math.ceil(math.log2(size))
    cells = (
        rows.annotate(
            row=Floor(Cast(F("latitude"), FloatField()) / size),
            column=Floor(Cast(F("longitude"), FloatField()) / size),
        )
        .values("row", "column")
        .annotate(
            number=Count("pk"),
            latitude_mean=Avg("latitude"),
            longitude_mean=Avg("longitude"),
            only=Min("pk"),
        )
    )
    return [
        {
            "at": [cell["latitude_mean"], cell["longitude_mean"]],
            "number": cell["number"],
            "address": reverse("admin:locator_outlet_change", args=[cell["only"]])
            if cell["number"] == 1
            else "",
        }
        for cell in cells
    ]
