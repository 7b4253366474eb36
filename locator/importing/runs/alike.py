"""New rows that may be one outlet: with another row of the file, or with one here."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from django.utils.translation import gettext as _

from locator.importing.outcomes import Outcome, RowOutcome
from locator.importing.records import Json
from locator.importing.sheets.convert import number_of
from locator.languages import in_each_language
from locator.models.outlet import Outlet
from locator.models.partnership import standing_of
from locator.quality.duplicates import StandingOutlet, close_pairs, may_be_one
from locator.quality.reading import checked, read_standings

MAX_TOLD: Final = 3

# Wider than the rule of duplicates reaches, anywhere in Cambodia.
_MARGIN_DEG: Final = 0.001
_NAMES: Final = tuple(in_each_language("name"))


class LookAlikes:
    """Hears of each row that goes in; pairs of which neither is new are the quality
    desk's, which remembers what a curator said of them. Of others' outlets a partner is
    told only those that are public.
    """

    def __init__(self, user: Any) -> None:
        self._is_for_partner = standing_of(user).is_partner if user else False
        # Rows by their negative number: ids of outlets are positive.
        self._rows: list[StandingOutlet] = []
        self._new: set[int] = set()
        self._outlets: set[int | None] = set()

    def watch(self, outcomes: Iterable[RowOutcome]) -> None:
        for row in outcomes:
            outlet = row.outlet
            if outlet.status == Outlet.Status.CLOSED:
                continue
            self._outlets.add(outlet.pk)
            self._rows.append(_standing(-number_of(row.where), outlet))
            if row.outcome is Outcome.CREATED:
                self._new.add(self._rows[-1].pk)

    def problems(self) -> dict[int, list[Json]]:
        """By row number what to tell of it, the nearest first; see `ImportRow`."""
        told: defaultdict[int, list[tuple[float, Json]]] = defaultdict(list)
        for one, other, metres in close_pairs([*self._rows, *self._here()]):
            if self._new.isdisjoint((one.pk, other.pk)) or not may_be_one(one, other):
                continue
            for row, twin in ((one, other), (other, one)):
                if row.pk < 0:
                    told[-row.pk].append((metres, _problem(twin, metres)))
        return {
            number: [said for _metres, said in sorted(twins, key=_metres)[:MAX_TOLD]]
            for number, twins in told.items()
        }

    def _here(self) -> Iterator[StandingOutlet]:
        """Outlets around the new rows that no row is of."""
        new = [row for row in self._rows if row.pk in self._new]
        if not new:
            return
        latitudes = [row.latitude for row in new]
        longitudes = [row.longitude for row in new]
        around = checked().filter(
            latitude__range=_widened(latitudes), longitude__range=_widened(longitudes)
        )
        if self._is_for_partner:
            around = around.published()
        for standing in read_standings(around):
            if standing.pk not in self._outlets:
                yield standing


def _metres(told: tuple[float, Json]) -> float:
    return told[0]


def _widened(values: Sequence[float]) -> tuple[float, float]:
    return min(values) - _MARGIN_DEG, max(values) + _MARGIN_DEG


def _standing(number: int, outlet: Outlet) -> StandingOutlet:
    names = (getattr(outlet, name) for name in _NAMES)
    return StandingOutlet(
        number,
        outlet.public_id,
        outlet.kind,
        outlet.operator_id,
        outlet.latitude,
        outlet.longitude,
        tuple(filter(None, names)),
    )


def _problem(twin: StandingOutlet, metres: float) -> Json:
    said = {"row": -twin.pk, "id": twin.public_id, "metres": round(metres)}
    if twin.pk < 0:
        why = _("perhaps the same as row %(row)d, %(metres)d m from it")
    else:
        why = _("perhaps the same as %(id)s, which is here, %(metres)d m from it")
    return ["", why % said, next(iter(twin.names), "")]
