"""What pages and API say of outlets, read from the tables by their ids."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Any
from weakref import WeakKeyDictionary

from django.db.models import (
    Case,
    F,
    FilteredRelation,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    When,
)
from django.db.models.functions import Coalesce
from django.utils.translation import get_language

from locator.languages import in_each_language
from locator.models import Carrier, Listing, Outlet, OutletChange
from locator.models.listing import ANY_CARRIER
from locator.models.offer import CONFIDENCES
from locator.models.opening import StatesAndChanges
from locator.models.outlet import ADDRESS_TEXTS
from locator.models.reading import Memory, carriers, kept, memory, one_reading
from locator.search.found import (
    NO_DIGEST,
    FoundOffer,
    FoundOutlet,
    Places,
    name_without_own,
    reading_places,
    text_at,
)
from locator.search.prepared import Prepared

_TRANSLATED = (
    "name",
    "operator__name",
    *ADDRESS_TEXTS,
    "hours_note",
)
_PLAIN = (
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
    "place__slug",
    "place__code",
    "place__parent__code",
    "source",
    "source_ref",
    "source_date",
    "licence",
    "verified_at",
)
_COLUMNS = (
    *_PLAIN,
    "phones__number",
    "phones__order",
    "phones__pk",
    "digest",
    *(column for field in _TRANSLATED for column in in_each_language(field)),
)
_DIGEST = _COLUMNS.index("digest")
_PHONE = slice(len(_PLAIN), len(_PLAIN) + 3)
_ENGLISH_NAME, _KHMER_NAME, _OPERATOR_ENGLISH = map(
    _COLUMNS.index, ("name_en", "name_km", "operator__name_en")
)
_OFFER_COLUMNS = (
    "outlet_id",
    "carrier_id",
    "digest",
    "confidence",
    "services",
    "min_usd",
    "max_usd",
    "needs_document",
    "own__pk",
    "own__evidence",
    "own__fact_id",
    "own__fact__source_url",
    "usual__fact_id",
    "usual__fact__source_url",
)


def _digest(public_id: str) -> Coalesce:
    """Of all that is public of an outlet, as mirrors are told it."""
    change = OutletChange.objects.filter(public_id=OuterRef(public_id))
    return Coalesce(Subquery(change.values("digest")), NO_DIGEST)


def _outlets(ids: list[int], known: list[int]) -> QuerySet[Any, Any]:
    """Those that are public still: which they are was read before."""
    rows: QuerySet[Any, Any] = Outlet.objects.published().rewrite(False)
    rows = rows.filter(pk__among=ids)
    rows = rows.annotate(digest=_digest("public_id")).exclude(digest__among=known)
    return rows.order_by().values_list(*_COLUMNS)


def _listed_offers(ids: list[int]) -> QuerySet[Any, Any]:
    """Each with the row it came from: the outlet's own, or its operator's default.

    The row of any carrier, which each outlet has, comes too and has its digest.
    """
    own = FilteredRelation(
        "outlet__offers", condition=Q(outlet__offers__carrier_id=F("carrier_id"))
    )
    usual = FilteredRelation(
        "outlet__operator__defaults",
        condition=Q(
            outlet__operator__defaults__carrier_id=F("carrier_id"),
            outlet__operator__defaults__kind=F("kind"),
        ),
    )
    rows = Listing.objects.filter(outlet__pk__among=ids)
    found: QuerySet[Any, Any] = rows.annotate(
        own=own,
        usual=usual,
        digest=Case(When(carrier_id=ANY_CARRIER, then=_digest("outlet__public_id"))),
    )
    return found.values_list(*_OFFER_COLUMNS)


NamedCarriers = dict[int, tuple[str, str, int]]

_carriers: WeakKeyDictionary[Memory, dict[str | None, NamedCarriers]]
_carriers = WeakKeyDictionary()
_OUTLETS = Prepared(_outlets)
_OFFERS = Prepared(_listed_offers)


def load_found(
    outlet_ids: Iterable[int],
    *,
    at: dt.datetime,
    carrier: Carrier | None = None,
    distances: Mapping[int, float | None] | None = None,
    known: Collection[int] = (),
) -> dict[int, FoundOutlet]:
    """These outlets by id, each with its offers, phones and state at `at`.

    Left out are those that were withdrawn since, and those whose digest is `known`:
    nothing public of them has changed.
    """
    ids = set(outlet_ids)
    if not ids:
        return {}
    rows: dict[int, tuple[Any, ...]] = {}
    phones: defaultdict[int, list[tuple[int, int, str]]] = defaultdict(list)
    # An outlet comes once for each of its phones.
    for row in _OUTLETS.rows(ids, known):
        rows[row[0]] = row
        number, order, phone_id = row[_PHONE]
        if number:
            phones[row[0]].append((order, phone_id, number))
    if not rows:
        return {}
    with one_reading():
        digests, offers = _offers(rows, carrier)
        opening = StatesAndChanges(at)
    distances = distances or {}
    texts = reading_places(_COLUMNS, _TRANSLATED)
    return {
        pk: _found(
            row,
            texts,
            offers[pk],
            tuple(number for _order, _pk, number in sorted(phones[pk]))
            if pk in phones
            else (),
            distances.get(pk),
            opening,
            # What changed between the two readings has none.
            row[_DIGEST] if digests.get(pk) == row[_DIGEST] else NO_DIGEST,
        )
        for pk, row in rows.items()
    }


def _offers(
    ids: Collection[int], carrier: Carrier | None
) -> tuple[dict[int, int], dict[int, tuple[FoundOffer, ...]]]:
    """The digests of outlets, and what they sell, by outlet id."""
    first = carrier.pk if carrier else None
    known = kept(_carriers.setdefault(memory(), {}), get_language(), _named_carriers)
    digests = {}
    found = defaultdict(list)
    for (
        outlet_id,
        carrier_id,
        digest,
        confidence,
        services,
        min_usd,
        max_usd,
        needs_document,
        own_id,
        evidence,
        own_fact,
        own_fact_address,
        default_fact,
        default_fact_address,
    ) in _OFFERS.rows(ids):
        if carrier_id == ANY_CARRIER:
            digests[outlet_id] = digest
            continue
        if carrier_id not in known:
            # It came in since the carriers were read.
            continue
        slug, name, order = known[carrier_id]
        rank = (carrier_id != first, -confidence, order)
        is_inherited = own_id is None
        offer = FoundOffer(
            carrier=slug,
            carrier_name=name,
            confidence=CONFIDENCES[confidence],
            services=services,
            min_usd=min_usd,
            max_usd=max_usd,
            needs_document=needs_document,
            evidence=evidence or "",
            fact=(default_fact if is_inherited else own_fact) or "",
            fact_address=(default_fact_address if is_inherited else own_fact_address)
            or "",
            is_inherited=is_inherited,
        )
        found[outlet_id].append((rank, offer))
    offers = {
        outlet_id: tuple(offer for _rank, offer in sorted(ranked, key=_by_rank))
        for outlet_id, ranked in found.items()
    }
    return digests, defaultdict(tuple, offers)


def _named_carriers() -> NamedCarriers:
    """By id: slug, name in the reader's language, order."""
    return {
        pk: (carrier.slug, carrier.name, carrier.order)
        for pk, carrier in carriers().items()
    }


def _by_rank(ranked: tuple[tuple[bool, int, int], FoundOffer]) -> Any:
    return ranked[0]


def _found(
    row: tuple[Any, ...],
    texts: tuple[Places, ...],
    offers: tuple[FoundOffer, ...],
    phones: tuple[str, ...],
    distance_m: float | None,
    opening: StatesAndChanges,
    digest: int,
) -> FoundOutlet:
    (
        pk,
        public_id,
        kind,
        operator_slug,
        latitude,
        longitude,
        relation,
        closed_until,
        hours_text,
        payments,
        languages,
        place,
        place_code,
        parent_code,
        source,
        source_ref,
        source_date,
        licence,
        verified_at,
    ) = row[: len(_PLAIN)]
    name, operator, landmark, floor, street, village, commune, hours_note = [
        text_at(row, places) for places in texts
    ]
    hours_text = hours_text or ""
    state, change = opening.of(hours_text, closed_until)
    return FoundOutlet(
        id=pk,
        public_id=public_id,
        name=name or name_without_own(operator, kind),
        english_name=row[_ENGLISH_NAME] or "",
        local_name=row[_KHMER_NAME] or "",
        kind=kind,
        operator=operator.text,
        operator_english=row[_OPERATOR_ENGLISH] or "",
        operator_slug=operator_slug or "",
        latitude=latitude,
        longitude=longitude,
        relation=relation,
        landmark=landmark,
        floor=floor,
        street=street,
        village=village,
        commune=commune,
        place=place or "",
        place_code=place_code or parent_code or "",
        hours_text=hours_text,
        hours_note=hours_note,
        closed_until=closed_until,
        moment=opening.moment,
        state=state,
        next_change=change.at if change else None,
        next_state=change.state if change else None,
        offers=offers,
        payments=payments,
        languages=languages,
        phones=phones,
        source=source,
        source_ref=source_ref,
        source_date=source_date,
        licence=licence,
        verified_at=verified_at,
        distance_m=distance_m,
        digest=digest,
    )
