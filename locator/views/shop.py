"""The form in which a visitor tells of a shop that is missing."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from locator import quotas
from locator.clients import network_of
from locator.contributing.shops import MissingShopForm, file_missing_shop
from locator.views.contributing import exceeded, page_of_form, thanked


# No cookie and no token: see locator/views/contributing.py.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def shop_page(request: HttpRequest) -> HttpResponse:
    sent = request.method == "POST"
    refused = exceeded(request, quotas.SHOPS) if sent else None
    form = MissingShopForm(request.POST if sent else None)
    if sent and not refused:
        if form.is_filled_by_robot:
            return thanked("shop")
        if form.is_valid():
            file_missing_shop(form, who=network_of(request), at=timezone.now())
            return thanked("shop")
    return page_of_form(request, "locator/shop.html", {"form": form}, refused=refused)
