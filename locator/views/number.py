"""Phone numbers typed to learn their carrier: never kept, logged or put in an address.

With JavaScript a number does not reach the site: `static/js/numbers.js` keeps the same
rules as `is_number` and `phones.carrier_of`, and one list of cases tests both.
"""

import re
import unicodedata
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from locator import phones
from locator.models.reading import carrier_called
from locator.views.query import Query

_CHARACTERS = re.compile(r"(?:tel:)?\+?[\d\s()._/+\u2010-\u2015\u2212-]+", re.I)
_DRESS = re.compile(r"^tel:|[_/\u2212]", re.I)
_POSITION = re.compile(r"\d\.\d+[\s,]+-?\d+\.\d")
_DIGITS = range(8, 37)
_SAID = {
    "sure": _("That number belongs to %(carrier)s, which is chosen now."),
    "likely": _("That number is likely of the carrier chosen below."),
    "unknown": _("The carrier of that number is not known to us. Choose one below."),
}


def is_number(text: str) -> bool:
    """Whether it is a phone number, of any country, and so goes into no address."""
    plain = "".join(
        str(unicodedata.decimal(character)) if character.isdecimal() else character
        for character in unicodedata.normalize("NFKC", text).strip()
    )
    if not _CHARACTERS.fullmatch(plain) or _POSITION.search(plain):
        return False
    return len(re.sub(r"\D", "", plain)) in _DIGITS


@dataclass(frozen=True, slots=True)
class Recognised:
    """`carrier` is a slug or ""; `remark` is "sure", "likely" or "unknown"."""

    carrier: str
    remark: str


def recognise(number: str) -> Recognised:
    try:
        carrier, certain = phones.carrier_of(_DRESS.sub(" ", number.strip()))
    except phones.PhoneError:
        carrier = None
    if carrier is None:
        return Recognised("", "unknown")
    return Recognised(carrier, "sure" if certain else "likely")


# It changes nothing and needs no token, and pages without one need no cookie.
@csrf_exempt
@require_POST
@sensitive_post_parameters("number")
def carrier_of_number(request: HttpRequest) -> HttpResponse:
    """Without JavaScript: on to the search of the number's carrier, without it."""
    query = without_number(Query.of(request.POST), request.POST.get("number", ""))
    return unkept_redirect(f"{reverse('search')}{query}")


def unkept_redirect(address: str) -> HttpResponse:
    """What was typed may be a phone number: nothing on the way keeps it."""
    response = HttpResponseRedirect(address)
    patch_cache_control(response, no_store=True)
    return response


def without_number(query: Query, number: str) -> str:
    """The query with the number's carrier, and a remark on how sure that is."""
    recognised = recognise(number)
    found = str(query.replaced(**{query.carrier: recognised.carrier}))
    return f"{found}{'&' if found else '?'}recognised={recognised.remark}"


def recognised_sentences(given: QueryDict, query: Query) -> list[str]:
    """What to say above a search that a number led to; never the number."""
    remark = given.get("recognised", "")
    if remark not in _SAID:
        return []
    if remark != "sure":
        return [str(_SAID[remark])]
    carrier = carrier_called(query.get(query.carrier))
    return [_SAID[remark] % {"carrier": carrier.name}] if carrier else []
