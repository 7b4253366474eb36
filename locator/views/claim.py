"""Pages of owners: to say that a shop is theirs, and to keep it true by a link."""

from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.http import urlencode
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from locator import quotas
from locator.clients import network_of
from locator.contributing import owners
from locator.contributing.owners import ClaimForm, OwnerForm
from locator.models import Outlet
from locator.models.owner import EditLink
from locator.views.contributing import (
    SeeOther,
    exceeded,
    of_published_outlet,
    page_of_form,
    thanked,
)
from locator.views.names import outlet_link

_MAX_TOKEN_LENGTH = 100
_DONE = ("confirmed", "saved")


# No cookie and no token: see locator/views/contributing.py.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("phone")
@of_published_outlet
def claim_page(request: HttpRequest, outlet: Outlet) -> HttpResponse:
    sent = request.method == "POST"
    refused = exceeded(request, quotas.CLAIMS) if sent else None
    form = ClaimForm(request.POST if sent else None)
    if sent and not refused:
        if form.is_filled_by_robot:
            return thanked("claim", outlet)
        if form.is_valid():
            owners.file_claim(outlet, form, who=network_of(request), at=timezone.now())
            return thanked("claim", outlet)
    context = {
        "outlet": outlet_link(outlet),
        "is_sample": outlet.is_sample,
        "public_id": outlet.public_id,
        "form": form,
    }
    return page_of_form(request, "locator/claim.html", context, refused=refused)


def _kept_secret(view: Any) -> Any:
    """The address of the page is a key: no cache, no robot and no other site gets it.

    It stands in the query, which no log holds.
    """

    @wraps(view)
    def answered(request: HttpRequest) -> HttpResponse:
        response: HttpResponse = view(request)
        patch_cache_control(response, private=True, no_store=True)
        response["Referrer-Policy"] = "no-referrer"
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return answered


# Whoever has the link may do this, and nobody else can make a browser send it.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("link")
@sensitive_variables("token")
@_kept_secret
def owner_page(request: HttpRequest) -> HttpResponse:
    sent = request.method == "POST"
    token = (request.POST if sent else request.GET).get("link", "")[:_MAX_TOKEN_LENGTH]
    now = timezone.now()
    link = owners.link_of(token, at=now)
    if link is None:
        return render(request, "locator/own_no_more.html", status=404)
    is_confirmation = sent and "correct" in request.POST
    form = OwnerForm(
        request.POST if sent and not is_confirmation else None,
        outlet=link.outlet,
        today=timezone.localdate(now),
    )
    refused = exceeded(request, quotas.OWNER_EDITS, who=str(link.pk)) if sent else None
    if sent and not refused:
        if is_confirmation:
            owners.still_correct(link, at=now)
            return _done(token, "confirmed")
        if form.is_valid() and owners.edit(link, form, at=now):
            return _done(token, "saved")
    context = _owner_context(link, form, token, request.GET.get("done", ""))
    return page_of_form(request, "locator/own.html", context, refused=refused)


def _owner_context(
    link: EditLink, form: OwnerForm, token: str, done: str
) -> dict[str, Any]:
    return {
        "outlet": outlet_link(link.outlet),
        "public_id": link.outlet.public_id,
        "expires_on": timezone.localdate(link.expires_at),
        "form": form,
        "token": token,
        "done": done if done in _DONE else "",
    }


def _done(token: str, what: str) -> HttpResponse:
    query = urlencode({"link": token, "done": what})
    return SeeOther(f"{reverse('own')}?{query}")
