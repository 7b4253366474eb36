"""What becomes of reports: a curator accepts them, rejects them, or asks on."""

import datetime as dt
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Final

from django.contrib.auth.models import AbstractBaseUser
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from locator.changing import changed_outlet
from locator.contention import wait_for_turn
from locator.geo.point import Point
from locator.hours.expression import OpeningHoursError
from locator.models import (
    Carrier,
    Confidence,
    Hours,
    Offer,
    OperatorDefault,
    Outlet,
    Report,
)
from locator.models.decided import Decision
from locator.phrases import told
from locator.quality.checking import check_outlets
from locator.search.places import nearest_place


class OfferChange(models.TextChoices):
    """What accepting that a carrier is not sold makes of its offer."""

    WITHDRAWN = "withdrawn", gettext_lazy("It does not sell it")
    DOUBTED = "doubted", gettext_lazy("Keep it as unconfirmed")


@dataclass(frozen=True, slots=True)
class Ruling:
    """What the curator adds; what is empty is taken from the report."""

    hours: str = ""
    point: Point | None = None
    offer: OfferChange = OfferChange.WITHDRAWN


class CannotAcceptError(ValueError):
    """Something is missing or cannot be read; the text says what."""


class AlreadyDecidedError(CannotAcceptError):
    """Another curator was quicker, or the report is gone."""


def accept(
    report_ids: Collection[int],
    ruling: Ruling,
    *,
    by: AbstractBaseUser,
    at: dt.datetime,
) -> Outlet:
    """Make what these reports say true of their outlet, which counts as verified then.

    They are of one outlet and say the same. Raises CannotAcceptError and changes
    nothing where that cannot be done.
    """
    with transaction.atomic():
        reports = _locked(report_ids)
        report = reports[0]
        with changed_outlet(
            report.outlet_id, reason=_reason(reports), at=at, user=by
        ) as outlet:
            _APPLY[Report.Kind(report.kind)](outlet, report, ruling)
            seen = seen_at(report.reported_on, at=at)
            outlet.verified_at = max(filter(None, (outlet.verified_at, seen)))
            _decide(reports, Decision.ACCEPTED, by=by, at=at)
    return outlet


def reject(
    report_ids: Collection[int], *, by: AbstractBaseUser, at: dt.datetime
) -> Outlet:
    with transaction.atomic():
        reports = _locked(report_ids)
        _decide(reports, Decision.REJECTED, by=by, at=at)
        # What it contradicted may be contradicted no more.
        check_outlets([reports[0].outlet_id], at=at)
    return reports[0].outlet


def ask(report_ids: Collection[int], note: str) -> Outlet:
    """Keep them waiting, with what is to be found out."""
    with transaction.atomic():
        reports = _locked(report_ids)
        Report.objects.filter(pk__in=[r.pk for r in reports]).update(curators_note=note)
    return reports[0].outlet


def seen_at(day: dt.date, *, at: dt.datetime) -> dt.datetime:
    """When that was so: now where it was reported today, else at noon of its day."""
    if day >= timezone.localdate(at):
        return at
    noon = dt.datetime.combine(day, dt.time(12))
    return timezone.make_aware(noon)


def _locked(report_ids: Collection[int]) -> Sequence[Report]:
    """Those that still wait, the last one first."""
    of = Report.objects.filter(pk__in=report_ids).values_list("outlet_id", flat=True)
    outlet_ids = set(of)
    # Before its reports, as merging does, or the two would wait for each other.
    wait_for_turn(Outlet.objects.filter(pk__in=outlet_ids))
    rows = Report.objects.waiting().filter(pk__in=report_ids)
    reports = list(rows.select_for_update().order_by("-reported_on", "-pk"))
    if not reports:
        raise AlreadyDecidedError(_("Somebody else has decided on this meanwhile."))
    if not outlet_ids.issuperset(report.outlet_id for report in reports):
        raise CannotAcceptError(
            _("The outlet was merged with another meanwhile: look at it again.")
        )
    if len({(r.outlet_id, r.kind, r.carrier_id) for r in reports}) > 1:
        raise CannotAcceptError(_("These reports do not say the same."))
    return reports


def _decide(
    reports: Sequence[Report],
    decision: Decision,
    *,
    by: AbstractBaseUser,
    at: dt.datetime,
) -> None:
    rows = Report.objects.filter(pk__in=[report.pk for report in reports])
    rows.decide(decision, by=by, at=at)


def _reason(reports: Sequence[Report]) -> str:
    """English, whoever reads it."""
    more = f" and {len(reports) - 1} more" if len(reports) > 1 else ""
    return f"Report {reports[0].reference}{more} accepted: {reports[0].kind}"


def _close(outlet: Outlet, report: Report, ruling: Ruling) -> None:
    outlet.status = Outlet.Status.CLOSED
    outlet.closed_until = None


def _keep_hours(outlet: Outlet, report: Report, ruling: Ruling) -> None:
    text = ruling.hours or report.hours_text
    if not text:
        raise CannotAcceptError(_("The report gives no hours: type the right ones."))
    try:
        outlet.hours = Hours.objects.for_text(text)
    except OpeningHoursError as error:
        raise CannotAcceptError(str(told(error.remark))) from error


def _move(outlet: Outlet, report: Report, ruling: Ruling) -> None:
    point = ruling.point or report.point
    if point is None:
        raise CannotAcceptError(_("The report gives no position: set the right one."))
    outlet.latitude, outlet.longitude = point.latitude, point.longitude
    if not outlet.has_chosen_place and (near := nearest_place(point)):
        outlet.follow_nearest_place(near.place)


def _unsell(outlet: Outlet, report: Report, ruling: Ruling) -> None:
    own = outlet.offers.filter(carrier=report.carrier).first()
    default = _default(outlet, report)
    if ruling.offer is OfferChange.WITHDRAWN:
        offer = own or Offer(outlet=outlet, carrier=_carrier(report))
        offer.sells = False
    elif own or default:
        offer = own or _as_own(outlet, default)
    else:
        return
    offer.confidence = Confidence.UNCONFIRMED
    offer.evidence = _evidence("Visitors say that it does not sell it", report)
    offer.fact = None
    offer.save()


def _sell(outlet: Outlet, report: Report, ruling: Ruling) -> None:
    """Never above likely: visitors confirm nothing."""
    own = outlet.offers.filter(carrier=report.carrier).first()
    if own is None and _default(outlet, report):
        return
    offer = own or Offer(outlet=outlet, carrier=_carrier(report), sells=False)
    if offer.sells and offer.confidence != Confidence.UNCONFIRMED:
        return
    if not offer.sells:
        # It said the opposite.
        offer.fact = None
    offer.sells = True
    offer.confidence = Confidence.LIKELY
    offer.evidence = _evidence("A visitor's top-up worked", report)
    offer.save()


def _carrier(report: Report) -> Carrier:
    assert report.carrier is not None  # noqa: S101  # a constraint of its kinds
    return report.carrier


def _default(outlet: Outlet, report: Report) -> OperatorDefault | None:
    return OperatorDefault.objects.filter(
        operator=outlet.operator_id, kind=outlet.kind, carrier=report.carrier_id
    ).first()


def _as_own(outlet: Outlet, default: OperatorDefault | None) -> Offer:
    assert default is not None  # noqa: S101
    return Offer(
        outlet=outlet,
        carrier_id=default.carrier_id,
        services=default.services,
        min_amount=default.min_amount,
        max_amount=default.max_amount,
        currency=default.currency,
    )


def _evidence(said: str, report: Report) -> str:
    return f"{said}, {report.reported_on:%Y-%m-%d}"


_APPLY: Final[dict[Report.Kind, Callable[[Outlet, Report, Ruling], None]]] = {
    Report.Kind.CLOSED: _close,
    Report.Kind.WRONG_HOURS: _keep_hours,
    Report.Kind.WRONG_PLACE: _move,
    Report.Kind.NOT_SOLD: _unsell,
    Report.Kind.WORKED: _sell,
}
