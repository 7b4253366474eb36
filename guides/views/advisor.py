"""The advisor: a few questions, then the ways that work, best first."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Any, ClassVar, Self

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from guides.advising import give_advice
from guides.conditions import OTHER_SIMS
from guides.forms import AdviceForm, AdvicePageForm
from guides.models import Guide
from locator.models.reading import one_reading
from locator.search.places import places_in
from locator.search.text import typed_position
from locator.views.names import place_name
from locator.views.number import (
    is_number,
    recognised_sentences,
    unkept_redirect,
    without_number,
)
from locator.views.places import REASONS
from locator.views.query import POSITION, Query
from locator.views.question import number_prefixes
from locator.views.search import KEPT_S
from locator.views.whereabouts import Whereabouts, canonical_address, locate

_RUN = re.compile(r"\d[\d\s()._/+\u2010-\u2015\u2212-]+\d")
_ANSWERS = ("have", "online", "matters", "language", "abroad")
"""No other page leads here with one of these."""


@dataclass(frozen=True, slots=True)
class AdviceQuery(Query):
    """The answers as the address holds them; `province` picks from the list."""

    names: ClassVar[tuple[str, ...]] = (*AdviceForm.base_fields, "q", "province")
    several: ClassVar[frozenset[str]] = frozenset({"have"})
    carrier: ClassVar[str] = "sim"

    def without_numbers(self) -> Self:
        """Without answers that are a phone number, or words that hold one.

        A number alone where a place is asked for stays: it leads to its carrier.
        """
        return type(self)(
            tuple(
                (name, value)
                for name, value in self.pairs
                if not (_holds_number(value) if name == "q" else is_number(value))
            )
        )


@require_safe
@one_reading()
def advisor_page(request: HttpRequest) -> HttpResponse:
    query = AdviceQuery.of(request.GET)
    address = _better_address(query)
    if address is None and _any_number(request.GET):
        address = str(query)
    if address is not None:
        return unkept_redirect(f"{reverse('choose')}{address}")
    now = timezone.now()
    asked = "sim" in request.GET
    form = AdvicePageForm(request.GET)
    is_valid = form.is_valid()
    where = Whereabouts()
    if not form.errors.keys() & set(POSITION):
        where = locate(form, query)
    page = _questions(form if asked else AdvicePageForm(), query, where) | {
        "now": now,
        "notices": recognised_sentences(request.GET, query),
        "lacks_sim": not asked and any(map(query.get, _ANSWERS)),
    }
    if asked and is_valid:
        page["whereabouts"] = where
        advice = give_advice(form.situation(), where.point, at=now)
        page["advice"] = advice
        page["list_address"] = _list_address(query)
        if advice.only_weak:
            about = Guide.Method.OUT_OF_DATA
            page["more_help"] = Guide.objects.published().filter(method=about).first()
    status = 400 if asked and not is_valid else 200
    response = render(request, "guides/choose.html", page, status=status)
    if request.GET:
        patch_cache_control(response, private=True, max_age=KEPT_S)
    return response


# It changes nothing and needs no token, and pages without one need no cookie.
@csrf_exempt
@require_POST
@sensitive_post_parameters("number")
def sim_of_number(request: HttpRequest) -> HttpResponse:
    """Without JavaScript: on to the questions with the number's carrier, without it."""
    number = request.POST.get("number", "")
    kept = AdviceQuery.of(request.POST).without_numbers()
    if is_number(kept.get("q")):
        kept = kept.without(["q"])
    query = without_number(kept, number)
    return unkept_redirect(f"{reverse('choose')}{query}#questions")


def _better_address(query: AdviceQuery) -> str | None:
    """As the search's, and a province picked stands in for what was typed before.

    A position stands in for the place that the form still kept beside it.
    """
    plain = query.without_numbers()
    if plain.get("near") and not plain.get("q"):
        plain = plain.without(["place"])
    address = canonical_address(plain)
    if address is None and (picked := plain.get("province")):
        kept = plain.without([*POSITION, "province"])
        return str(kept.replaced(place=picked))
    return str(plain) if address is None and plain != query else address


def _list_address(query: AdviceQuery) -> str:
    """Of the search for the same SIM around the same position, shut places too."""
    pairs = [(name, value) for name, value in query.pairs if name in POSITION]
    search = Query((("carrier", query.get("sim")), *pairs)).replaced(open="any")
    return f"{reverse('search')}{search}"


def _known_search(query: AdviceQuery, where: Whereabouts) -> dict[str, str]:
    """For links to other pages, which know nothing of a SIM that is no carrier's."""
    sim = query.get("sim")
    carrier = "" if sim in OTHER_SIMS else sim
    return {"carrier": carrier, "place": where.place}


def _holds_number(words: str) -> bool:
    """Whether a phone number stands among other words; coordinates are none."""
    if is_number(words) or typed_position(words):
        return False
    plain = unicodedata.normalize("NFKC", words)
    return any(is_number(run) for run in _RUN.findall(plain))


def _any_number(given: QueryDict) -> bool:
    """Also in what the page does not ask for, or was given twice."""
    return any(is_number(value) for _name, values in given.lists() for value in values)


def _questions(
    form: AdvicePageForm, query: AdviceQuery, where: Whereabouts
) -> dict[str, Any]:
    return {
        "tab": "guides",
        "form": form,
        "known_search": _known_search(query, where),
        "chosen": dict(query.pairs),
        "chosen_have": [value for name, value in query.pairs if name == "have"],
        "typed": where.typed or query.get("q") or query.get("near"),
        "provinces": [(place.slug, place_name(place)) for place in places_in()],
        "prefixes": number_prefixes(),
        "problems": REASONS,
        "number_address": reverse("choose-by-number"),
        "kept": [pair for pair in query.pairs if pair[0] != "sim"],
    }
