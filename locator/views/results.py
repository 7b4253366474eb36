"""An answer as the list shows it: its cards, its sentences, where to go on."""

from dataclasses import dataclass, field
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext as _

from locator.carrying import query_string
from locator.hours.schedule import TIMEZONE, State
from locator.models import Carrier, Confidence
from locator.search.answer import NEARBY_M, Answer
from locator.search.form import DEFAULT_LIMIT, MAX_LIMIT
from locator.search.found import FoundOutlet
from locator.views.query import POSITION, Query
from locator.views.question import NARROWING, PageForm, filter_labels
from locator.views.whereabouts import Whereabouts

HAD_ALSO_THERE: Final = ("cash", "local_card", "foreign_card", "alipay", "wechat")
"""Ways to pay that the advisor knows by the same name, as what somebody has."""

_EVENING: Final = 21
_MORNING: Final = 6
"""Hours of Cambodia's clock between which most shops are shut."""


@dataclass(frozen=True, slots=True)
class Group:
    """Cards under a heading, each with its number, which counts on from the others'.

    The folded ones follow the others; `reach_m` is how far the last of them is.
    """

    heading: str
    cards: list[tuple[int, FoundOutlet]] = field(default_factory=list)
    folded: list[tuple[int, FoundOutlet]] = field(default_factory=list)

    @property
    def reach_m(self) -> float:
        return self.folded[-1][1].distance_m or 0


def results_context(
    found: Answer, form: PageForm, query: Query, whereabouts: Whereabouts
) -> dict[str, Any]:
    """What `locator/_answer.html` needs; the cards count from 1, the best bet first."""
    # Of those that the count of places near counts, where there are any.
    counted = [o for o in found.best_first if found.all_far or not _is_far(o)]
    unknown = sum(outlet.state is State.UNKNOWN for outlet in counted)
    filters = filter_labels(form, query)
    labels = {name: label for label, name, _value in filters}
    narrowing = [label for label, name, _value in filters if name in NARROWING]
    return {
        "answer": found,
        "best_reason": best_reason(found, from_elsewhere=bool(whereabouts.wider)),
        "groups": _groups(found),
        "asked_for_more": found.search.limit > found.search.first_page,
        "shown": sum(not _is_far(outlet) for outlet in found.best_first),
        "open_known": sum(outlet.state is State.OPEN for outlet in counted),
        "open_unknown": unknown if found.search.open_at else 0,
        "is_night": found.search.open_at is not None and _is_night(found),
        "removable": [
            {"label": label, "address": str(query.without_pair(name, value)) or "?"}
            for label, name, value in filters
        ],
        "planned_label": labels.get("open", "") if found.is_planned else "",
        "narrowing": narrowing,
        "unfiltered_address": str(query.without(NARROWING)) or "?",
        "any_time_address": str(query.replaced(open="any")),
        "open_now_address": str(query.without(["open"])),
        "more_address": _more_address(found, query),
        "advice_address": advice_address(query),
    }


def advice_address(query: Query) -> str:
    """The advisor's, told what the search was told: the SIM, the amount, the place, and
    what one pays with.
    """
    told = {"sim": query.get("carrier")}
    told |= {name: query.get(name) for name in ("amount", *POSITION)}
    if (payment := query.get("payment")) in HAD_ALSO_THERE:
        told["have"] = payment
    return f"{reverse('choose')}{query_string(told)}"


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


def best_reason(found: Answer, *, from_elsewhere: bool) -> str:
    """`from_elsewhere`: not known where one sets out, so nor when one arrives."""
    if found.best is None:
        return ""
    sure = _why(found.best, found.search.carrier)
    if from_elsewhere:
        return sure
    return _("%(reason)s, still open when you get there") % {"reason": sure}


def _why(best: FoundOutlet, carrier: Carrier | None) -> str:
    is_confirmed = best.offers[0].confidence == Confidence.CONFIRMED
    if carrier is None:
        if is_confirmed:
            return _("confirmed to sell top-up")
        return _("likely to sell top-up")
    values = {"carrier": carrier.name}
    if is_confirmed:
        return _("confirmed for %(carrier)s") % values
    return _("likely to sell %(carrier)s") % values


def _groups(found: Answer) -> list[Group]:
    """All but the best bet; what is known to be open first, then by distance."""
    known = {outlet.id for outlet in found.known_open}
    first_page = {outlet.id for outlet in found.found[: found.search.first_page]}
    folded = {outlet.id for outlet in found.folded}
    groups: dict[str, Group] = {}
    known_open = _("Known to be open")
    if found.is_planned:
        known_open = _("Known to be open then")
    for number, outlet in enumerate(found.best_first, 1 + len(found.otherwise)):
        if outlet == found.best:
            continue
        if outlet.id in known:
            heading = known_open
        elif _is_far(outlet) and not found.all_far:
            heading = _("Further away")
        elif found.search.open_at is None:
            heading = _("Nearest, open or not")
        elif found.all_far:
            heading = _("Nearest, open or hours unknown")
        elif outlet.id in first_page:
            heading = _("Hours unknown: call or ask first")
        else:
            heading = _("More, nearest first")
        group = groups.setdefault(heading, Group(heading))
        cards = group.folded if outlet.id in folded else group.cards
        cards.append((number, outlet))
    return list(groups.values())


def _is_night(found: Answer) -> bool:
    hour = found.moment.astimezone(TIMEZONE).hour
    return hour >= _EVENING or hour < _MORNING


def _is_far(outlet: FoundOutlet) -> bool:
    return (outlet.distance_m or 0) > NEARBY_M


def _more_address(found: Answer, query: Query) -> str:
    """Where more are listed, at the first of them; "" where there are no more."""
    limit = found.search.limit
    if len(found.found) < limit or limit >= MAX_LIMIT:
        return ""
    longer = query.replaced(limit=str(min(limit + DEFAULT_LIMIT, MAX_LIMIT)))
    return f"{longer}#n{len(found.listed) + 1}"
