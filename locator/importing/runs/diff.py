"""The rows of an import as they are kept for whoever looks at it."""

from collections.abc import Iterable, Iterator, Sequence

from locator.importing.merge import OFFER
from locator.importing.outcomes import Outcome, RowOutcome
from locator.importing.records import Flag, Json, RejectedRow
from locator.importing.report import ImportReport
from locator.importing.runs.alike import LookAlikes
from locator.importing.sheets.convert import number_of
from locator.languages import in_each_language
from locator.models.import_run import ImportRow, ImportRun
from locator.models.offer import OperatorDefault

BATCH = 2_000
MAX_VALUE_LENGTH = 300
NAMES = in_each_language("name")


class Diff:
    """Hears of each row that goes in, and stores them all with those that do not."""

    def __init__(self, run: ImportRun) -> None:
        self._run = run
        self._rows: list[ImportRow] = []
        self._alike = LookAlikes(run.created_by)
        # Beside those of the report: what of it to look at.
        self.counts = {"no_operator": 0, "no_offer": 0, "alike": 0, "flagged": 0}
        defaults = OperatorDefault.objects.order_by().distinct()
        self._defaults = set(defaults.values_list("operator_id", "kind"))

    def watch(self, outcomes: Sequence[RowOutcome]) -> None:
        self._alike.watch(outcomes)
        for row in outcomes:
            if row.outcome is Outcome.CREATED:
                # Such a one lacks what visitors look for.
                self.counts["no_operator"] += row.outlet.operator_id is None
                self.counts["no_offer"] += not self._sells(row)
        self._rows += map(self._row, outcomes)

    def store(self, report: ImportReport) -> None:
        """Take the place of what was kept of an earlier look; within a transaction."""
        alike = self._alike.problems()
        for row in self._rows:
            row.problems += alike.get(row.number, ())
            self.counts["flagged"] += bool(row.problems)
        self.counts["alike"] = len(alike)
        ImportRow.objects.filter(run=self._run).delete()
        self._rows += map(self._rejected, report.rejected)
        self._rows.sort(key=lambda row: row.number)
        ImportRow.objects.bulk_create(self._rows, batch_size=BATCH)

    def _sells(self, row: RowOutcome) -> bool:
        """Whether it, or its operator for such outlets, is said to sell anything."""
        if any(name.startswith(OFFER) for name in row.changes):
            return True
        return (row.outlet.operator_id, row.outlet.kind) in self._defaults

    def _row(self, row: RowOutcome) -> ImportRow:
        outlet = row.outlet
        names = (getattr(outlet, name) for name in NAMES)
        return ImportRow(
            run=self._run,
            number=number_of(row.where),
            outcome=row.outcome.value,
            ref=row.ref,
            name=next(filter(None, names), ""),
            outlet_id=outlet.pk,
            changes=list(_changes(row)),
            is_kept=bool(row.kept),
            problems=_problems(row.flags),
        )

    def _rejected(self, row: RejectedRow) -> ImportRow:
        why = Flag("", row.why)
        return ImportRow(
            run=self._run,
            number=number_of(row.where),
            outcome=ImportRow.Outcome.REJECTED.value,
            ref=row.ref,
            problems=_problems(row.flags or (why,)),
        )


def _changes(row: RowOutcome) -> Iterator[Json]:
    for name, (old, new) in row.changes.items():
        yield [name, _short(old), _short(new), False]
    for kept in row.kept:
        yield [kept.field, _short(kept.kept), _short(kept.says), True]


def _problems(flags: Iterable[Flag]) -> list[Json]:
    return [[flag.field, flag.reason, flag.raw[:MAX_VALUE_LENGTH]] for flag in flags]


def _short(value: Json) -> Json:
    return value[:MAX_VALUE_LENGTH] if isinstance(value, str) else value
