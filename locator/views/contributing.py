"""What all pages have in common on which people send something to be checked.

They set no cookie, so their forms hold no token: nobody is logged in here, and what
another site's page could make a browser send waits for a curator like the rest.
"""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any, Concatenate, ParamSpec

from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from locator.clients import network_of
from locator.models import Outlet
from locator.quotas import Usage, refusal, site_quota, take
from locator.views.names import outlet_link
from locator.views.outlet import mended_id

Sent = ParamSpec("Sent")
_OutletView = Callable[Concatenate[HttpRequest, Outlet, Sent], HttpResponse]

_THANKS = {
    "report": _("Thank you. A curator checks it before anything changes."),
    "shop": _("Thank you. A curator checks the shop before it is shown."),
    "claim": _("Thank you. A curator calls the shop's public number, then you."),
}


def of_published_outlet(view: _OutletView[Sent]) -> Callable[..., HttpResponse]:
    """Give the view the outlet of its address; a closed one says so on its page."""

    @wraps(view)
    def found(
        request: HttpRequest,
        public_id: str,
        *args: Sent.args,
        **kwargs: Sent.kwargs,
    ) -> HttpResponse:
        rows = Outlet.objects.filter(public_id=mended_id(public_id))
        outlet = rows.select_related("operator").first()
        if outlet is None or outlet.status == Outlet.Status.DRAFT:
            raise Http404
        if outlet.status == Outlet.Status.CLOSED:
            return HttpResponseRedirect(outlet.get_absolute_url())
        return view(request, outlet, *args, **kwargs)

    return found


def exceeded(request: HttpRequest, name: str, *, who: str = "") -> Usage | None:
    """Count against a limit, of the client unless of `who`; the count if it is over."""
    counted = take(site_quota(name), who or network_of(request), at=timezone.now())
    return counted if counted and counted.is_exceeded else None


def page_of_form(
    request: HttpRequest,
    template: str,
    context: dict[str, Any],
    *,
    refused: Usage | None = None,
) -> HttpResponse:
    """The page with its form: 400 where that has errors, 429 where one may not now.

    Kept nowhere: it may hold what somebody typed.
    """
    form: Form = context["form"]
    status = 400 if form.is_bound and form.errors else 200
    if refused:
        context["refusal"] = refusal(refused)
        status = 429
    response = render(request, template, context, status=status)
    if refused:
        response["Retry-After"] = str(refused.resets_in_s)
    patch_cache_control(response, private=True, no_store=request.method == "POST")
    return response


class SeeOther(HttpResponseRedirect):
    """To a page that may be loaded again without sending anything again."""

    status_code = HTTPStatus.SEE_OTHER


def thanked(what: str, outlet: Outlet | None = None) -> HttpResponse:
    address = reverse("thanks", args=[what])
    found = f"?of={outlet.public_id}" if outlet else ""
    return SeeOther(f"{address}{found}")


@require_safe
def thanks_page(request: HttpRequest, what: str) -> HttpResponse:
    if what not in _THANKS:
        raise Http404
    of = request.GET.get("of", "")
    outlet = Outlet.objects.published().filter(public_id=of[:20]).first()
    context = {
        "said": _THANKS[what],
        "outlet": outlet_link(outlet) if outlet else None,
    }
    return render(request, "locator/thanks.html", context)
