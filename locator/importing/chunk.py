"""Some outlets, read with their phones and offers and written in few queries."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

from locator.importing.columns import OutletColumns
from locator.importing.merge import OFFER
from locator.importing.records import SERVICES, Json, OfferRecord, in_order
from locator.models.history import begin_history
from locator.models.offer import Confidence, Offer
from locator.models.outlet import Outlet, OutletPhone
from locator.models.quality import OutletMerge

BATCH = 500


def update_outlets(outlets: Sequence[Outlet], columns: Collection[str]) -> None:
    """Write these columns of existing outlets, and when they changed, in few queries.

    An insert that updates on conflict: `bulk_update` takes a CASE a column and row.
    """
    if outlets:
        begin_history(Outlet, [outlet.pk for outlet in outlets])
        Outlet.objects.bulk_create(
            outlets,
            batch_size=BATCH,
            update_conflicts=True,
            unique_fields=["id"],
            update_fields=sorted({*columns, "updated_at"}),
        )


class Chunk:
    """Outlets that there are, by reference, and what is to be written.

    A field is a column of `OutletColumns`, "phones", or "offer:" and a carrier's slug.
    `carriers` are ids by slug.
    """

    def __init__(
        self,
        outlets: Mapping[str, Outlet],
        *,
        columns: OutletColumns,
        carriers: Mapping[str, int],
    ) -> None:
        self.outlets = outlets
        self._columns = columns
        self._carriers = carriers
        self._phones: defaultdict[int, list[str]] = defaultdict(list)
        self._offers: defaultdict[int, dict[str, Offer]] = defaultdict(dict)
        self._survivors: dict[int, str] = {}
        self._created: list[Outlet] = []
        self._changed: list[Outlet] = []
        self._changed_columns: set[str] = set()
        self._new_phones: list[tuple[Outlet, Json]] = []
        self._new_offers: list[tuple[Outlet, str, Json]] = []
        if outlets:
            self._read([outlet.pk for outlet in outlets.values()])

    def survivor_of(self, outlet: Outlet) -> str:
        """The public id of what a curator merged it into; "" where nobody did."""
        return self._survivors.get(outlet.pk, "")

    def values(self, outlet: Outlet, fields: Iterable[str]) -> dict[str, Json]:
        """Its fields as they were read."""
        values: dict[str, Json] = {}
        plain = []
        for name in fields:
            if name.startswith(OFFER):
                offer = self._offers[outlet.pk].get(name)
                values[name] = _claim_of(offer) if offer else None
            elif name == "phones":
                values[name] = list(self._phones[outlet.pk])
            else:
                plain.append(name)
        return values | self._columns.values(outlet, plain)

    def set(self, outlet: Outlet, field: str, value: Json) -> tuple[str, ...]:
        """Set the field; returns the columns of the outlet that this changes."""
        if field.startswith(OFFER):
            self._new_offers.append((outlet, field, value))
            return ()
        if field == "phones":
            self._new_phones.append((outlet, value))
            return ()
        return self._columns.write(outlet, field, value)

    def create(self, outlet: Outlet) -> None:
        self._created.append(outlet)

    def change(self, outlet: Outlet, columns: Collection[str]) -> None:
        self._changed.append(outlet)
        self._changed_columns.update(columns)

    def save(self) -> list[int]:
        """Write all; returns the ids of what was created and changed."""
        Outlet.objects.bulk_create(self._created, batch_size=BATCH)
        update_outlets(self._changed, self._changed_columns)
        self._save_phones()
        self._save_offers()
        return [outlet.pk for outlet in (*self._created, *self._changed)]

    def _read(self, ids: Sequence[int]) -> None:
        slugs = {carrier_id: slug for slug, carrier_id in self._carriers.items()}
        for phone in OutletPhone.objects.filter(outlet__in=ids):
            self._phones[phone.outlet_id].append(phone.number)
        # Their default order joins tables that may have no statistics yet.
        for offer in Offer.objects.filter(outlet__in=ids).order_by():
            # Of a carrier that came in since they were read, the rows say nothing.
            if slug := slugs.get(offer.carrier_id):
                self._offers[offer.outlet_id][OFFER + slug] = offer
        merged = OutletMerge.objects.in_effect().filter(withdrawn__in=ids).order_by()
        self._survivors |= merged.values_list("withdrawn_id", "survivor__public_id")

    def _save_phones(self) -> None:
        changed = [outlet.pk for outlet, _numbers in self._new_phones]
        if had := [pk for pk in changed if pk in self._phones]:
            OutletPhone.objects.filter(outlet__in=had).delete()
        OutletPhone.objects.bulk_create(
            [
                OutletPhone(outlet=outlet, number=str(number), order=order)
                for outlet, numbers in self._new_phones
                for order, number in enumerate(
                    numbers if isinstance(numbers, list) else []
                )
            ],
            batch_size=BATCH,
        )

    def _save_offers(self) -> None:
        replaced = [
            self._offers[outlet.pk][name].pk
            for outlet, name, _claim in self._new_offers
            if name in self._offers.get(outlet.pk, {})
        ]
        if replaced:
            Offer.objects.filter(pk__in=replaced).delete()
        Offer.objects.bulk_create(
            [
                Offer(
                    outlet=outlet,
                    carrier_id=self._carriers[name.removeprefix(OFFER)],
                    services=claim["services"],
                    evidence=str(claim["evidence"]),
                    confidence=Confidence.UNCONFIRMED,
                )
                for outlet, name, claim in self._new_offers
                if isinstance(claim, dict)
            ],
            batch_size=BATCH,
        )


def claim(offer: OfferRecord) -> Json:
    services = in_order(offer.services, SERVICES)
    return {"services": services, "evidence": offer.evidence}


def _claim_of(offer: Offer) -> Json:
    """An offer as an import writes it; a curator's has more and so never equals one."""
    claim: dict[str, Json] = {
        "services": list(offer.services),
        "evidence": offer.evidence,
    }
    if not offer.sells:
        claim["sells"] = False
    if offer.confidence != Confidence.UNCONFIRMED:
        claim["confidence"] = offer.confidence
    if offer.min_amount or offer.max_amount or offer.fact_id:
        claim["terms"] = "a curator's"
    return claim
