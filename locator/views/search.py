"""The search page, and how it and the map are answered."""

import datetime as dt
from collections.abc import Callable
from typing import Any, TypeAlias

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from locator.demand.counting import note_answer
from locator.search.answer import Answer, answer
from locator.search.form import OutletSearch
from locator.views.number import recognised_sentences, unkept_redirect
from locator.views.places import province_links
from locator.views.query import POSITION, Query
from locator.views.question import PageForm, form_context
from locator.views.results import asked_carrier, results_context, summary
from locator.views.whereabouts import Whereabouts, canonical_address, locate

KEPT_S = 60
"""A page may be shown again for this long: "open now" does not change faster."""

MoreContext: TypeAlias = Callable[[Answer], dict[str, Any]]
UnaskedContext: TypeAlias = Callable[[OutletSearch], dict[str, Any]]


@require_safe
def search_page(request: HttpRequest) -> HttpResponse:
    return reply(request, "search")


def reply(
    request: HttpRequest,
    tab: str,
    *,
    more: MoreContext | None = None,
    unasked: UnaskedContext | None = None,
) -> HttpResponse:
    """Check what is asked, ask, render.

    `more` is what the tab adds to an answer, `unasked` to the question where nobody has
    said yet where they are.
    """
    query = Query.of(request.GET)
    address = canonical_address(query)
    if address is not None:
        return unkept_redirect(f"{request.path}{address}")
    now = timezone.now()
    form = PageForm(request.GET)
    page = _frame(request, tab, query, now)
    template = f"locator/{tab}.html"
    if not form.is_valid():
        return render(request, template, page | _refused(form, query), status=400)
    whereabouts = locate(form, query)
    page |= _asked(form, query, whereabouts)
    if whereabouts.point:
        found = answer(form.search(at=now, near=whereabouts.point), at=now)
        note_answer(request, found, at=now)
        page |= results_context(found, form, query, whereabouts)
        page |= more(found) if more else {}
    elif unasked and not whereabouts.asked:
        page |= unasked(form.search(at=now))
    response = render(request, template, page)
    patch_cache_control(response, private=True, max_age=KEPT_S)
    return response


def _frame(
    request: HttpRequest, tab: str, query: Query, now: dt.datetime
) -> dict[str, Any]:
    return {
        "tab": tab,
        "now": now,
        "ask_address": request.path,
        "search_query": str(query),
        "kept_query": str(query.without(POSITION)),
        "notices": recognised_sentences(request.GET, query),
    }


def _refused(form: PageForm, query: Query) -> dict[str, Any]:
    return form_context(form, query, typed=query.get("q") or query.get("near")) | {
        "asked": False,
        "known_search": {},
        "title": _("Something in the address is wrong"),
        "provinces": province_links(query.without(POSITION)),
    }


def _asked(form: PageForm, query: Query, whereabouts: Whereabouts) -> dict[str, Any]:
    asked = form_context(form, query, typed=whereabouts.typed) | {
        "known_search": {"carrier": query.get("carrier"), "place": whereabouts.place},
        "asked": whereabouts.asked,
        "whereabouts": whereabouts,
    }
    if whereabouts.asked:
        return asked | {
            "title": summary(form, whereabouts),
            "asked_carrier": asked_carrier(form),
            "asked_place": whereabouts.label,
        }
    return asked | {
        "title": _("Where to top up near you"),
        "lacks_position": bool(query.pairs),
        "provinces": province_links(query.without(POSITION)),
    }
