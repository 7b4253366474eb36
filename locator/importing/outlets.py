"""Writes outlets with their phones and offers, a set at a time."""

import datetime as dt
from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from locator.importing.chunk import Chunk, claim
from locator.importing.columns import HoursBook, OutletColumns, blank_outlet
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
    Absent,
    Flag,
    Json,
    OutletRecord,
    RejectedRow,
)
from locator.importing.report import Conflict, FlaggedRow, ImportReport
from locator.models.carrier import Carrier
from locator.models.outlet import (
    IMPORT_UNDONE,
    NEAREST_PLACE,
    Outlet,
)

CLOSED_AS_MISSING = "closed_as_missing"
"""In `Outlet.imported`: an import closed it, so a later one may open it again, with the
closed_until (ISO or None) it had, which tells its status too; or only true."""

FLAGS = "flags"
"""In `Outlet.imported`: the warnings of the last import, dismissed ones too."""


class _RejectedError(Exception):
    """Its text says why a row is left out."""


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
        self._columns = OutletColumns(operators, self._hours)
        self._places = nearest_places()
        self._carriers = dict(Carrier.objects.values_list("slug", "id"))

    def write(self, records: Sequence[OutletRecord]) -> None:
        chunk = self._chunk(records)
        outcomes = []
        for record in records:
            try:
                outcomes.append(self._decide(chunk, record))
            except _RejectedError as error:
                rejected = RejectedRow(record.where, str(error), record.ref)
                self._report.rejected.append(rejected)
        if not self._dry_run:
            self.touched += chunk.save()
        self._watch(outcomes)

    def _decide(self, chunk: Chunk, record: OutletRecord) -> RowOutcome:
        says = self._says(record)
        outlet = chunk.outlets.get(record.ref)
        if why := self._guard(outlet, says):
            raise _RejectedError(why)
        if outlet is not None and (survivor := chunk.survivor_of(outlet)):
            raise _RejectedError(
                _("was merged into %(id)s here, which stays as it is")
                % {"id": survivor}
            )
        if outlet is not None:
            take = self._edit if self._edits else self._update
            return take(chunk, record, outlet, says)
        if self._edits:
            raise _RejectedError(_("no outlet here has this public id"))
        if record.kind is ABSENT and record.point is ABSENT:
            raise _RejectedError(_("is new here, so it needs a kind and a point"))
        if record.kind is ABSENT:
            raise _RejectedError(_("is new here, so it needs a kind"))
        if record.point is ABSENT:
            raise _RejectedError(_("is new here, so it needs a point"))
        return self._create(chunk, record, says)

    def _chunk(self, records: Sequence[OutletRecord]) -> Chunk:
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
        return Chunk(outlets, columns=self._columns, carriers=self._carriers)

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
                says[OFFER + offer.carrier] = claim(offer)
            else:
                flag = Flag("offer", _("no such carrier here"), offer.carrier)
                self._report.flagged.append(FlaggedRow(record.where, record.ref, flag))
        return says

    def _create(
        self, chunk: Chunk, record: OutletRecord, says: dict[str, Json]
    ) -> RowOutcome:
        outlet = blank_outlet()
        outlet.source, outlet.source_ref = self._source, record.ref
        outlet.status = Outlet.Status.PUBLISHED
        outlet.flags = [flag.as_json() for flag in record.flags]
        imported = remembered(says)
        for name, value in imported.items():
            chunk.set(outlet, name, value)
        outlet.place_id = self._places.nearest_to(outlet.latitude, outlet.longitude)
        outlet.imported = imported | {NEAREST_PLACE: outlet.place_id}
        if outlet.flags:
            outlet.imported[FLAGS] = outlet.flags
        chunk.create(outlet)
        self._report.created += 1
        changes: dict[str, tuple[Json, Json]] = {
            name: (None, value) for name, value in imported.items()
        }
        return RowOutcome(
            record.where,
            record.ref,
            Outcome.CREATED,
            outlet,
            changes,
            (),
            record.flags,
        )

    def _update(
        self,
        chunk: Chunk,
        record: OutletRecord,
        outlet: Outlet,
        says: dict[str, Json],
    ) -> RowOutcome:
        imported: dict[str, Json] = outlet.imported
        if record.offers is not ABSENT:
            gone = {name for name in imported if name.startswith(OFFER)} - says.keys()
            says |= dict.fromkeys(gone)
        current = chunk.values(outlet, says)
        merged = merge(imported, current, says)
        self._report.conflicts += [
            Conflict(record.where, record.ref, outlet.public_id, kept)
            for kept in merged.kept
        ]
        columns = self._apply(chunk, outlet, merged)
        columns |= self._reopen(outlet, merged)
        columns |= self._place(outlet, merged)
        columns |= self._flag(outlet, record, merged)
        return self._finish(chunk, record, outlet, current, merged, columns)

    def _edit(
        self,
        chunk: Chunk,
        record: OutletRecord,
        outlet: Outlet,
        says: dict[str, Json],
    ) -> RowOutcome:
        current = chunk.values(outlet, says)
        merged = edit(outlet.imported, current, says)
        is_late = record.seen_at is not None and outlet.updated_at > record.seen_at
        if merged.changes and is_late:
            raise _RejectedError(
                _("was changed here after the export: export it again")
            )
        columns = self._apply(chunk, outlet, merged)
        if "point" in merged.changes:
            columns |= self._place(outlet, merged)
        return self._finish(chunk, record, outlet, current, merged, columns)

    def _apply(self, chunk: Chunk, outlet: Outlet, merged: Merged) -> set[str]:
        """Set what changed; returns the columns, `chunk` holds phones and offers."""
        columns: set[str] = set()
        for name, value in merged.changes.items():
            columns.update(chunk.set(outlet, name, value))
        return columns

    def _finish(
        self,
        chunk: Chunk,
        record: OutletRecord,
        outlet: Outlet,
        current: Mapping[str, Json],
        merged: Merged,
        columns: set[str],
    ) -> RowOutcome:
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
            chunk.change(outlet, columns)
        changes = {
            name: (current.get(name), value) for name, value in merged.changes.items()
        }
        return RowOutcome(
            record.where,
            record.ref,
            outcome,
            outlet,
            changes,
            merged.kept,
            record.flags,
        )

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
