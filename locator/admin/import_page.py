"""What the page of an import shows: how far it is, and each row in words."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from locator import jobs
from locator.cldr import number
from locator.importing.merge import OFFER
from locator.importing.runs import steps
from locator.importing.runs.undoing import undoing_of
from locator.importing.sheets.headings import FIELDS, label
from locator.importing.sheets.layout import Layout
from locator.models import ImportRow, ImportRun

ROWS_A_PAGE: Final = 50
PROBLEMS: Final = "problems"
KEPT: Final = "kept"
_OTHER_LABELS: Final[dict[str, Promise]] = {
    "point": gettext_lazy("position"),
    "licence": gettext_lazy("licence"),
}
_SHOWN: Final[tuple[tuple[str, str, Promise], ...]] = (
    ("created", "created", gettext_lazy("new")),
    ("updated", "updated", gettext_lazy("changed")),
    ("unchanged", "unchanged", gettext_lazy("unchanged")),
    ("rejected", "rejected", gettext_lazy("rejected")),
    ("flagged", PROBLEMS, gettext_lazy("with a warning")),
    ("kept", KEPT, gettext_lazy("kept as a curator set it")),
)


@dataclass(frozen=True, slots=True)
class Filter:
    """A count that is a link to its rows."""

    value: str
    label: str
    count: int
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class ChangedField:
    field: str
    old: str
    new: str
    kept: bool


@dataclass(frozen=True, slots=True)
class Status:
    """How far the work is. `waits` says that no worker has taken it up."""

    is_at_work: bool
    is_interrupted: bool
    waits: bool
    has_worker: bool
    progress: jobs.Progress


def status_of(run: ImportRun) -> Status:
    is_interrupted = steps.is_interrupted(run)
    is_at_work = run.state in ImportRun.AT_WORK and not is_interrupted
    progress = jobs.progress_of(run.job) if is_at_work else None
    return Status(
        is_at_work=is_at_work,
        is_interrupted=is_interrupted,
        waits=is_at_work and progress is None,
        has_worker=jobs.worker_runs(),
        progress=progress or jobs.Progress(),
    )


def layout_of(run: ImportRun) -> Layout | None:
    return Layout.from_json(run.layout) if run.layout else None


def applying(run: ImportRun) -> list[str]:
    """What applying a checked import does, in sentences."""
    return [
        *_counted(
            run.counts.get("created", 0),
            lambda n: ngettext(
                "Applying publishes %(number)s new outlet: visitors find it at once.",
                "Applying publishes %(number)s new outlets: visitors find them at"
                " once.",
                n,
            ),
        ),
        *_counted(
            run.counts.get("updated", 0),
            lambda n: ngettext(
                "It changes %(number)s outlet that is here.",
                "It changes %(number)s outlets that are here.",
                n,
            ),
        ),
        *_counted(
            run.counts.get("reopened", 0),
            lambda n: ngettext(
                "%(number)s of them was withdrawn or closed by an import, and is"
                " listed again.",
                "%(number)s of them were withdrawn or closed by an import, and are"
                " listed again.",
                n,
            ),
        ),
        *_counted(
            run.counts.get("rejected", 0),
            lambda n: ngettext(
                "%(number)s rejected row is left out.",
                "%(number)s rejected rows are left out.",
                n,
            ),
        ),
    ]


def undoing(run: ImportRun) -> dict[str, list[str]]:
    """What undoing an applied import does, in sentences; and what it leaves."""
    found = undoing_of(run)
    return {
        "does": [
            *_counted(
                len(found.withdrawn),
                lambda n: ngettext(
                    "%(number)s outlet that it created becomes a draft: visitors find"
                    " it no more, until its row is in a file again.",
                    "%(number)s outlets that it created become drafts: visitors find"
                    " them no more, until their rows are in a file again.",
                    n,
                ),
            ),
            *_counted(
                len(found.restored),
                lambda n: ngettext(
                    "%(number)s outlet that it changed gets its old values back, with"
                    " offers and phones.",
                    "%(number)s outlets that it changed get their old values back,"
                    " with offers and phones.",
                    n,
                ),
            ),
        ],
        "leaves": [
            *_counted(
                len(found.skipped),
                lambda n: ngettext(
                    "%(number)s outlet stays as it is, because somebody or a later"
                    " import changed it since; it is listed afterwards.",
                    "%(number)s outlets stay as they are, because somebody or a later"
                    " import changed them since; they are listed afterwards.",
                    n,
                ),
            )
        ],
    }


def _counted(count: int, told: Callable[[int], str]) -> Iterator[str]:
    if count:
        yield told(count) % {"number": number(count)}


def filters_of(run: ImportRun, chosen: str) -> list[Filter]:
    filters = [Filter("", _("all"), sum(_rows_counted(run)), not chosen)]
    filters += [
        Filter(value, str(name), count, value == chosen)
        for key, value, name in _SHOWN
        if (count := run.counts.get(key, 0))
    ]
    return filters


def _rows_counted(run: ImportRun) -> Iterator[int]:
    for outcome in ImportRow.Outcome.values:
        yield run.counts.get(outcome, 0)


class _CountedPaginator(Paginator):  # type: ignore[type-arg]
    """Asks for no count: the run has it."""

    count: int = 0


def page_of(run: ImportRun, chosen: str, wanted: str | None) -> "Page[ImportRow]":
    rows = rows_of(run, chosen).select_related("outlet")
    paginator = _CountedPaginator(rows, ROWS_A_PAGE)
    known = {found.value: found.count for found in filters_of(run, chosen)}
    paginator.count = known[chosen] if chosen in known else rows.count()
    return paginator.get_page(wanted)


def rows_of(run: ImportRun, chosen: str) -> "QuerySet[ImportRow]":
    rows = ImportRow.objects.filter(run=run).order_by("number")
    if chosen in ImportRow.Outcome.values:
        return rows.filter(outcome=chosen)
    if chosen == PROBLEMS:
        return rows.exclude(problems=[]).exclude(outcome="rejected")
    if chosen == KEPT:
        return rows.filter(is_kept=True)
    if chosen in ImportRow.Undone.values:
        return rows.filter(undone=chosen)
    return rows


def changes_of(row: ImportRow) -> list[ChangedField]:
    return [
        ChangedField(_named(field), _told(old), _told(new), kept)
        for field, old, new, kept in row.changes
    ]


def _named(field: str) -> str:
    if field in FIELDS:
        return label(field)
    if field.startswith(OFFER):
        return _("offer of %(carrier)s") % {"carrier": field.removeprefix(OFFER)}
    return str(_OTHER_LABELS.get(field, field))


def _told(value: Any) -> str:
    if value in (None, "", [], {}):
        return "—"
    if isinstance(value, dict):
        return ", ".join(_told(part) for part in value.values() if part)
    if isinstance(value, Sequence) and not isinstance(value, str):
        return ", ".join(map(str, value))
    return str(value)
