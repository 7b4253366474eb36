"""What rules look at and what they say; no database."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from locator.geo.point import Point
from locator.models.quality import QualityRule, Severity

SEVERITY: Final[Mapping[str, Severity]] = {
    QualityRule.OUTSIDE_CAMBODIA: Severity.SERIOUS,
    QualityRule.MISTYPED_POSITION: Severity.SERIOUS,
    QualityRule.OTHER_PROVINCE: Severity.SERIOUS,
    QualityRule.UNREADABLE_HOURS: Severity.SERIOUS,
    QualityRule.IMPOSSIBLE_HOURS: Severity.SERIOUS,
    QualityRule.CONTRADICTED_OFFER: Severity.SERIOUS,
    QualityRule.NEAR_DUPLICATE: Severity.DOUBTFUL,
    QualityRule.PILED_UP: Severity.DOUBTFUL,
    QualityRule.DOUBTFUL_HOURS: Severity.DOUBTFUL,
    QualityRule.BAD_PHONE: Severity.DOUBTFUL,
    QualityRule.WRONG_SCRIPT: Severity.MINOR,
    QualityRule.STALE: Severity.MINOR,
}
"""How much a visitor suffers: sent to a wrong place or at a wrong time, told something
doubtful, or only shown something untidy or old."""


@dataclass(frozen=True, slots=True)
class Finding:
    """`values` fill the rule's sentence; they are JSON and hold no words of ours."""

    rule: QualityRule
    subject: str = ""
    values: dict[str, Any] = field(default_factory=dict)
    other_id: int | None = None


@dataclass(frozen=True, slots=True)
class CheckedOutlet:
    """What rules need of an outlet.

    `texts` are its translated columns by name, those that are not empty. `place_id`
    is that of its nearest known place; `has_chosen_place` where a curator chose it.
    `known_at` is when anybody last knew it to be right.
    """

    pk: int
    status: str
    latitude: float
    longitude: float
    place_id: int | None
    has_chosen_place: bool
    hours_text: str
    texts: Mapping[str, str]
    import_warnings: Sequence[Mapping[str, Any]]
    phones: Sequence[str]
    known_at: dt.date

    @property
    def point(self) -> Point:
        return Point(self.latitude, self.longitude)

    @property
    def spot(self) -> str:
        """The position to a metre: what lies on one spot has the same."""
        return f"{self.latitude:.5f},{self.longitude:.5f}"


Check = Callable[[CheckedOutlet], Iterable[Finding]]
"""A rule about one outlet, ready to be asked of many."""
