from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from guides import codes
from guides.models import Channel, Plan
from guides.pages import channel_cards, offers
from guides.validity import comparison
from locator.carrying import query_string
from locator.models import Carrier


@dataclass(frozen=True, slots=True)
class CarrierWays:
    """What works with a carrier's SIM and needs no outlet."""

    carrier: Carrier
    channels: list[Channel]
    plans: list[Plan]


@dataclass(frozen=True, slots=True)
class CarrierLink:
    """The page for one carrier, or for all of them."""

    name: str
    address: str
    is_current: bool


@require_safe
def codes_page(request: HttpRequest) -> HttpResponse:
    """The codes that work without data, and the other ways and plans of the carrier
    asked for, or of each.
    """
    today = timezone.localdate()
    channels = list(channel_cards(today))
    carriers = list(
        Carrier.objects.select_related(
            "hotline_fact", "app_fact", "website_fact", "selling_fact"
        )
    )
    asked = request.GET.get("carrier", "")
    chosen = next((carrier for carrier in carriers if carrier.slug == asked), None)
    shown = [chosen] if chosen else carriers
    selling = [carrier for carrier in carriers if not carrier.is_doubtful]
    page = {
        "tab": "codes",
        "chosen": chosen,
        "carrier_links": _links(carriers, chosen, request.GET.get("place", "")),
        "unknown_carrier": asked if not chosen else "",
        "codes": codes.common_codes(),
        "evidence": codes.evidence(),
        "carriers": _by_carrier(shown, channels),
        # Of one carrier, its card's own table says the same.
        "validity": None if chosen else comparison(selling, channels),
        "any_carrier": [c for c in channels if not c.carriers.all()],
        **offers(today),
    }
    status = 400 if page["unknown_carrier"] else 200
    return render(request, "guides/codes.html", page, status=status)


def _links(
    carriers: list[Carrier], chosen: Carrier | None, place: str
) -> list[CarrierLink]:
    links = []
    for name, slug in [(_("All"), ""), *((c.name, c.slug) for c in carriers)]:
        given = {"carrier": slug, "place": place}
        address = f"{reverse('codes')}{query_string(given)}"
        links.append(
            CarrierLink(name, address, slug == (chosen.slug if chosen else ""))
        )
    return links


def _by_carrier(carriers: list[Carrier], channels: list[Channel]) -> list[CarrierWays]:
    plans = list(Plan.objects.published().select_related("carrier", "fact"))
    return [
        CarrierWays(
            carrier,
            [channel for channel in channels if carrier in channel.carriers.all()],
            [plan for plan in plans if plan.carrier_id == carrier.pk],
        )
        for carrier in carriers
    ]
