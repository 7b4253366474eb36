"""The advisor: a few questions, then the ways that work, best first."""

from dataclasses import dataclass
from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from guides.advising import give_advice
from guides.forms import AdviceForm, AdvicePageForm
from guides.models import Guide
from locator.models.reading import one_reading
from locator.search.places import places_in
from locator.views.names import place_name
from locator.views.number import recognised_sentences, without_number
from locator.views.places import REASONS
from locator.views.query import POSITION, Query
from locator.views.question import number_prefixes
from locator.views.whereabouts import Whereabouts, canonical_address, locate

_KEPT_S = 60
"""A page may be shown again for this long: "open now" does not change faster."""


@dataclass(frozen=True, slots=True)
class AdviceQuery(Query):
    """The answers as the address holds them; `province` picks from the list."""

    names: ClassVar[tuple[str, ...]] = (*AdviceForm.base_fields, "q", "province")
    several: ClassVar[frozenset[str]] = frozenset({"have"})
    carrier: ClassVar[str] = "sim"


@require_safe
@one_reading()
def advisor_page(request: HttpRequest) -> HttpResponse:
    query = AdviceQuery.of(request.GET)
    address = _better_address(query)
    if address is not None:
        return _moved(address)
    now = timezone.now()
    asked = "sim" in request.GET
    form = AdvicePageForm(request.GET)
    is_valid = form.is_valid()
    where = Whereabouts()
    if not form.errors.keys() & set(POSITION):
        where = locate(form, query)
    page = _questions(form if asked else AdvicePageForm(), query, where) | {
        "now": now,
        "notices": recognised_sentences(request.GET.get("recognised", "")),
    }
    if asked and is_valid:
        page["whereabouts"] = where
        answers = form.cleaned_data
        advice = give_advice(answers=answers, near=where.point, at=now)
        page["advice"] = advice
        if advice.only_weak:
            about = Guide.Method.OUT_OF_DATA
            page["more_help"] = Guide.objects.published().filter(method=about).first()
    status = 400 if asked and not is_valid else 200
    response = render(request, "guides/choose.html", page, status=status)
    if request.GET:
        patch_cache_control(response, private=True, max_age=_KEPT_S)
    return response


# It changes nothing and needs no token, and pages without one need no cookie.
@csrf_exempt
@require_POST
@sensitive_post_parameters("number")
def sim_of_number(request: HttpRequest) -> HttpResponse:
    """Without JavaScript: on to the questions with the number's carrier, without it."""
    number = request.POST.get("number", "")
    query = without_number(AdviceQuery.of(request.POST), number)
    return _moved(f"{query}#questions")


def _better_address(query: AdviceQuery) -> str | None:
    """As the search's, and a province picked stands in for what was typed before."""
    address = canonical_address(query)
    if address is None and (picked := query.get("province")):
        kept = query.without([*POSITION, "province"])
        return str(kept.replaced(place=picked))
    return address


def _moved(query: str) -> HttpResponse:
    response = HttpResponseRedirect(f"{reverse('choose')}{query}")
    # What was typed may be a phone number: nothing on the way keeps it.
    patch_cache_control(response, no_store=True)
    return response


def _questions(
    form: AdvicePageForm, query: AdviceQuery, where: Whereabouts
) -> dict[str, Any]:
    return {
        "tab": "guides",
        "form": form,
        "chosen": dict(query.pairs),
        "chosen_have": [value for name, value in query.pairs if name == "have"],
        "typed": where.typed or query.get("q") or query.get("near"),
        "provinces": [(place.slug, place_name(place)) for place in places_in()],
        "prefixes": number_prefixes(),
        "problems": REASONS,
        "number_address": reverse("choose-by-number"),
        "kept": [pair for pair in query.pairs if pair[0] != "sim"],
    }
