"""One page for a shop's window, in three languages."""

import segno
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from locator.models import Confidence, Outlet
from locator.search.found import Text
from locator.search.loading import load_found
from locator.views.contributing import of_published_outlet


@require_safe
@of_published_outlet
def poster_page(request: HttpRequest, outlet: Outlet) -> HttpResponse:
    """Carriers that it likely or surely tops up, codes, and its short address."""
    found = load_found([outlet.pk], at=timezone.now()).get(outlet.pk)
    if found is None:
        # It was withdrawn just now.
        raise Http404
    sold = [o for o in found.offers if o.confidence != Confidence.UNCONFIRMED]
    address = request.build_absolute_uri(f"/o/{outlet.public_id}/")
    context = {
        "outlet": found,
        "other_names": _other_names(outlet, beside=found.name),
        "sold": sold,
        "address": address,
        "short_address": address.partition("://")[2].rstrip("/"),
        "qr": _qr(address),
        "written_in": [code for code, _name in settings.LANGUAGES],
    }
    return render(request, "locator/poster.html", context)


def _other_names(outlet: Outlet, *, beside: Text) -> list[Text]:
    """The shop's own names in the poster's other languages, each text once."""
    names = {beside.text: beside}
    for language, _label in settings.LANGUAGES:
        column = f"name_{language.replace('-', '_')}"
        text = getattr(outlet, column) or ""
        names.setdefault(text, Text(text, language))
    return [name for name in names.values() if name and name != beside]


def _qr(address: str) -> str:
    """A data address, which the content security policy lets images have."""
    code = segno.make(address, error="m", micro=False)
    return code.svg_data_uri(border=4, omitsize=True, light="#fff")
