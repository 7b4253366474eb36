"""An answer as the list shows it: its cards, its sentences, where to go on."""

from typing import Any

from django.utils.translation import gettext as _

from locator.models import Confidence
from locator.search.answer import NEARBY_M, Answer
from locator.search.form import DEFAULT_LIMIT, MAX_LIMIT
from locator.views.query import Query
from locator.views.question import PageForm, filter_labels
from locator.views.whereabouts import Whereabouts


def results_context(found: Answer, form: PageForm, query: Query) -> dict[str, Any]:
    """What `locator/_answer.html` needs; the cards count from 1, the best bet first."""
    cards = list(enumerate(found.best_first, 1))
    return {
        "answer": found,
        "best_reason": best_reason(found),
        "others": cards[1:] if found.best else cards,
        "shown": sum((o.distance_m or 0) <= NEARBY_M for o in found.found),
        "removable": [
            {"label": label, "address": str(query.without_pair(name, value)) or "?"}
            for label, name, value in filter_labels(form, query)
        ],
        "any_time_address": str(query.replaced(open="any")),
        "open_now_address": str(query.without(["open"])),
        "more_address": _more_address(found, query),
    }


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


def _more_address(found: Answer, query: Query) -> str:
    """Where more are listed; "" where there are no more, or none may be asked for."""
    limit = found.search.limit
    if len(found.found) < limit or limit >= MAX_LIMIT:
        return ""
    return str(query.replaced(limit=str(min(limit + DEFAULT_LIMIT, MAX_LIMIT))))
