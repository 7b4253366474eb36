"""Waiting reports as a curator reads them: by outlet, alike ones together."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from locator.contributing.worked import Worked, worked_at
from locator.geo.distance import distance_m
from locator.models import Outlet, Report
from locator.quality.contradicted import contradicted_offers

MAX_ALIKE = 50

_ACCEPTING: Final[dict[Report.Kind, Promise]] = {
    Report.Kind.CLOSED: _("Accepting closes the outlet for good."),
    Report.Kind.WRONG_HOURS: _("Accepting takes these hours."),
    Report.Kind.WRONG_PLACE: _(
        "Accepting shows the map with the pin there; saving that moves the outlet."
    ),
    Report.Kind.NOT_SOLD: _(
        "The first button withdraws its offer, the second leaves it with doubt."
    ),
    Report.Kind.WORKED: _(
        "Accepting counts it on the outlet's page, and makes an offer that was"
        " unconfirmed, missing or denied a likely one."
    ),
}


@dataclass(slots=True)
class Saying:
    """What one or several waiting reports say alike of an outlet, the last first.

    `worked` is how often a top-up of its carrier worked there; `is_often_said` whether
    so many say that it is not sold that the offer is contradicted.
    """

    outlet: Outlet
    worked: Worked | None = None
    is_often_said: bool = False
    reports: list[Report] = field(default_factory=list)

    @property
    def first(self) -> Report:
        return self.reports[0]

    @property
    def ids(self) -> list[int]:
        return [report.pk for report in self.reports]

    @property
    def notes(self) -> list[str]:
        return list(dict.fromkeys(r.note for r in self.reports if r.note))

    @property
    def curators_note(self) -> str:
        return next((r.curators_note for r in self.reports if r.curators_note), "")

    @property
    def accepting(self) -> str:
        """What accepting does, beside that the outlet then counts as verified."""
        if self.first.kind == Report.Kind.WRONG_HOURS and not self.first.hours_text:
            return str(_("Type the right hours: accepting takes them."))
        return str(_ACCEPTING[Report.Kind(self.first.kind)])

    @property
    def moved_m(self) -> float | None:
        """How far the suggested position lies from the outlet's, in metres."""
        point = self.first.point
        return distance_m(self.outlet.point, point) if point else None


@dataclass(frozen=True, slots=True)
class DeskOutlet:
    """An outlet with all that waits of it, what most say first."""

    outlet: Outlet
    sayings: list[Saying]


def desk_of(outlet_ids: Collection[int], *, today: dt.date) -> list[DeskOutlet]:
    """These outlets in this order, in a fixed number of queries."""
    outlets = Outlet.objects.select_related("operator", "hours").in_bulk(outlet_ids)
    worked = worked_at(outlet_ids, today=today)
    contradicted = {
        (sign.outlet_id, sign.carrier_id)
        for sign in contradicted_offers(today=today, outlet_ids=outlet_ids)
    }
    found: defaultdict[int, dict[object, Saying]] = defaultdict(dict)
    rows = Report.objects.waiting().filter(outlet__in=list(outlets))
    for report in rows.select_related("carrier").order_by("-reported_on", "-pk"):
        of = (report.outlet_id, report.carrier_id)
        said = (*of, report.kind, report.hours_text, report.latitude, report.longitude)
        saying = found[report.outlet_id].get(said)
        if saying is None:
            saying = Saying(
                outlets[report.outlet_id],
                worked=worked.get(report.outlet_id, {}).get(report.carrier_id or 0),
                is_often_said=report.kind == Report.Kind.NOT_SOLD
                and of in contradicted,
            )
            found[report.outlet_id][said] = saying
        if len(saying.reports) < MAX_ALIKE:
            saying.reports.append(report)
    return [
        DeskOutlet(
            outlets[pk], sorted(found[pk].values(), key=lambda s: -len(s.reports))
        )
        for pk in outlet_ids
        if pk in found
    ]
