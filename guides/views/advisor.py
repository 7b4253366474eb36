"""The advisor: a few questions, then the ways that work, best first."""

import re

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from guides.advising import give_advice
from guides.forms import AdviceForm
from locator.models import CarrierPrefix, Place
from locator.search.places import places_in

_LONGEST_PREFIX = 5


@require_safe
def advisor_page(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    asked = "sim" in request.GET
    form = AdviceForm(request.GET if asked else None)
    page = {
        "tab": "guides",
        "form": form,
        "now": now,
        "chosen": request.GET,
        "chosen_have": request.GET.getlist("have"),
        "places": _places(request.GET.get("place", "")),
        "number_unknown": request.GET.get("number") == "unknown",
    }
    status = 200
    if asked and form.is_valid():
        near = form.cleaned_data["near"]
        near = near.rounded() if near else None
        page["advice"] = give_advice(answers=form.cleaned_data, near=near, at=now)
    elif asked:
        status = 400
    response = render(request, "guides/choose.html", page, status=status)
    if asked:
        patch_cache_control(response, private=True, max_age=60)
    return response


# It changes nothing and needs no token, and pages without one need no cookie.
@csrf_exempt
@require_POST
@sensitive_post_parameters("number")
def sim_of_number(request: HttpRequest) -> HttpResponse:
    """On to the questions with the carrier of a typed number, without the number."""
    sim = carrier_by_digits(request.POST.get("number", ""))
    query = f"?sim={sim}" if sim else "?number=unknown"
    response = HttpResponseRedirect(f"{reverse('choose')}{query}#questions")
    patch_cache_control(response, no_store=True)
    return response


def carrier_by_digits(number: str) -> str:
    """The slug of the carrier whose prefix the number begins with, or ""."""
    digits = re.sub(r"\D", "", number[:40]).removeprefix("00")
    digits = digits.removeprefix("855")
    digits = digits if digits.startswith("0") else f"0{digits}"
    beginnings = [digits[:length] for length in range(3, _LONGEST_PREFIX + 1)]
    prefixes = dict(
        CarrierPrefix.objects.filter(digits__in=beginnings).values_list(
            "digits", "carrier__slug"
        )
    )
    return next((prefixes[b] for b in reversed(beginnings) if b in prefixes), "")


def _places(chosen: str) -> list[Place]:
    """The provinces to choose from, and the place that the address names."""
    provinces = list(places_in())
    named = Place.objects.filter(slug=chosen).first() if chosen else None
    return provinces if named is None or named in provinces else [named, *provinces]
