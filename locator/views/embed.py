"""The list and its map in a frame on a page of somebody else."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, ClassVar

from csp.decorators import csp_replace
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from locator.demand.counting import note_answer
from locator.geo.point import BoundingBox
from locator.search.answer import Answer, Count, answer
from locator.search.form import FlagField
from locator.search.outlets import find_outlets
from locator.search.places import places_in
from locator.search.strict import wrong_names
from locator.views.map import map_context
from locator.views.names import NameLink, place_link
from locator.views.number import recognised_sentences
from locator.views.places import REASONS
from locator.views.query import NAMES, POSITION, Query
from locator.views.question import NARROWING, PageForm, filter_labels, form_context
from locator.views.results import asked_carrier, results_context, summary
from locator.views.search import KEPT_S
from locator.views.whereabouts import Whereabouts, canonical_address, locate

_ASKED_ANEW = (*POSITION, "bbox", "carrier")
"""What the small form asks; it keeps whatever else the frame's address holds."""
_OWN_REMARKS = ("because", "recognised")
"""Parameters that lead back into the frame, from its own form and script."""
_MAX_NAME_SHOWN = 40


@dataclass(frozen=True, slots=True)
class EmbedQuery(Query):
    names: ClassVar[tuple[str, ...]] = (*NAMES, "bbox", "map")


class EmbedForm(PageForm):
    """A search as a frame takes it: also in a box, and with a map or without.

    As strict as the API, for a page's own program writes its address: a parameter that
    is not known, or given twice, is wrong.
    """

    asked: ClassVar[type[Query]] = EmbedQuery
    first_page = 6

    map = FlagField(label=gettext_lazy("Map"))

    @cached_property
    def wrong_names(self) -> list[tuple[str, str]]:
        given: QueryDict = self.data  # type: ignore[assignment]
        query = self.asked
        return wrong_names(
            given, query.names, several=query.several, unnamed=_OWN_REMARKS
        )

    def clean(self) -> dict[str, Any]:
        for name, sentence in self.wrong_names:
            values = {"name": name[:_MAX_NAME_SHOWN], "sentence": sentence}
            self.add_error(None, _("“%(name)s”: %(sentence)s") % values)
        return super().clean()


def framed(
    view: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Lets the sites that the settings name show it in a frame.

    Its address may hold a position, so it is nobody's referrer.
    """

    @xframe_options_exempt
    @wraps(view)
    def answered(request: HttpRequest) -> HttpResponse:
        ancestors = csp_replace({"frame-ancestors": settings.EMBED_ANCESTORS})
        response: HttpResponse = ancestors(view)(request)  # type: ignore[assignment]
        response["Referrer-Policy"] = "no-referrer"
        return response

    return answered


@require_safe
@framed
def embed_page(request: HttpRequest) -> HttpResponse:
    query = EmbedQuery.of(request.GET)
    form = EmbedForm(request.GET)
    address = canonical_address(query)
    if address is not None and not form.wrong_names:
        return HttpResponseRedirect(f"{request.path}{address}")
    if not form.is_valid():
        page = _refused(form, query) | {"ask_address": request.path}
        return render(request, "locator/embed.html", page, status=400)
    found, page = _answered(form, query)
    if found and not page["in_box"]:
        note_answer(request, found, at=timezone.now())
    page |= {
        "ask_address": request.path,
        "notices": recognised_sentences(request.GET, query),
        "reason": REASONS.get(request.GET.get("because", "")),
        "full_address": _full_address(query, found),
    }
    response = render(request, "locator/embed.html", page)
    patch_cache_control(response, private=True, max_age=KEPT_S)
    return response


def _refused(form: EmbedForm, query: EmbedQuery) -> dict[str, Any]:
    return _question(form, query, typed=query.get("q") or query.get("near")) | {
        "title": _("Something in the address is wrong"),
        "full_address": reverse("search"),
    }


def _answered(
    form: EmbedForm, query: EmbedQuery
) -> tuple[Answer | None, dict[str, Any]]:
    now = timezone.now()
    where = locate(form, query)
    box = form.cleaned_data["bbox"]
    found = None
    if where.point:
        found = answer(form.search(at=now, near=where.point), at=now)
    elif box and not where.asked:
        found = _in_box(form, box, now)
    page = _question(form, query, typed=where.typed) | {
        "now": now,
        "whereabouts": where,
    }
    if found is None:
        return None, page | {"title": _("Where to top up near you")}
    page |= {
        "asked_carrier": asked_carrier(form),
        "asked_place": where.label,
        "in_box": where.point is None,
    }
    page |= results_context(found, form, query, where)
    page["title"] = frame_title(form, query, where)
    if form.cleaned_data["map"]:
        around = box if where.point is None else None
        page |= map_context(found, around)
    else:
        page["map_address"] = str(query.replaced(map="1"))
    return found, page


def frame_title(form: EmbedForm, query: Query, where: Whereabouts) -> str:
    """What it lists: of which carrier, where, and how that is narrowed."""
    filters = filter_labels(form, query)
    narrowing = [label for label, name, _value in filters if name in NARROWING]
    return " · ".join([summary(form, where), *narrowing])


def _in_box(form: EmbedForm, box: BoundingBox, now: dt.datetime) -> Answer:
    """The outlets in a box, those in its middle first; distances say nothing there."""
    search = form.search(at=now, near=box.centre)
    found = find_outlets(search, at=now)
    is_planned = search.open_at not in (None, now)
    return Answer(
        search=search,
        moment=search.open_at or now,
        found=[o._replace(distance_m=None, is_planned=is_planned) for o in found],
        nearby=Count(len(found)),
        is_planned=is_planned,
    )


def _question(form: EmbedForm, query: EmbedQuery, *, typed: str) -> dict[str, Any]:
    kept = query.without(_ASKED_ANEW)
    return form_context(form, query, typed=typed) | {
        "carried": kept.pairs,
        "kept": (),
        "provinces": _province_links(query.without([*POSITION, "bbox"])),
    }


def _province_links(kept: Query) -> list[NameLink]:
    return [
        place_link(province, str(kept.replaced(place=province.slug)))
        for province in places_in()
        if province.latitude is not None
    ]


def _full_address(query: EmbedQuery, found: Answer | None) -> str:
    """The page of the site that shows the same; it knows no boxes."""
    asked = query.without(["bbox", "map"])
    if found is None:
        return f"{reverse('search')}{asked}"
    if query.get("bbox") and found.search.near:
        asked = asked.replaced(near=str(found.search.near.rounded()))
    return f"{reverse('map' if query.get('map') == '1' else 'search')}{asked}"
