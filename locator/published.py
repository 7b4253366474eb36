"""All that the public shape of an outlet is made of, whichever tables hold it."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any, Final

import orjson
from django.db import DEFAULT_DB_ALIAS
from modeltranslation.settings import AVAILABLE_LANGUAGES
from modeltranslation.utils import build_localized_fieldname

from locator.models.carrier import Carrier
from locator.models.listing import ANY_CARRIER, Listing
from locator.models.offer import Offer, OperatorDefault
from locator.models.operator import Operator
from locator.models.outlet import Outlet, OutletPhone
from locator.models.place import Place

TRANSLATED: Final = (
    "name",
    "landmark",
    "floor",
    "street",
    "village",
    "commune",
    "hours_note",
)
LANGUAGES: Final = tuple(AVAILABLE_LANGUAGES)


def _in_each_language(name: str) -> list[str]:
    return [build_localized_fieldname(name, language) for language in LANGUAGES]


_OWN: Final = (
    "kind",
    "closed_until",
    "latitude",
    "longitude",
    "landmark_relation",
    "payments",
    "languages",
    "source",
    "licence",
    "verified_at",
    *(column for name in TRANSLATED for column in _in_each_language(name)),
)
_KEYS: Final = ("pk", "public_id", "operator_id", "place_id", "hours__text")
_OPERATOR: Final = _KEYS.index("operator_id")
_PLACE: Final = _KEYS.index("place_id")
_KIND: Final = len(_KEYS) + _OWN.index("kind")

Names = tuple[str | None, ...]
"""A text in each of `LANGUAGES`."""


@dataclass(frozen=True, slots=True)
class PublishedOffer:
    """What is sold of one carrier, and how that is known.

    `rank` is that of its confidence; `fact` and an empty evidence where it comes from
    the default of the operator, which `is_inherited` says.
    """

    carrier: str
    rank: int
    services: tuple[str, ...]
    min_usd: float | None
    max_usd: float | None
    needs_document: bool | None
    is_inherited: bool
    evidence: str
    fact: str | None


@dataclass(frozen=True, slots=True)
class PublishedOutlet:
    """A public outlet as plain values, none of which depends on the moment.

    `own` are columns of its row by name, `area` is the official code of the smallest
    area known to hold it, and `offers` are those that count, by carrier.
    """

    public_id: str
    own: Mapping[str, Any]
    operator: str
    operator_names: Names
    hours: str
    area: str
    phones: Sequence[str]
    offers: Sequence[PublishedOffer]

    @property
    def digest(self) -> int:
        """64 bits of all its values, as a signed number."""
        values = orjson.dumps(
            [
                self.public_id,
                list(self.own.values()),
                self.operator,
                self.operator_names,
                self.hours,
                self.area,
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

    def __init__(self, using: str = DEFAULT_DB_ALIAS) -> None:
        self._using = using
        self._carriers = dict(
            Carrier.objects.using(using).values_list("pk", "slug").order_by()
        )
        names = _in_each_language("name")
        self._operators: dict[int | None, tuple[str, Names]] = {
            pk: (slug, tuple(own))
            for pk, slug, *own in Operator.objects.using(using)
            .rewrite(False)
            .values_list("pk", "slug", *names)
        }
        self._default_facts = {
            (operator_id, kind, carrier_id): fact_id
            for operator_id, kind, carrier_id, fact_id in (
                OperatorDefault.objects.using(using)
                .order_by()
                .values_list("operator_id", "kind", "carrier_id", "fact_id")
            )
        }
        self._areas = _Areas(using)

    def read(self, outlet_ids: Iterable[int]) -> dict[int, PublishedOutlet]:
        """Those of these outlets that are public, by id, in the order of the ids."""
        ids = list(outlet_ids)
        rows = {
            row[0]: row
            for row in Outlet.objects.using(self._using)
            .rewrite(False)
            .published()
            .filter(pk__among=ids)
            .order_by()
            .values_list(*_KEYS, *_OWN)
        }
        phones = self._phones(ids)
        areas = self._areas.of(row[_PLACE] for row in rows.values())
        offers = self._offers(ids, rows)
        published = {}
        for pk in ids:
            if pk not in rows:
                continue
            _pk, public_id, operator_id, place_id, hours, *own = rows[pk]
            slug, names = self._operators.get(operator_id, ("", ()))
            published[pk] = PublishedOutlet(
                public_id=public_id,
                own=dict(zip(_OWN, own, strict=True)),
                operator=slug,
                operator_names=names,
                hours=hours or "",
                area=areas.get(place_id, ""),
                phones=phones.get(pk, ()),
                offers=offers.get(pk, ()),
            )
        return published

    def _phones(self, ids: Sequence[int]) -> dict[int, list[str]]:
        found: defaultdict[int, list[str]] = defaultdict(list)
        rows = OutletPhone.objects.using(self._using).filter(outlet__pk__among=ids)
        numbers = rows.order_by("outlet_id", "order", "id")
        for pk, number in numbers.values_list("outlet_id", "number"):
            found[pk].append(number)
        return found

    def _offers(
        self, ids: Sequence[int], outlets: Mapping[int, tuple[Any, ...]]
    ) -> dict[int, list[PublishedOffer]]:
        rows = Offer.objects.using(self._using).filter(outlet__pk__among=ids)
        own = {
            (outlet_id, carrier_id): (evidence, fact_id)
            for outlet_id, carrier_id, evidence, fact_id in rows.order_by().values_list(
                "outlet_id", "carrier_id", "evidence", "fact_id"
            )
        }
        found: defaultdict[int, list[PublishedOffer]] = defaultdict(list)
        listings = (
            Listing.objects.using(self._using)
            .filter(outlet__pk__among=ids)
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
            if outlet_id not in outlets:
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
                    fact=fact,
                )
            )
        for offers in found.values():
            offers.sort(key=attrgetter("carrier"))
        return found


class _Areas:
    """Finds the official code of a place, or else of the nearest area it lies in."""

    def __init__(self, using: str) -> None:
        self._using = using
        self._known: dict[int, tuple[str | None, int | None]] = {}

    def of(self, place_ids: Iterable[int | None]) -> dict[int, str]:
        places = {pk for pk in place_ids if pk is not None}
        unread = places
        while unread := unread - self._known.keys():
            rows = Place.objects.using(self._using).filter(pk__among=unread)
            read: dict[int, tuple[str | None, int | None]] = {
                pk: (code, parent_id)
                for pk, code, parent_id in rows.order_by().values_list(
                    "pk", "code", "parent_id"
                )
            }
            self._known.update(dict.fromkeys(unread, (None, None)))
            self._known.update(read)
            unread = {
                parent_id
                for code, parent_id in read.values()
                if not code and parent_id is not None
            }
        return {pk: self._code(pk) for pk in places}

    def _code(self, place_id: int) -> str:
        # Places that lie in each other, by a curator's slip, have no code.
        seen: set[int] = set()
        at: int | None = place_id
        while at is not None and at not in seen:
            seen.add(at)
            code, at = self._known.get(at, (None, None))
            if code:
                return code
        return ""
