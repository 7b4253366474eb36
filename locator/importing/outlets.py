"""Writes outlets with their phones and offers, a set at a time."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from locator.importing.columns import Columns, HoursBook, blank_outlet
from locator.importing.merge import OFFER, Merged, edit, merge, remembered
from locator.importing.operators import OperatorBook
from locator.importing.outcomes import (
    Guard,
    Outcome,
    RowOutcome,
    Watch,
    unguarded,
    unwatched,
)
from locator.importing.places import nearest_places
from locator.importing.records import (
    ABSENT,
    SERVICES,
    Absent,
    Flag,
    Json,
    OfferRecord,
    OutletRecord,
    RejectedRow,
    in_order,
)
from locator.importing.report import Conflict, FlaggedRow, ImportReport
from locator.models.carrier import Carrier
from locator.models.history import begin_history
from locator.models.offer import Confidence, Offer
from locator.models.outlet import (
    IMPORT_UNDONE,
    NEAREST_PLACE,
    Outlet,
    OutletPhone,
)
from locator.models.quality import OutletMerge

CLOSED_AS_MISSING = "closed_as_missing"
"""In `Outlet.imported`: an import closed it, so a later one may open it again, with the
closed_until (ISO or None) it had, which tells its status too; or only true."""

FLAGS = "flags"
"""In `Outlet.imported`: the warnings of the last import, dismissed ones too."""

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


@dataclass(slots=True)
class _Chunk:
    """The existing outlets of some records, and what is to be written."""

    outlets: Mapping[str, Outlet]
    phones: Mapping[int, list[str]]
    offers: Mapping[int, dict[str, Offer]]
    merged: Mapping[int, str]
    """The public id of what a curator merged an outlet into."""
    created: list[Outlet] = field(default_factory=list)
    changed: list[Outlet] = field(default_factory=list)
    columns: set[str] = field(default_factory=set)
    new_phones: list[tuple[Outlet, list[Json]]] = field(default_factory=list)
    new_offers: list[tuple[Outlet, str, Json]] = field(default_factory=list)
    outcomes: list[RowOutcome] = field(default_factory=list)


class OutletWriter:
    """Upserts records chunk by chunk; `touched` are the outlets to index again.

    With `edits`, references are public ids, and a record is a curator's own word on an
    outlet of any source: it wins, and what its source said last stays remembered. With
    `dry_run` all is decided and nothing written. `watch` hears of each chunk; `guard`
    is asked before each row.
    """

    def __init__(
        self,
        source: str,
        licence: str,
        operators: OperatorBook,
        report: ImportReport,
        *,
        edits: bool = False,
        dry_run: bool = False,
        watch: Watch = unwatched,
        guard: Guard = unguarded,
    ) -> None:
        self.touched: list[int] = []
        self._edits = edits
        self._dry_run = dry_run
        self._watch = watch
        self._guard = guard
        self._source = source
        self._licence = licence
        self._operators = operators
        self._report = report
        self._hours = HoursBook(dry_run=dry_run)
        self._columns = Columns(operators, self._hours)
        self._places = nearest_places()
        self._carriers = dict(Carrier.objects.values_list("slug", "id"))

    def write(self, records: Sequence[OutletRecord]) -> None:
        chunk = self._chunk(records)
        for record in records:
            says = self._says(record)
            outlet = chunk.outlets.get(record.ref)
            if why := self._guard(outlet, says) or _merged(chunk, outlet):
                self._reject(record, why)
            elif outlet is not None and self._edits:
                self._edit(chunk, record, outlet, says)
            elif outlet is not None:
                self._update(chunk, record, outlet, says)
            elif self._edits:
                self._reject(record, _("no outlet here has this public id"))
            elif record.kind is ABSENT or record.point is ABSENT:
                self._reject(record, _("is new here, so it needs a kind and a point"))
            else:
                self._create(chunk, record, says)
        if not self._dry_run:
            self._save(chunk)
        self._watch(chunk.outcomes)

    def _reject(self, record: OutletRecord, why: str) -> None:
        self._report.rejected.append(RejectedRow(record.where, why, record.ref))

    def _chunk(self, records: Sequence[OutletRecord]) -> _Chunk:
        # On PostgreSQL the lock keeps a curator's save from falling between reading
        # and writing; SQLite lets only one writer in anyway.
        refs = [record.ref for record in records]
        found = Outlet.objects.select_for_update(no_key=True)
        if self._edits:
            found = found.filter(public_id__in=refs)
            outlets = {outlet.public_id: outlet for outlet in found}
        else:
            found = found.filter(source=self._source, source_ref__in=refs)
            outlets = {outlet.source_ref: outlet for outlet in found}
        self._hours.prepare(
            (
                record.hours
                for record in records
                if not isinstance(record.hours, Absent)
            ),
            (outlet.hours_id for outlet in outlets.values() if outlet.hours_id),
        )
        phones: defaultdict[int, list[str]] = defaultdict(list)
        offers: defaultdict[int, dict[str, Offer]] = defaultdict(dict)
        if outlets:
            ids = [outlet.pk for outlet in outlets.values()]
            slugs = {carrier_id: slug for slug, carrier_id in self._carriers.items()}
            for phone in OutletPhone.objects.filter(outlet__in=ids):
                phones[phone.outlet_id].append(phone.number)
            # Their default order joins tables that may have no statistics yet.
            for offer in Offer.objects.filter(outlet__in=ids).order_by():
                offers[offer.outlet_id][OFFER + slugs[offer.carrier_id]] = offer
        merged = OutletMerge.objects.in_effect().filter(
            withdrawn__in=[outlet.pk for outlet in outlets.values()]
        )
        kept = merged.order_by().values_list("withdrawn_id", "survivor__public_id")
        return _Chunk(outlets, phones, offers, dict(kept) if outlets else {})

    def _says(self, record: OutletRecord) -> dict[str, Json]:
        says = record.columns()
        if not self._edits:
            says["licence"] = self._licence
        if not isinstance(record.operator, Absent):
            known = self._operators.find(record.operator) if record.operator else None
            says["operator"] = known.slug if known else None
        if not isinstance(record.phones, Absent):
            says["phones"] = list(record.phones)
        for offer in () if isinstance(record.offers, Absent) else record.offers:
            if offer.carrier in self._carriers:
                says[OFFER + offer.carrier] = _claim(offer)
            else:
                flag = Flag("offer", _("no such carrier here"), offer.carrier)
                self._report.flagged.append(FlaggedRow(record.where, record.ref, flag))
        return says

    def _create(
        self, chunk: _Chunk, record: OutletRecord, says: dict[str, Json]
    ) -> None:
        outlet = blank_outlet()
        outlet.source, outlet.source_ref = self._source, record.ref
        outlet.status = Outlet.Status.PUBLISHED
        outlet.flags = [flag.as_json() for flag in record.flags]
        imported = remembered(says)
        for name, value in imported.items():
            self._write(chunk, outlet, name, value)
        outlet.place_id = self._places.nearest_to(outlet.latitude, outlet.longitude)
        outlet.imported = imported | {NEAREST_PLACE: outlet.place_id}
        if outlet.flags:
            outlet.imported[FLAGS] = outlet.flags
        chunk.created.append(outlet)
        self._report.created += 1
        changes: dict[str, tuple[Json, Json]] = {
            name: (None, value) for name, value in imported.items()
        }
        chunk.outcomes.append(
            RowOutcome(
                record.where,
                record.ref,
                Outcome.CREATED,
                outlet,
                changes,
                (),
                record.flags,
            )
        )

    def _update(
        self,
        chunk: _Chunk,
        record: OutletRecord,
        outlet: Outlet,
        says: dict[str, Json],
    ) -> None:
        imported: dict[str, Json] = outlet.imported
        if record.offers is not ABSENT:
            gone = {name for name in imported if name.startswith(OFFER)} - says.keys()
            says |= dict.fromkeys(gone)
        current = self._current(chunk, outlet, says)
        merged = merge(imported, current, says)
        self._report.conflicts += [
            Conflict(record.where, record.ref, outlet.public_id, kept)
            for kept in merged.kept
        ]
        columns = self._apply(chunk, outlet, merged)
        columns |= self._reopen(outlet, merged)
        columns |= self._place(outlet, merged)
        columns |= self._flag(outlet, record, merged)
        self._finish(chunk, record, outlet, current, merged, columns)

    def _edit(
        self,
        chunk: _Chunk,
        record: OutletRecord,
        outlet: Outlet,
        says: dict[str, Json],
    ) -> None:
        current = self._current(chunk, outlet, says)
        merged = edit(outlet.imported, current, says)
        is_late = record.seen_at is not None and outlet.updated_at > record.seen_at
        if merged.changes and is_late:
            why = _("was changed here after the export: export it again")
            self._reject(record, why)
            return
        columns = self._apply(chunk, outlet, merged)
        if "point" in merged.changes:
            columns |= self._place(outlet, merged)
        self._finish(chunk, record, outlet, current, merged, columns)

    def _apply(self, chunk: _Chunk, outlet: Outlet, merged: Merged) -> set[str]:
        """Set what changed; returns the columns, `chunk` holds phones and offers."""
        columns: set[str] = set()
        for name, value in merged.changes.items():
            columns.update(self._write(chunk, outlet, name, value))
        return columns

    def _finish(
        self,
        chunk: _Chunk,
        record: OutletRecord,
        outlet: Outlet,
        current: Mapping[str, Json],
        merged: Merged,
        columns: set[str],
    ) -> None:
        outcome = Outcome.UNCHANGED
        if merged.changes or columns:
            outcome = Outcome.UPDATED
            self._report.updated += 1
        else:
            self._report.unchanged += 1
        if merged.imported != outlet.imported:
            outlet.imported = merged.imported
            columns.add("imported")
        if merged.changes or columns:
            chunk.columns |= columns
            chunk.changed.append(outlet)
        changes = {
            name: (current.get(name), value) for name, value in merged.changes.items()
        }
        chunk.outcomes.append(
            RowOutcome(
                record.where,
                record.ref,
                outcome,
                outlet,
                changes,
                merged.kept,
                record.flags,
            )
        )

    def _current(
        self, chunk: _Chunk, outlet: Outlet, says: Mapping[str, Json]
    ) -> dict[str, Json]:
        current: dict[str, Json] = {}
        plain = []
        for name in says:
            if name.startswith(OFFER):
                offer = chunk.offers[outlet.pk].get(name)
                current[name] = _claim_of(offer) if offer else None
            elif name == "phones":
                current[name] = list(chunk.phones[outlet.pk])
            else:
                plain.append(name)
        return current | self._columns.values(outlet, plain)

    def _write(
        self, chunk: _Chunk, outlet: Outlet, name: str, value: Json
    ) -> tuple[str, ...]:
        if name.startswith(OFFER):
            chunk.new_offers.append((outlet, name, value))
            return ()
        if name == "phones":
            chunk.new_phones.append((outlet, value if isinstance(value, list) else []))
            return ()
        return self._columns.write(outlet, name, value)

    def _reopen(self, outlet: Outlet, merged: Merged) -> set[str]:
        merged.imported.pop(IMPORT_UNDONE, None)
        if outlet.is_undone:
            outlet.status = Outlet.Status.PUBLISHED
            self._report.reopened += 1
            return {"status"}
        had = merged.imported.pop(CLOSED_AS_MISSING, None)
        if not had:
            return set()
        if outlet.status != Outlet.Status.CLOSED:
            return set()
        outlet.status = Outlet.Status.PUBLISHED
        if isinstance(had, dict) and had["closed_until"]:
            outlet.status = Outlet.Status.CLOSED_UNTIL
            outlet.closed_until = dt.date.fromisoformat(str(had["closed_until"]))
        self._report.reopened += 1
        return {"status", "closed_until"}

    def _flag(self, outlet: Outlet, record: OutletRecord, merged: Merged) -> set[str]:
        """Show the record's warnings but those that a curator has dealt with."""
        says = [flag.as_json() for flag in record.flags]
        before = merged.imported.pop(FLAGS, outlet.flags)
        if says:
            merged.imported[FLAGS] = says
        flags = [flag for flag in says if flag in outlet.flags or flag not in before]
        if outlet.flags == flags:
            return set()
        outlet.flags = flags
        return {"flags"}

    def _place(self, outlet: Outlet, merged: Merged) -> set[str]:
        """Follow the point and new places, unless a curator chose another place."""
        if outlet.has_chosen_place:
            return set()
        nearest = self._places.nearest_to(outlet.latitude, outlet.longitude)
        merged.imported[NEAREST_PLACE] = nearest
        if outlet.place_id == nearest:
            return set()
        outlet.place_id = nearest
        return {"place"}

    def _save(self, chunk: _Chunk) -> None:
        Outlet.objects.bulk_create(chunk.created, batch_size=BATCH)
        update_outlets(chunk.changed, chunk.columns)
        self._save_phones(chunk)
        self._save_offers(chunk)
        self.touched += [outlet.pk for outlet in (*chunk.created, *chunk.changed)]

    def _save_phones(self, chunk: _Chunk) -> None:
        changed = [outlet.pk for outlet, _numbers in chunk.new_phones]
        if had := [pk for pk in changed if pk in chunk.phones]:
            OutletPhone.objects.filter(outlet__in=had).delete()
        OutletPhone.objects.bulk_create(
            [
                OutletPhone(outlet=outlet, number=str(number), order=order)
                for outlet, numbers in chunk.new_phones
                for order, number in enumerate(numbers)
            ],
            batch_size=BATCH,
        )

    def _save_offers(self, chunk: _Chunk) -> None:
        replaced = [
            chunk.offers[outlet.pk][name].pk
            for outlet, name, _claim in chunk.new_offers
            if name in chunk.offers.get(outlet.pk, {})
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
                for outlet, name, claim in chunk.new_offers
                if isinstance(claim, dict)
            ],
            batch_size=BATCH,
        )


def _merged(chunk: _Chunk, outlet: Outlet | None) -> str:
    """Why the row is left out: a curator merged its outlet into another one."""
    if outlet is None or outlet.pk not in chunk.merged:
        return ""
    return _("was merged into %(id)s here, which stays as it is") % {
        "id": chunk.merged[outlet.pk]
    }


def _claim(offer: OfferRecord) -> Json:
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
