"""The list of guides, a guide, and the calendar file of the SIM's life."""

import datetime as dt
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from guides import pages, sim_life
from guides.forms import GuideForm
from guides.models import Guide, GuideText, Plan, Promotion
from guides.publishing import standings
from guides.validity import comparison
from locator.models import Carrier, Fact

ENDS_IN_A_TOP_UP = frozenset(
    {
        Guide.Method.CARRIER_STORE,
        Guide.Method.APP,
        Guide.Method.SHOP,
        Guide.Method.MACHINE,
        Guide.Method.OUT_OF_DATA,
    }
)


@require_safe
def guides_page(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    page = {
        "tab": "guides",
        "guides": pages.listed_guides(),
        "promotions": Promotion.objects.shown_on(today),
    }
    return render(request, "guides/guides.html", page)


@require_safe
def guide_page(request: HttpRequest, slug: str) -> HttpResponse:
    guides = Guide.objects.published().prefetch_related("texts__reviewer")
    guide = get_object_or_404(guides, slug=slug)
    form = GuideForm(request.GET)
    text = pages.text_for_reader(guide)
    if text is None:
        raise Http404
    page = text_context(request, text, form=form, at=timezone.now())
    response = render(request, "guides/guide.html", page)
    if request.GET:
        patch_cache_control(response, private=True)
    return response


def text_context(
    request: HttpRequest, text: GuideText, *, form: GuideForm, at: dt.datetime
) -> dict[str, Any]:
    """What `guides/guide.html` shows, to readers and in the editor's preview."""
    guide = text.guide
    near = form.given("near")
    near = near.rounded() if near else None
    address = request.build_absolute_uri(guide.get_absolute_url())
    revision = text.revisions.first()
    [standing] = standings([text])
    page = {
        "tab": "guides",
        "guide": guide,
        "text": text,
        "parts": pages.shown_parts(text.html, near=near, at=at),
        "sources": pages.sources_of(standing),
        "is_stale": standing.is_stale,
        "structured": pages.article(
            text, address=address, changed=revision.saved_at if revision else None
        ),
        "canonical": address,
        "now": at,
        "today": timezone.localdate(at),
        "ends_in_a_top_up": guide.method in ENDS_IN_A_TOP_UP,
        "others": pages.listed_guides(but=guide),
    }
    if guide.method == Guide.Method.PLANS:
        page["plans"] = Plan.objects.published().select_related("carrier", "fact")
        carriers = [c for c in Carrier.objects.all() if not c.is_doubtful]
        page["validity"] = comparison(carriers, list(pages.channels_with_facts()))
    if guide.method == Guide.Method.SIM_LIFE:
        page |= _life(form)
    return page


@require_safe
def reminder(request: HttpRequest) -> HttpResponse:
    """A calendar file for the day that `ends` gives."""
    ends = GuideForm(request.GET).given("ends")
    if ends is None:
        raise Http404
    title = _("Top up your SIM before it lapses")
    file = sim_life.reminder(ends, title=title, at=timezone.now())
    response = HttpResponse(file, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="sim.ics"'
    return response


def _life(form: GuideForm) -> dict[str, Any]:
    ends = form.given("ends")
    life: dict[str, Any] = {
        "life_form": form,
        "life_fact": Fact.objects.filter(pk=sim_life.FACT).first(),
    }
    if ends is not None:
        life |= {"ends": ends, "stages": sim_life.stages(ends)}
    return life
