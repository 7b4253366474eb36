"""An answer as the list shows it: its cards, its sentences, where to go on."""

from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from locator.models import Confidence
from locator.search.answer import NEARBY_M, Answer
from locator.search.form import DEFAULT_LIMIT, MAX_LIMIT
from locator.search.found import FoundOutlet
from locator.views.query import POSITION, Query
from locator.views.question import PageForm, filter_labels
from locator.views.whereabouts import Whereabouts


def results_context(found: Answer, form: PageForm, query: Query) -> dict[str, Any]:
    """What `locator/_answer.html` needs; the cards count from 1, the best bet first.

    `further` are the cards beyond 5 km, where others are within.
    """
    cards = list(enumerate(found.best_first, 1))
    others = cards[1:] if found.best else cards
    further = [] if found.all_far else [card for card in others if _is_far(card[1])]
    return {
        "answer": found,
        "best_reason": best_reason(found),
        "others": others[: len(others) - len(further)],
        "further": further,
        "shown": sum(not _is_far(outlet) for outlet in found.found),
        "removable": [
            {"label": label, "address": str(query.without_pair(name, value)) or "?"}
            for label, name, value in filter_labels(form, query)
        ],
        "any_time_address": str(query.replaced(open="any")),
        "open_now_address": str(query.without(["open"])),
        "more_address": _more_address(found, query),
        "advice_address": advice_address(query),
    }


def advice_address(query: Query) -> str:
    """The advisor's, told what the search was told: the SIM, the amount, the place."""
    told = {"sim": query.get("carrier")}
    told |= {name: query.get(name) for name in ("amount", *POSITION)}
    given = {name: value for name, value in told.items() if value}
    return f"{reverse('choose')}{'?' if given else ''}{urlencode(given, safe=',')}"


def summary(form: PageForm, whereabouts: Whereabouts) -> str:
    """ "Smart · near Phsar Thmei": what the folded form says."""
    asked = asked_carrier(form)
    if not whereabouts.label:
        return asked
    where = _("near %(place)s") % {"place": whereabouts.label}
    return f"{asked} · {where}"


def asked_carrier(form: PageForm) -> str:
    carrier = form.cleaned_data["carrier"]
    return str(carrier.name) if carrier else _("Any carrier")


def best_reason(found: Answer) -> str:
    best, carrier = found.best, found.search.carrier
    if best is None:
        return ""
    if carrier is None or not best.offers:
        return _("the nearest that is still open when you get there")
    values = {"carrier": carrier.name}
    if best.offers[0].confidence == Confidence.CONFIRMED:
        return _("confirmed for %(carrier)s, still open when you get there") % values
    return _("likely to sell %(carrier)s, still open when you get there") % values


def _is_far(outlet: FoundOutlet) -> bool:
    return (outlet.distance_m or 0) > NEARBY_M


def _more_address(found: Answer, query: Query) -> str:
    """Where more are listed; "" where there are no more, or none may be asked for."""
    limit = found.search.limit
    if len(found.found) < limit or limit >= MAX_LIMIT:
        return ""
    return str(query.replaced(limit=str(min(limit + DEFAULT_LIMIT, MAX_LIMIT))))
