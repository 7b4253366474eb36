"""What the search page tells a visitor: the best bet, the list, what it leaves out."""

import datetime as dt
from dataclasses import dataclass, replace

from locator.hours.schedule import State
from locator.models.offer import Confidence
from locator.search.form import OutletSearch
from locator.search.found import FoundOutlet
from locator.search.outlets import find_outlets, listings

NEARBY_M = 5000
BEST_BET_WITHIN_M = 3000
COUNT_UP_TO = 100
UNPROVEN_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Count:
    """Outlets counted up to 100; more are `capped` and shown as "100+"."""

    number: int
    capped: bool = False

    def __str__(self) -> str:
        return f"{COUNT_UP_TO}+" if self.capped else str(self.number)


@dataclass(frozen=True, slots=True)
class Answer:
    """`nearby` counts what is asked for within 5 km, `closed` what is shut there.

    `best` is the surest outlet within 3 km, open until after one gets there, or None.
    """

    search: OutletSearch
    moment: dt.datetime
    best: FoundOutlet | None
    found: list[FoundOutlet]
    nearby: Count
    closed: Count
    unproven: list[FoundOutlet]
    unproven_nearby: Count

    @property
    def all_far(self) -> bool:
        return bool(self.found) and self.nearby.number == 0

    @property
    def has_samples(self) -> bool:
        return any(outlet.is_sample for outlet in (*self.found, *self.unproven))


def answer(search: OutletSearch, *, at: dt.datetime) -> Answer:
    """Answer a search that has a position."""
    moment = search.open_at or at
    nearby = _count(search)
    closed = Count(0)
    if search.open_at:
        closed = _count(replace(search, shut=True))
    unproven: list[FoundOutlet] = []
    unproven_nearby = Count(0)
    if search.carrier and not search.unproven:
        machines = replace(search, unproven=True, amount_usd=None, service="")
        unproven_nearby = _count(machines)
        if unproven_nearby.number:
            shown = replace(machines, radius_m=NEARBY_M, limit=UNPROVEN_SHOWN)
            unproven = find_outlets(shown, at=at)
    return Answer(
        search=search,
        moment=moment,
        best=_best_bet(search, moment),
        found=find_outlets(search, at=at),
        nearby=nearby,
        closed=closed,
        unproven=unproven,
        unproven_nearby=unproven_nearby,
    )


def _count(search: OutletSearch) -> Count:
    assert search.near is not None  # noqa: S101
    number = listings(search).count_within(search.near, NEARBY_M, limit=COUNT_UP_TO + 1)
    return Count(min(number, COUNT_UP_TO), number > COUNT_UP_TO)


def _best_bet(search: OutletSearch, moment: dt.datetime) -> FoundOutlet | None:
    """The nearest confirmed one, else the nearest likely one, still open on arrival."""
    if search.unproven:
        return None
    for confidence in (Confidence.CONFIRMED, Confidence.LIKELY):
        if search.at_least.rank > confidence.rank:
            continue
        sure = replace(
            search,
            at_least=confidence,
            open_at=moment,
            keep_unknown=False,
            radius_m=BEST_BET_WITHIN_M,
        )
        for outlet in find_outlets(sure, at=moment):
            if _open_on_arrival(outlet, moment):
                return outlet
    return None


def _open_on_arrival(outlet: FoundOutlet, moment: dt.datetime) -> bool:
    if outlet.state is not State.OPEN or outlet.journey is None:
        return False
    arrival = moment + dt.timedelta(minutes=outlet.journey.minutes)
    return outlet.next_change is None or outlet.next_change > arrival
