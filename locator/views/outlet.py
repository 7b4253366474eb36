"""The page of one outlet."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseRedirect,
    QueryDict,
)
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from locator.carrying import carried_query
from locator.contributing.worked import Worked, worked_at
from locator.geo.point import Point
from locator.hours import schedule
from locator.models import (
    Carrier,
    Fact,
    Kind,
    Outlet,
    OutletMerge,
)
from locator.models.offer import EffectiveOffer, offers_of
from locator.models.outlet import PUBLIC_ID_ALPHABET, PUBLIC_ID_LENGTH
from locator.models.reading import calendar, whom_to_name
from locator.phrases import times_of
from locator.search.form import OutletSearch
from locator.search.found import FoundOutlet
from locator.search.loading import load_found
from locator.search.outlets import find_outlets
from locator.views.structured import local_business

HOLIDAYS_AHEAD_DAYS = 60
INSTEAD = 5
_MISREAD = str.maketrans({"o": "0", "l": "1", "i": "1"})


@dataclass(frozen=True, slots=True)
class ShownOffer:
    """An offer as the page shows it: what supports it, and what it takes."""

    carrier: Carrier
    terms: EffectiveOffer
    fact: Fact | None
    worked: Worked | None


@require_safe
def outlet_page(
    request: HttpRequest, public_id: str, slug: str | None = None
) -> HttpResponse:
    meant = mended_id(public_id)
    outlet = Outlet.objects.filter(public_id=meant).select_related("operator").first()
    if outlet is None or outlet.status == Outlet.Status.DRAFT:
        raise Http404
    now = timezone.now()
    if outlet.status == Outlet.Status.CLOSED:
        if kept := OutletMerge.objects.survivor_of(outlet):
            # Not for good: a merge may be undone.
            return HttpResponseRedirect(kept.get_absolute_url())
        return _gone(request, outlet, now)
    found = load_found([outlet.pk], at=now).get(outlet.pk)
    if found is None:
        # It was withdrawn just now.
        raise Http404
    if (public_id, slug) != (meant, found.slug):
        # Not for good: a name may be taken back, and two such redirects would loop.
        said = carried_query(request.GET)
        return HttpResponseRedirect(f"{found.get_absolute_url()}{said}")
    page = _context(outlet, found, now)
    page["others_query"] = _others_query(found, request.GET)
    return render(request, "locator/outlet.html", page)


def mended_id(text: str) -> str:
    """The public id that was meant: ids hold no capital, and no o, l or i.

    Raises Http404 for what cannot be one.
    """
    meant = text.lower().translate(_MISREAD)
    if len(meant) != PUBLIC_ID_LENGTH or set(meant).difference(PUBLIC_ID_ALPHABET):
        raise Http404
    return meant


def _context(outlet: Outlet, found: FoundOutlet, now: dt.datetime) -> dict[str, Any]:
    today = now.astimezone(schedule.TIMEZONE).date()
    monday = today - dt.timedelta(days=today.weekday())
    holidays = calendar()
    language = get_language() or "en"
    week = schedule.week(found.hours_text, monday, holidays, language=language)
    ahead = today + dt.timedelta(days=HOLIDAYS_AHEAD_DAYS)
    coming = [
        (day, times_of(day))
        for holiday in holidays.between(today, ahead, language)
        for day in schedule.week(
            found.hours_text, holiday.date, holidays, days=1, language=language
        )
    ]
    return {
        "outlet": found,
        "now": now,
        "today": today,
        "week": [(day, times_of(day)) for day in week] if found.hours_text else [],
        "holidays": coming,
        "offers": _offers(outlet, today),
        "point": f"{found.latitude:.6f},{found.longitude:.6f}",
        "source_date": outlet.source_date,
        "source_address": _source_address(outlet),
        "named": whom_to_name().get(outlet.source, ""),
        "may_be_claimed": outlet.kind not in (Kind.BANK_BRANCH, Kind.ATM),
        "structured": local_business(found, week),
    }


def _others_query(found: FoundOutlet, said: QueryDict) -> str:
    """Of the search around it, for the same carrier."""
    near = Point(found.latitude, found.longitude).rounded()
    carrier = carried_query({"carrier": said.get("carrier", "")})
    return f"{carrier}{'&' if carrier else '?'}near={near}"


def _offers(outlet: Outlet, today: dt.date) -> list[ShownOffer]:
    carriers = {carrier.pk: carrier for carrier in Carrier.objects.all()}
    doubtful = {pk for pk, c in carriers.items() if c.is_doubtful}
    offers = offers_of(outlet, doubtful_carriers=frozenset(doubtful))
    facts = Fact.objects.in_bulk({offer.fact_id for offer in offers if offer.fact_id})
    worked = worked_at([outlet.pk], today=today).get(outlet.pk, {})
    shown = [
        ShownOffer(
            carriers[offer.carrier_id],
            offer,
            facts.get(offer.fact_id or ""),
            worked.get(offer.carrier_id),
        )
        for offer in offers
    ]
    return sorted(shown, key=lambda o: (-o.terms.confidence.rank, o.carrier.order))


def _source_address(outlet: Outlet) -> str:
    """Where the source shows this outlet, for sources that have such pages."""
    kind, _slash, number = outlet.source_ref.partition("/")
    if kind in ("node", "way", "relation") and number.isdigit():
        return f"https://www.openstreetmap.org/{outlet.source_ref}"
    return ""


def _gone(request: HttpRequest, outlet: Outlet, now: dt.datetime) -> HttpResponse:
    """Closed for good: the address stays, and names the nearest open ones."""
    near = outlet.point
    instead = find_outlets(OutletSearch(near=near, open_at=now, limit=INSTEAD), at=now)
    page = {"name": outlet.display_name, "instead": instead, "now": now}
    page["has_samples"] = any(found.is_sample for found in instead)
    return render(request, "410.html", page, status=410)
