"""What an import does with each row, for whoever watches it row by row."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from locator.importing.merge import KeptValue
from locator.importing.records import Flag, Json
from locator.models.outlet import Outlet


class Outcome(StrEnum):
    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class RowOutcome:
    """One row that went in. `changes` are (old, new) by field, `kept` a curator's."""

    where: str
    ref: str
    outcome: Outcome
    outlet: Outlet
    changes: Mapping[str, tuple[Json, Json]] = field(default_factory=dict)
    kept: Sequence[KeptValue] = ()
    flags: Sequence[Flag] = ()


Watch = Callable[[Sequence[RowOutcome]], object]


def unwatched(rows: Sequence[RowOutcome]) -> None:
    """Nobody watches."""


Guard = Callable[[Outlet | None, Mapping[str, Json]], str]
"""Why these values, by field, may not be written to the outlet (None: a new one).

Empty where they may. An operator is a slug there, an offer has a field "offer:smart".
"""


def unguarded(outlet: Outlet | None, says: Mapping[str, Json]) -> str:
    """Anything may be written."""
    return ""
