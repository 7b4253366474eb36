"""The one way a search is answered, for pages and API alike."""

import datetime as dt
import math
from dataclasses import replace
from weakref import WeakKeyDictionary

from django.db.models import Exists, OuterRef, Q

from locator.geo.nearest import Finder
from locator.models import Listing, Offer, OutletText
from locator.models.listing import ANY_CARRIER, ListingQuerySet
from locator.models.offer import Confidence
from locator.models.reading import Memory, kept, memory, one_reading
from locator.search.form import OutletSearch
from locator.search.found import FoundOutlet
from locator.search.loading import load_found
from locator.search.text import condition_holding, outlets_holding

_FEW_TEXTS = 2_000

_finders: WeakKeyDictionary[Memory, dict[OutletSearch, Finder]] = WeakKeyDictionary()


def listings(search: OutletSearch) -> ListingQuerySet:
    """The index rows that a search asks for, in no order and without limit."""
    carrier_id = search.carrier.pk if search.carrier else None
    if search.unproven:
        rows = _unproven(carrier_id)
    elif search.carrier or _asks_for_an_offer(search):
        rows = Listing.objects.selling(carrier_id, at_least=search.at_least.rank)
    else:
        rows = Listing.objects.selling(None)
    if search.kinds:
        rows = rows.filter(kind__in=search.kinds)
    if search.operator:
        rows = rows.filter(outlet__operator=search.operator)
    if search.payment:
        rows = rows.filter(outlet__payments__has=search.payment)
    if not search.unproven and (terms := _terms(search)):
        rows = rows.filter(terms) if carrier_id else rows.filter(_any_offer(terms))
    if search.text:
        rows = _holding(rows, search.text)
    if search.box:
        rows = rows.within(search.box)
    if search.open_at and search.shut:
        rows = rows.shut_at(search.open_at)
    elif search.open_at:
        rows = rows.open_at(search.open_at, unknown=search.keep_unknown)
    return rows


def find_outlets(search: OutletSearch, *, at: dt.datetime) -> list[FoundOutlet]:
    """The outlets of a search, nearest first, or by id where no position is given.

    Opening states are those at `search.open_at`, or at `at` where the search does not
    ask for a moment.
    """
    moment = search.open_at or at
    with one_reading():
        if search.near:
            distances = nearest(search)
            ids = list(distances)
        else:
            distances = {}
            rows = listings(search).order_by("outlet_id")
            ids = list(rows.values_list("outlet_id", flat=True)[: search.limit])
        found = load_found(ids, at=moment, carrier=search.carrier, distances=distances)
    return [found[pk] for pk in ids if pk in found]


def nearest(search: OutletSearch) -> dict[int, float]:
    """Outlet id to distance in metres of a search with a position, nearest first."""
    assert search.near is not None  # noqa: S101
    near = _finder(search).nearest(
        search.near,
        limit=search.limit,
        radius_m=math.inf if search.radius_m is None else search.radius_m,
    )
    return {row.outlet_id: row.distance_m for row in near}


def _finder(search: OutletSearch) -> Finder:
    """Compiled once for all positions, as long as the small tables are the same.

    A search for words is compiled each time: it depends on what the texts hold.
    """
    if search.text:
        return listings(search).finder()
    anywhere = replace(search, near=None, radius_m=None, limit=0)
    with one_reading():
        finders = _finders.setdefault(memory(), {})
        return kept(finders, anywhere, lambda: listings(search).finder())


def _asks_for_an_offer(search: OutletSearch) -> bool:
    return search.proven or search.at_least is not Confidence.UNCONFIRMED


def _terms(search: OutletSearch) -> Q:
    """What an offer must meet; an unknown smallest or largest amount may meet it."""
    terms = Q()
    if search.service:
        terms &= Q(services__has=search.service)
    if search.amount_usd is not None:
        amount = float(search.amount_usd)
        terms &= Q(min_usd=None) | Q(min_usd__lte=amount)
        terms &= Q(max_usd=None) | Q(max_usd__gte=amount)
    return terms


def _any_offer(terms: Q) -> Exists:
    offers = Listing.objects.filter(terms, outlet_id=OuterRef("outlet_id"))
    return Exists(offers.exclude(carrier_id=ANY_CARRIER))


def _holding(rows: ListingQuerySet, text: str) -> ListingQuerySet:
    """By the text index where few texts hold it; else each outlet's text is looked at.

    Joining all that hold a common word would take longer than meeting the first few.
    """
    found = outlets_holding(text).order_by().values_list("pk", flat=True)
    ids = list(found[: _FEW_TEXTS + 1])
    if len(ids) <= _FEW_TEXTS:
        return rows.among(ids)
    own = OutletText.objects.filter(
        condition_holding(text), outlet_id=OuterRef("outlet_id")
    )
    return rows.filter(Exists(own))


def _unproven(carrier_id: int | None) -> ListingQuerySet:
    rows = Listing.objects.filter(carrier_id=ANY_CARRIER, confidence=0)
    if carrier_id is None:
        return rows
    denied = Offer.objects.filter(
        outlet_id=OuterRef("outlet_id"), carrier_id=carrier_id, sells=False
    )
    return rows.exclude(Exists(denied))
