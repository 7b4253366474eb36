"""The search page, as a list and beside a map."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from locator.models import Confidence
from locator.search.answer import NEARBY_M, Answer, answer
from locator.search.form import DEFAULT_LIMIT, MAX_LIMIT
from locator.search.found import FoundOutlet
from locator.templatetags.locator_pages import distance, sentence, state_class
from locator.tiles import map_tiles
from locator.views.number import recognised_sentences
from locator.views.places import province_links
from locator.views.query import POSITION, Query
from locator.views.question import PageForm, filter_labels, form_context
from locator.views.whereabouts import Whereabouts, canonical_address, locate

KEPT_S = 60
"""A page may be shown again for this long: "open now" does not change faster."""


@require_safe
def search_page(request: HttpRequest) -> HttpResponse:
    return _search(request, "search")


@require_safe
def map_page(request: HttpRequest) -> HttpResponse:
    return _search(request, "map")


def _search(request: HttpRequest, tab: str) -> HttpResponse:
    query = Query.of(request.GET)
    address = canonical_address(query)
    if address is not None:
        response: HttpResponse = HttpResponseRedirect(f"{request.path}{address}")
        # What was typed may be a phone number: nothing on the way keeps it.
        patch_cache_control(response, no_store=True)
        return response
    now = timezone.now()
    form = PageForm(request.GET)
    page = {
        "tab": tab,
        "now": now,
        "ask_address": request.path,
        "search_query": str(query),
        "kept_query": str(query.without(POSITION)),
        "notices": recognised_sentences(request.GET.get("recognised", "")),
    }
    template = f"locator/{tab}.html"
    if not form.is_valid():
        typed = query.get("q") or query.get("near")
        page |= form_context(form, query, typed=typed)
        page |= {"asked": False, "title": _("Something in the address is wrong")}
        page |= {"provinces": province_links(query.without(POSITION))}
        return render(request, template, page, status=400)
    whereabouts = locate(form, query)
    page |= form_context(form, query, typed=whereabouts.typed)
    page |= {
        "asked": whereabouts.asked,
        "whereabouts": whereabouts,
        "title": _("Where to top up near you"),
    }
    if whereabouts.point:
        search = form.search(at=now, near=whereabouts.point)
        page |= _answer_context(
            answer(search, at=now), form, query, numbered=tab == "map"
        )
    if whereabouts.asked:
        page |= {"summary": _summary(form, whereabouts)}
        page |= {"title": page["summary"]}
    else:
        page |= {"provinces": province_links(query.without(POSITION))}
        if tab == "map":
            page["notices"] = [_("Say where you are; the map then opens there.")]
    response = render(request, template, page)
    patch_cache_control(response, private=True, max_age=KEPT_S)
    return response


def _summary(form: PageForm, whereabouts: Whereabouts) -> str:
    """ "Smart · near Phsar Thmei": what the folded form says."""
    carrier = form.cleaned_data["carrier"]
    asked = str(carrier.name) if carrier else _("Any carrier")
    if not whereabouts.label:
        return asked
    where = _("near %(place)s") % {"place": whereabouts.label}
    return f"{asked} · {where}"


def _answer_context(
    found: Answer, form: PageForm, query: Query, *, numbered: bool
) -> dict[str, Any]:
    best = found.best
    rest = [o for o in found.found if best is None or o.id != best.id]
    first = 1 if best is None else 2
    numbers = range(first, first + len(rest)) if numbered else [""] * len(rest)
    limit = found.search.limit
    more = len(found.found) == limit and limit < MAX_LIMIT
    context = {
        "answer": found,
        "others": list(zip(rest, numbers, strict=True)),
        "best_number": 1 if numbered else "",
        "best_reason": _best_reason(found),
        "shown": sum((o.distance_m or 0) <= NEARBY_M for o in found.found),
        "removable": [
            {"label": label, "address": str(query.without_pair(name, value)) or "?"}
            for label, name, value in filter_labels(form, query)
        ],
        "any_time_address": str(query.replaced(open="any")),
        "open_now_address": str(query.without(["open"])),
    }
    if more:
        limit = min(limit + DEFAULT_LIMIT, MAX_LIMIT)
        context["more_address"] = str(query.replaced(limit=str(limit)))
    if numbered:
        outlets = [*([best] if best else []), *rest]
        context |= {"map_data": _map_data(outlets, found), "map_tiles": map_tiles()}
    return context


def _best_reason(found: Answer) -> str:
    best, carrier = found.best, found.search.carrier
    if best is None:
        return ""
    if carrier is None or not best.offers:
        return _("the nearest that is still open when you get there")
    values = {"carrier": carrier.name}
    if best.offers[0].confidence == Confidence.CONFIRMED:
        return _("confirmed for %(carrier)s, still open when you get there") % values
    return _("likely to sell %(carrier)s, still open when you get there") % values


def _map_data(outlets: list[FoundOutlet], found: Answer) -> dict[str, Any]:
    near = found.search.near
    return {
        "near": [near.latitude, near.longitude] if near else None,
        "outlets": [
            {
                "id": outlet.public_id,
                "number": number,
                "name": outlet.name.text,
                "language": outlet.name.language,
                "point": [outlet.latitude, outlet.longitude],
                "state": state_class(outlet.phrase),
                "sentence": sentence(outlet.phrase),
                "distance": distance(outlet.distance_m or 0),
                "address": outlet.get_absolute_url(),
            }
            for number, outlet in enumerate(outlets, 1)
        ],
    }
