"""What an import did, for people and for machines."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from locator.importing.merge import KeptValue
from locator.importing.records import Flag, RejectedRow

SHOWN = 20


def printable(line: str) -> str:
    """The line with lone surrogates, which no encoding can write, as \\ud800."""
    return line.encode("utf-8", "backslashreplace").decode("utf-8")


@dataclass(frozen=True, slots=True)
class FlaggedRow:
    """A row that went in with something left out of it."""

    where: str
    ref: str
    flag: Flag


@dataclass(frozen=True, slots=True)
class Conflict:
    """A curator's value that stayed although the source says something else.

    `public_id` is the outlet's, empty for a place.
    """

    where: str
    ref: str
    public_id: str
    value: KeptValue


@dataclass(slots=True)
class PlacesReport:
    """Counts of places; `points` and `names` are those that were added by code."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    points: int = 0
    names: int = 0
    rejected: list[RejectedRow] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)

    def lines(self) -> Iterator[str]:
        """The report for people; of each list the first 20."""
        yield self.counts() or _("Places: %(counts)s") % {"counts": _("none")}
        yield from _rejected(self.rejected)
        yield from _kept(self.conflicts)

    def counts(self) -> str:
        """One line; empty where there is nothing to count."""
        said = _counted(
            (self.created, _("created")),
            (self.updated, _("updated")),
            (self.unchanged, _("unchanged")),
            (self.points, _("points set")),
            (self.names, _("names added")),
            (len(self.rejected), _("rejected")),
        )
        return _("Places: %(counts)s") % {"counts": said} if said else ""


@dataclass(slots=True)
class ImportReport:
    """Counts are outlets. `closed` were missing in the source, `reopened` are back
    (and in `updated` too); `ignored` rows are of no kind the rules ask for.
    """

    source: str
    dry_run: bool = False
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    closed: int = 0
    reopened: int = 0
    ignored: int = 0
    places: PlacesReport = field(default_factory=PlacesReport)
    new_operators: list[str] = field(default_factory=list)
    rejected: list[RejectedRow] = field(default_factory=list)
    flagged: list[FlaggedRow] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)

    def items(self) -> Iterator[dict[str, Any]]:
        """Every row to look at, as plain dictionaries with its kind."""
        for rejected in self.rejected:
            row = {"where": rejected.where, "why": rejected.why, "ref": rejected.ref}
            yield {"kind": "rejected"} | row
        for flagged in self.flagged:
            yield {
                "kind": "flagged",
                "where": flagged.where,
                "ref": flagged.ref,
            } | asdict(flagged.flag)
        for conflict in self.conflicts:
            yield {
                "kind": "conflict",
                "where": conflict.where,
                "ref": conflict.ref,
                "public_id": conflict.public_id,
            } | asdict(conflict.value)

    def lines(self) -> Iterator[str]:
        """The report for people; of each list the first 20."""
        yield self._counts()
        if places := self.places.counts():
            yield places
        if self.new_operators:
            yield _("New operators: %(names)s") % {
                "names": ", ".join(self.new_operators)
            }
        if self.ignored:
            yield ngettext(
                "%(count)d other feature is of no kind the rules ask for.",
                "%(count)d other features are of no kind the rules ask for.",
                self.ignored,
            ) % {"count": self.ignored}
        yield from _rejected(self.rejected)
        yield from _section(
            _("Imported with a warning"), [_warning(row) for row in self.flagged]
        )
        yield from _kept(self.conflicts)
        if self.dry_run:
            yield _("Dry run: nothing was written.")

    def _counts(self) -> str:
        said = _counted(
            (self.created, _("created")),
            (self.updated, _("updated")),
            (self.unchanged, _("unchanged")),
            (self.closed, _("closed")),
            (self.reopened, _("reopened")),
            (len(self.rejected), _("rejected")),
        )
        return _("Outlets: %(counts)s") % {"counts": said or _("none")}


def _counted(*counts: tuple[int, str]) -> str:
    return ", ".join(f"{count} {word}" for count, word in counts if count)


def _rejected(rows: list[RejectedRow]) -> Iterator[str]:
    return _section(_("Rejected"), [f"{row.where}: {row.why}" for row in rows])


def _kept(conflicts: list[Conflict]) -> Iterator[str]:
    """What the source has just changed comes first: it may be news to the curator."""
    ordered = sorted(conflicts, key=lambda item: not item.value.is_news)
    return _section(_("Kept as a curator set it"), [_conflict(row) for row in ordered])


def _section(title: str, lines: list[str]) -> Iterator[str]:
    if not lines:
        return
    yield f"{title} ({len(lines)}):"
    for line in lines[:SHOWN]:
        yield f"  {line}"
    if len(lines) > SHOWN:
        yield "  " + _("and %(count)d more") % {"count": len(lines) - SHOWN}


def _warning(row: FlaggedRow) -> str:
    raw = f" ({row.flag.raw})" if row.flag.raw else ""
    return f"{row.where}: {row.flag.field}: {row.flag.reason}{raw}"


def _conflict(row: Conflict) -> str:
    return _("%(where)s: %(field)s stays “%(kept)s”; the source says “%(says)s”") % {
        "where": row.where or row.ref,
        "field": row.value.field,
        "kept": row.value.kept,
        "says": row.value.says,
    } + (_(" (changed there)") if row.value.is_news else "")
