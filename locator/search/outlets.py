"""The one way a search is answered, for pages and API alike."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.db.models import Exists, OuterRef, Q

from locator.hours.holidays import Calendar
from locator.hours.phrases import phrase
from locator.models import Carrier, Listing, Offer, Outlet, OutletPhone
from locator.models.listing import ANY_CARRIER, ListingQuerySet
from locator.models.offer import RANKS, Confidence
from locator.models.opening import calendar, one_reading, state_and_change
from locator.models.outlet import outlet_slug
from locator.search.form import OutletSearch
from locator.search.found import (
    LANGUAGES,
    FoundOffer,
    FoundOutlet,
    in_reader_language,
    outlet_name,
)

_TRANSLATED = (
    "name",
    "operator__name",
    "landmark",
    "floor",
    "street",
    "village",
    "commune",
    "hours_note",
)
_COLUMNS = (
    "id",
    "public_id",
    "kind",
    "operator__slug",
    "latitude",
    "longitude",
    "landmark_relation",
    "closed_until",
    "hours__text",
    "payments",
    "languages",
    "source",
    "licence",
    "verified_at",
    *(f"{field}_{language}" for field in _TRANSLATED for language in LANGUAGES),
)
_CONFIDENCE = {rank: confidence.value for confidence, rank in RANKS.items()}


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
    near = listings(search).nearest_to(
        search.near, limit=search.limit, radius_m=search.radius_m
    )
    return {row.outlet_id: row.distance_m for row in near}


def load_found(
    outlet_ids: Iterable[int],
    *,
    at: dt.datetime,
    carrier: Carrier | None = None,
    distances: Mapping[int, float] | None = None,
) -> dict[int, FoundOutlet]:
    """These outlets by id, each with its offers, phones and state at `at`."""
    ids = set(outlet_ids)
    columns = Outlet.objects.rewrite(False).filter(pk__in=ids).values(*_COLUMNS)
    offers = _offers(ids, carrier)
    phones = _phones(ids)
    distances = distances or {}
    holidays = calendar()
    return {
        (pk := row["id"]): _found(
            row, offers[pk], phones[pk], distances.get(pk), at, holidays
        )
        for row in columns
    }


def _asks_for_an_offer(search: OutletSearch) -> bool:
    return search.at_least is not Confidence.UNCONFIRMED


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


def _unproven(carrier_id: int | None) -> ListingQuerySet:
    rows = Listing.objects.filter(carrier_id=ANY_CARRIER, confidence=0)
    if carrier_id is None:
        return rows
    denied = Offer.objects.filter(
        outlet_id=OuterRef("outlet_id"), carrier_id=carrier_id, sells=False
    )
    return rows.exclude(Exists(denied))


def _offers(
    ids: Collection[int], carrier: Carrier | None
) -> dict[int, tuple[FoundOffer, ...]]:
    first = carrier.pk if carrier else None
    rows = (
        Listing.objects.filter(outlet_id__in=ids)
        .exclude(carrier_id=ANY_CARRIER)
        .values_list(
            "outlet_id",
            "carrier_id",
            "confidence",
            "services",
            "min_usd",
            "max_usd",
            "needs_document",
        )
    )
    carriers = carrier_names()
    found = defaultdict(list)
    for (
        outlet_id,
        carrier_id,
        confidence,
        services,
        min_usd,
        max_usd,
        needs_document,
    ) in rows:
        slug, name, order = carriers[carrier_id]
        rank = (carrier_id != first, -confidence, order)
        offer = FoundOffer(
            carrier=slug,
            carrier_name=name,
            confidence=_CONFIDENCE[confidence],
            services=services,
            min_usd=min_usd,
            max_usd=max_usd,
            needs_document=needs_document,
        )
        found[outlet_id].append((rank, offer))
    return defaultdict(
        tuple,
        {
            outlet_id: tuple(offer for _rank, offer in sorted(ranked, key=_by_rank))
            for outlet_id, ranked in found.items()
        },
    )


def _by_rank(ranked: tuple[tuple[bool, int, int], FoundOffer]) -> Any:
    return ranked[0]


def carrier_names() -> dict[int, tuple[str, str, int]]:
    """Carrier id to (slug, name in the reader's language, order)."""
    return {
        pk: (slug, name, order)
        for pk, slug, name, order in Carrier.objects.values_list(
            "pk", "slug", "name", "order"
        )
    }


def _phones(ids: Collection[int]) -> dict[int, list[str]]:
    phones: dict[int, list[str]] = defaultdict(list)
    numbers = OutletPhone.objects.filter(outlet_id__in=ids).order_by("order", "id")
    for outlet_id, number in numbers.values_list("outlet_id", "number"):
        phones[outlet_id].append(number)
    return phones


def _found(
    row: dict[str, Any],
    offers: tuple[FoundOffer, ...],
    phones: list[str],
    distance_m: float | None,
    at: dt.datetime,
    holidays: Calendar,
) -> FoundOutlet:
    state, change = state_and_change(
        row["hours__text"] or "", at, holidays, closed_until=row["closed_until"]
    )
    return FoundOutlet(
        id=row["id"],
        public_id=row["public_id"],
        slug=outlet_slug(row["name_en"], row["operator__name_en"], row["kind"]),
        name=outlet_name(row),
        local_name=row["name_km"] or "",
        kind=row["kind"],
        operator=in_reader_language(row, "operator__name").text,
        operator_slug=row["operator__slug"] or "",
        latitude=row["latitude"],
        longitude=row["longitude"],
        relation=row["landmark_relation"],
        landmark=in_reader_language(row, "landmark"),
        floor=in_reader_language(row, "floor"),
        street=in_reader_language(row, "street"),
        village=in_reader_language(row, "village"),
        commune=in_reader_language(row, "commune"),
        hours_text=row["hours__text"] or "",
        hours_note=in_reader_language(row, "hours_note"),
        closed_until=row["closed_until"],
        moment=at,
        state=state,
        next_change=change.at if change else None,
        phrase=phrase(state, change.at, at, change.state)
        if change
        else phrase(state, None, at),
        offers=offers,
        payments=row["payments"],
        languages=row["languages"],
        phones=tuple(phones),
        source=row["source"],
        licence=row["licence"],
        verified_at=row["verified_at"],
        distance_m=distance_m,
    )
