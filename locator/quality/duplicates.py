"""Outlets that stand so close and are called so alike that they may be one."""

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from typing import Final

from rapidfuzz import fuzz

from locator.folding import keys
from locator.geo.distance import distance_from
from locator.geo.point import Point
from locator.models.outlet import Kind
from locator.models.quality import QualityRule
from locator.quality.finding import Finding

REACH_M: Final = 50.0
PILE: Final = 5
"""So many on one spot are a pile: a geocoder's answer for a whole town, mostly."""

ALIKE: Final = 86.0
"""Percent of a name's characters, folded, that are the same in the same order."""

# A cell is never narrower than the reach in Cambodia (10 to 15 degrees north).
_CELL_DEG: Final = 0.0005
# Who stands in such a crowd is part of a pile or of a market hall; comparing each with
# all would take the square of it.
_CROWD: Final = 60
_MACHINES: Final = frozenset({Kind.ATM.value, Kind.KIOSK.value})


@dataclass(frozen=True, slots=True)
class StandingOutlet:
    """Where an outlet stands, and what it is called in each language."""

    pk: int
    public_id: str
    kind: str
    operator_id: int | None
    latitude: float
    longitude: float
    names: tuple[str, ...]


Pair = tuple[StandingOutlet, StandingOutlet, float]
"""The one with the smaller id, the other, and metres between them."""


def close_pairs(outlets: Iterable[StandingOutlet]) -> Iterator[Pair]:
    """All pairs within `REACH_M`, but those in crowds beyond 60 a cell."""
    cells: defaultdict[tuple[int, int], list[StandingOutlet]] = defaultdict(list)
    for outlet in outlets:
        row = math.floor(outlet.latitude / _CELL_DEG)
        column = math.floor(outlet.longitude / _CELL_DEG)
        cell = cells[row, column]
        if len(cell) < _CROWD:
            cell.append(outlet)
    for (row, column), here in cells.items():
        # Each pair of cells once: half of the eight around, and the cell itself.
        around = [
            other
            for up, right in ((0, 1), (1, -1), (1, 0), (1, 1))
            for other in cells.get((row + up, column + right), ())
        ]
        for position, one in enumerate(here):
            others = (*here[position + 1 :], *around)
            if not others:
                continue
            metres_to = distance_from(Point(one.latitude, one.longitude))
            for other in others:
                metres = metres_to(other.latitude, other.longitude)
                if metres <= REACH_M:
                    first, second = (one, other) if one.pk < other.pk else (other, one)
                    yield first, second, metres


def may_be_one(one: StandingOutlet, other: StandingOutlet) -> bool:
    """Whether two that stand together may be the same outlet.

    The same kind of the same operator unless their own names tell them apart; or
    names alike, in any script, where no two operators or kinds stand against it. A
    bank's machine beside its branch is no duplicate.
    """
    operators = {one.operator_id, other.operator_id} - {None}
    if len(operators) > 1:
        return False
    if one.kind != other.kind and {one.kind, other.kind} & (
        _MACHINES | {Kind.BANK_BRANCH}
    ):
        return False
    likeness = names_alike(one.names, other.names)
    if likeness is not None:
        return likeness
    known_alike = one.operator_id is not None or not (one.names or other.names)
    return (
        known_alike and one.kind == other.kind and one.operator_id == other.operator_id
    )


def names_alike(one: Sequence[str], other: Sequence[str]) -> bool | None:
    """Whether any name of the one is like any of the other; None where one has none.

    Names in two scripts cannot be compared: they tell nothing apart.
    """
    compared = False
    for first, second in product(_folded(tuple(one)), _folded(tuple(other))):
        if first.isascii() != second.isascii():
            continue
        compared = True
        if _digits(first) == _digits(second) and (
            first == second or fuzz.ratio(first, second) >= ALIKE
        ):
            return True
    return False if compared else None


@lru_cache(maxsize=100_000)
def _folded(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(key for name in names for key in keys(name)))


def _digits(name: str) -> str:
    return "".join(character for character in name if character.isdigit())


def duplicate_findings(
    outlets: Iterable[StandingOutlet], dismissed: frozenset[tuple[int, str]]
) -> Iterator[tuple[int, Finding]]:
    """For both of each pair; `dismissed` has (smaller id, the other's public id)."""
    for one, other, metres in close_pairs(outlets):
        if (one.pk, other.public_id) in dismissed or not may_be_one(one, other):
            continue
        for here, there in ((one, other), (other, one)):
            yield (
                here.pk,
                Finding(
                    QualityRule.NEAR_DUPLICATE,
                    there.public_id,
                    {"other": there.public_id, "metres": round(metres)},
                    other_id=there.pk,
                ),
            )


def pile_findings(
    outlets: Iterable[StandingOutlet],
) -> Iterator[tuple[int, Finding]]:
    by_spot: Mapping[str, list[int]] = _by_spot(outlets)
    for spot, ids in by_spot.items():
        if len(ids) >= PILE:
            for pk in ids:
                yield pk, Finding(QualityRule.PILED_UP, spot, {"number": len(ids)})


def _by_spot(outlets: Iterable[StandingOutlet]) -> Mapping[str, list[int]]:
    by_spot: defaultdict[str, list[int]] = defaultdict(list)
    for outlet in outlets:
        by_spot[f"{outlet.latitude:.5f},{outlet.longitude:.5f}"].append(outlet.pk)
    return by_spot
