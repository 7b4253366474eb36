"""Unmet demand as it is shown: by cell and carrier, and nothing of few searches."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any, Final

from django.db.models import Sum

from locator.demand.cells import Cell
from locator.models import Carrier, UnmetDemand
from locator.models.partnership import standing_of

FEWEST_SHOWN: Final = 5
"""Fewer searches could be one person's."""

MAX_SHOWN: Final = 300


@dataclass(slots=True)
class Unmet:
    """Searches in a cell for a carrier ("" is any), by reason."""

    cell: Cell
    carrier: str
    by_reason: dict[str, int] = field(default_factory=dict)

    @property
    def count(self) -> int:
        return sum(self.by_reason.values())


@dataclass(frozen=True, slots=True)
class Shown:
    """The most wanted first; `hidden` cells had too few searches to be shown."""

    unmet: list[Unmet]
    hidden: int


def visible_carriers(user: Any) -> Collection[str] | None:
    """Slugs of the carriers whose unmet demand this user may see; None is all."""
    standing = standing_of(user)
    if not standing.is_partner:
        return None
    own = Carrier.objects.filter(pk__in=standing.carriers)
    return list(own.values_list("slug", flat=True))


def unmet_since(
    day: dt.date, *, carriers: Collection[str] | None = None, reason: str = ""
) -> Shown:
    """From this day on, for these carriers' slugs or all."""
    rows = UnmetDemand.objects.filter(day__gte=day)
    if carriers is not None:
        rows = rows.filter(carrier__in=carriers)
    if reason:
        rows = rows.filter(reason=reason)
    found: defaultdict[tuple[int, int, str], dict[str, int]] = defaultdict(dict)
    sums = rows.order_by().values_list("row", "column", "carrier", "reason")
    for row, column, carrier, its_reason, count in sums.annotate(Sum("count")):
        found[row, column, carrier][its_reason] = count
    unmet = [
        Unmet(Cell(row, column), carrier, by_reason)
        for (row, column, carrier), by_reason in found.items()
    ]
    shown = [one for one in unmet if one.count >= FEWEST_SHOWN]
    shown.sort(key=lambda one: (-one.count, one.cell.row, one.cell.column, one.carrier))
    return Shown(shown[:MAX_SHOWN], len(unmet) - len(shown))
