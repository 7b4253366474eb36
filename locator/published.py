"""All that the public shape of an outlet is made of, whichever tables hold it."""

import datetime as dt
import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any, Final

import orjson

from locator.languages import in_each_language
from locator.models.carrier import Carrier
from locator.models.fact import Fact
from locator.models.listing import ANY_CARRIER, Listing
from locator.models.offer import CONFIDENCES, Offer, OperatorDefault
from locator.models.operator import Operator
from locator.models.outlet import TRANSLATED, Outlet, OutletPhone
from locator.models.place import Place

_PLAIN: Final = (
    "kind",
    "closed_until",
    "latitude",
    "longitude",
    "landmark_relation",
    "payments",
    "languages",
    "source",
    "source_date",
    "licence",
    "verified_at",
)
_TEXTS: Final = tuple(
    column for name in TRANSLATED for column in in_each_language(name)
)
_KEYS: Final = ("pk", "public_id", "operator_id", "place_id", "hours__text")
_OPERATOR: Final = _KEYS.index("operator_id")
_PLACE: Final = _KEYS.index("place_id")
_KIND: Final = len(_KEYS) + _PLAIN.index("kind")
_TEXTS_AT: Final = len(_KEYS) + len(_PLAIN)
_plain: Final = attrgetter(*_PLAIN)

Names = tuple[str | None, ...]
"""A text in each of `LANGUAGES`."""


@dataclass(frozen=True, slots=True)
class PublishedOffer:
    """What is sold of one carrier, and how that is known.

    `rank` is that of its confidence. An inherited one stands for all outlets of an
    operator's kind and has a fact, but no evidence of its own.
    """

    carrier: str
    rank: int
    services: tuple[str, ...]
    min_usd: float | None
    max_usd: float | None
    needs_document: bool | None
    is_inherited: bool
    evidence: str
    fact: str
    fact_address: str

    @property
    def confidence(self) -> str:
        return CONFIDENCES[self.rank]


@dataclass(frozen=True, slots=True)
class PublishedOutlet:
    """A public outlet as plain values, none of which depends on the moment.

    `texts` are its translated columns by name, `place` is the slug of the nearest
    known place, `place_code` the official code of that or of what it lies in, and
    `offers` are those that count, the surest first.
    """

    public_id: str
    kind: str
    closed_until: dt.date | None
    latitude: float
    longitude: float
    landmark_relation: str
    payments: Sequence[str]
    languages: Sequence[str]
    source: str
    source_date: dt.date | None
    licence: str
    verified_at: dt.datetime | None
    texts: Mapping[str, str | None]
    operator_slug: str
    operator_names: Names
    hours_text: str
    place: str
    place_code: str
    phones: Sequence[str]
    offers: Sequence[PublishedOffer]

    @property
    def digest(self) -> int:
        """64 bits of all its values, as a signed number."""
        values = orjson.dumps(
            [
                self.public_id,
                [*_plain(self), *self.texts.values()],
                self.operator_slug,
                self.operator_names,
                self.hours_text,
                self.place,
                self.place_code,
                self.phones,
                self.offers,
            ]
        )
        return int.from_bytes(
            hashlib.blake2b(values, digest_size=8).digest(), "big", signed=True
        )


class PublishedReader:
    """Reads outlets in batches; what they share is read once and remembered.

    Reads the search index for offers, so that has to be written before. Lives as long
    as one transaction does.
    """

    def __init__(self) -> None:
        self._carriers = dict(Carrier.objects.values_list("pk", "slug").order_by())
        names = in_each_language("name")
        self._operators: dict[int | None, tuple[str, Names]] = {
            pk: (slug, tuple(own))
            for pk, slug, *own in Operator.objects.rewrite(False).values_list(
                "pk", "slug", *names
            )
        }
        self._default_facts = {
            (operator_id, kind, carrier_id): fact_id
            for operator_id, kind, carrier_id, fact_id in (
                OperatorDefault.objects.order_by().values_list(
                    "operator_id", "kind", "carrier_id", "fact_id"
                )
            )
        }
        # Null or unknown where there is none.
        self._fact_addresses: dict[str | None, str] = dict(
            Fact.objects.order_by().values_list("pk", "source_url")
        )
        self._places = _Places()

    def read(self, outlet_ids: Iterable[int]) -> dict[int, PublishedOutlet]:
        """Those of these outlets that are public, by id, in the order of the ids."""
        ids = list(outlet_ids)
        rows = {
            row[0]: row
            for row in Outlet.objects.rewrite(False)
            .published()
            .filter(pk__among=ids)
            .order_by()
            .values_list(*_KEYS, *_PLAIN, *_TEXTS)
        }
        phones = self._phones(ids)
        self._places.read(row[_PLACE] for row in rows.values())
        offers = self._offers(ids, rows)
        published = {}
        for pk in ids:
            if pk not in rows:
                continue
            row = rows[pk]
            _pk, public_id, operator_id, place_id, hours = row[: len(_KEYS)]
            plain, texts = row[len(_KEYS) : _TEXTS_AT], row[_TEXTS_AT:]
            slug, names = self._operators.get(operator_id, ("", ()))
            published[pk] = PublishedOutlet(
                public_id=public_id,
                **dict(zip(_PLAIN, plain, strict=True)),
                texts=dict(zip(_TEXTS, texts, strict=True)),
                operator_slug=slug,
                operator_names=names,
                hours_text=hours or "",
                place=self._places.slug(place_id),
                place_code=self._places.code(place_id),
                phones=phones.get(pk, ()),
                offers=offers.get(pk, ()),
            )
        return published

    def _phones(self, ids: Sequence[int]) -> dict[int, list[str]]:
        found: defaultdict[int, list[str]] = defaultdict(list)
        rows = OutletPhone.objects.filter(outlet__pk__among=ids)
        numbers = rows.order_by("outlet_id", "order", "id")
        for pk, number in numbers.values_list("outlet_id", "number"):
            found[pk].append(number)
        return found

    def _offers(
        self, ids: Sequence[int], outlets: Mapping[int, tuple[Any, ...]]
    ) -> dict[int, list[PublishedOffer]]:
        rows = Offer.objects.filter(outlet__pk__among=ids)
        own = {
            (outlet_id, carrier_id): (evidence, fact_id)
            for outlet_id, carrier_id, evidence, fact_id in rows.order_by().values_list(
                "outlet_id", "carrier_id", "evidence", "fact_id"
            )
        }
        found: defaultdict[int, list[PublishedOffer]] = defaultdict(list)
        listings = (
            Listing.objects.filter(outlet__pk__among=ids)
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
        for row in listings:
            outlet_id, carrier_id, rank, services, smallest, largest, document = row
            # What came in between two readings comes as a change of its own.
            if outlet_id not in outlets or carrier_id not in self._carriers:
                continue
            proof = own.get((outlet_id, carrier_id))
            if proof is None:
                outlet = outlets[outlet_id]
                by_default = (outlet[_OPERATOR], outlet[_KIND], carrier_id)
                evidence, fact = "", self._default_facts.get(by_default)
            else:
                evidence, fact = proof
            found[outlet_id].append(
                PublishedOffer(
                    carrier=self._carriers[carrier_id],
                    rank=rank,
                    services=services,
                    min_usd=smallest,
                    max_usd=largest,
                    needs_document=document,
                    is_inherited=proof is None,
                    evidence=evidence,
                    fact=fact or "",
                    fact_address=self._fact_addresses.get(fact, ""),
                )
            )
        for offers in found.values():
            offers.sort(key=_surest_first)
        return found


def _surest_first(offer: PublishedOffer) -> tuple[int, str]:
    return -offer.rank, offer.carrier


_Place = tuple[str, str | None, int | None]
"""The slug, the official code and what it lies in."""


class _Places:
    """Places by id, with all that they lie in up to the first that has a code."""

    def __init__(self) -> None:
        self._known: dict[int, _Place] = {}

    def read(self, place_ids: Iterable[int | None]) -> None:
        unread = {pk for pk in place_ids if pk is not None} - self._known.keys()
        while unread:
            rows = Place.objects.filter(pk__among=unread)
            read: dict[int, _Place] = {
                pk: (slug, code, parent_id)
                for pk, slug, code, parent_id in rows.order_by().values_list(
                    "pk", "slug", "code", "parent_id"
                )
            }
            self._known |= read
            unread = {
                parent_id
                for _slug, code, parent_id in read.values()
                if not code and parent_id is not None
            } - self._known.keys()

    def slug(self, place_id: int | None) -> str:
        return self._known[place_id][0] if place_id in self._known else ""

    def code(self, place_id: int | None) -> str:
        # Places that lie in each other, by a curator's slip, have no code.
        seen: set[int] = set()
        at = place_id
        while at in self._known and at not in seen:
            seen.add(at)
            _slug, code, at = self._known[at]
            if code:
                return code
        return ""
