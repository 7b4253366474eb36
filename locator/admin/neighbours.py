"""Who stands within 200 m of a position: beside the pin, and as a list."""

from dataclasses import dataclass
from typing import Any, Final

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, JsonResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from locator.admin.keys import row_id
from locator.admin.point import position_of
from locator.cldr import number
from locator.geo.columns import rows_near
from locator.geo.point import GeoError, Point
from locator.models import Outlet

REACH_M: Final = 200.0
MAX_NEIGHBOURS: Final = 40


@dataclass(frozen=True, slots=True)
class Neighbour:
    name: str
    kind: str
    metres: int
    latitude: float
    longitude: float
    address: str

    @property
    def says(self) -> str:
        return _("%(name)s (%(kind)s), %(metres)s m") % {
            "name": self.name,
            "kind": self.kind,
            "metres": number(self.metres),
        }


def neighbours_of(point: Point, *, but: int | None) -> list[Neighbour]:
    """Outlets within 200 m, drafts too, nearest first; at most 40 of them."""
    others = Outlet.objects.in_work()
    if but is not None:
        others = others.exclude(pk=but)
    found = rows_near(others, point, REACH_M)[:MAX_NEIGHBOURS]
    outlets = Outlet.objects.select_related("operator").in_bulk(
        [pk for _metres, pk in found]
    )
    return [_neighbour(outlets[pk], metres) for metres, pk in found]


def shown_neighbours(outlet: Outlet) -> SafeString:
    point = position_of(outlet)
    context = {
        "neighbours": neighbours_of(point, but=outlet.pk) if point else (),
        "is_placed": point is not None,
        "address": reverse("admin:locator_outlet_neighbours"),
        "but": outlet.pk or "",
    }
    return render_to_string("admin/locator/outlet/neighbours.html", context)


def neighbours_view(request: HttpRequest) -> JsonResponse:
    """For the map: neighbours of the position `at`, but the outlet of id `but`."""
    if not request.user.has_perm("locator.view_outlet"):
        raise PermissionDenied
    try:
        point = Point.parse(request.GET.get("at", ""))
    except GeoError as error:
        return JsonResponse({"error": str(error)}, status=400)
    found = neighbours_of(point, but=row_id(request.GET.get("but", "")))
    return JsonResponse({"neighbours": [_as_json(neighbour) for neighbour in found]})


def _neighbour(outlet: Outlet, metres: float) -> Neighbour:
    return Neighbour(
        name=outlet.display_name,
        kind=outlet.get_kind_display(),
        metres=round(metres),
        latitude=outlet.latitude,
        longitude=outlet.longitude,
        address=reverse("admin:locator_outlet_change", args=[outlet.pk]),
    )


def _as_json(neighbour: Neighbour) -> dict[str, Any]:
    return {
        "says": neighbour.says,
        "address": neighbour.address,
        "point": [neighbour.latitude, neighbour.longitude],
    }
