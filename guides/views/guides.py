"""The list of guides, a guide, and the calendar file of the SIM's life."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from guides import pages, sim_life
from guides.forms import GuideForm
from guides.models import Guide
from locator.carrying import query_string


@require_safe
def guides_page(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    page = {
        "tab": "guides",
        "guides": pages.listed_guides(),
        **pages.offers(today, pages.MAX_ON_THEIR_PAGE),
    }
    return render(request, "guides/guides.html", page)


@require_safe
def guide_page(request: HttpRequest, slug: str) -> HttpResponse:
    guides = Guide.objects.published().prefetch_related("texts__reviewer")
    guide = get_object_or_404(guides, slug=slug)
    form = GuideForm(request.GET)
    if address := _rounded_address(request, form):
        return HttpResponseRedirect(address)
    text = pages.text_for_reader(guide)
    if text is None:
        raise Http404
    page = pages.text_context(request, text, form=form, at=timezone.now())
    page["is_fallback"] = text.language != get_language()
    response = render(request, "guides/guide.html", page)
    if request.GET:
        patch_cache_control(response, private=True)
    return response


def _rounded_address(request: HttpRequest, form: GuideForm) -> str:
    """Where to go so that no address holds an exact position; "" where it is right."""
    near = form.given("near")
    if near is None or request.GET["near"] == str(near.rounded()):
        return ""
    given = {"near": str(near.rounded()), "ends": request.GET.get("ends", "")}
    return f"{request.path}{query_string(given)}"


@require_safe
def reminder(request: HttpRequest) -> HttpResponse:
    """A calendar file for the day that `ends` gives."""
    ends = GuideForm(request.GET).given("ends")
    if ends is None:
        raise Http404
    title = _("Top up your SIM before it lapses")
    stages = pages.life_stages(ends, pages.life_fact())
    file = sim_life.reminder(ends, title=title, at=timezone.now(), stages=stages)
    response = HttpResponse(file, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="sim.ics"'
    return response
