from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from guides import codes
from guides.models import Channel, Plan
from guides.pages import channel_cards, offers
from guides.validity import comparison
from locator.models import Carrier


@dataclass(frozen=True, slots=True)
class CarrierWays:
    """What works with a carrier's SIM and needs no outlet."""

    carrier: Carrier
    channels: list[Channel]
    plans: list[Plan]


@require_safe
def codes_page(request: HttpRequest) -> HttpResponse:
    """The codes that work without data, and each carrier's other ways and plans."""
    today = timezone.localdate()
    channels = list(channel_cards(today))
    carriers = list(
        Carrier.objects.select_related(
            "hotline_fact", "app_fact", "website_fact", "selling_fact"
        )
    )
    page = {
        "tab": "codes",
        "codes": codes.common_codes(),
        "evidence": codes.evidence(),
        "carriers": _by_carrier(carriers, channels),
        "validity": comparison([c for c in carriers if not c.is_doubtful], channels),
        "any_carrier": [c for c in channels if not c.carriers.all()],
        **offers(today),
    }
    return render(request, "guides/codes.html", page)


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
