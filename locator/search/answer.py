"""What the search page tells a visitor: the best bet, the list, what it leaves out."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from locator.hours.schedule import State
from locator.models.offer import Confidence
from locator.models.reading import one_reading
from locator.search.form import OutletSearch
from locator.search.found import FoundOutlet
from locator.search.loading import load_found
from locator.search.outlets import listings, nearest

NEARBY_M = 5000
BEST_BET_WITHIN_M = 3000
KNOWN_OPEN_WITHIN_M = 10_000
KNOWN_OPEN_AT_LEAST = 3
"""So many known to be open are shown, where there are, however near the others."""
LISTED_AT_LEAST = 5
"""So many are listed at once, also from further than what counts as near."""
OTHERWISE_SHOWN = 3
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
    `found` are the nearest, `sure_open` the nearest within 10 km that are known to be
    open, which may lie beyond those; none where no moment is asked for. `is_planned`:
    the moment is not now, and nothing may be said as if it were. Where nothing near is
    known to fit what narrows the search, `otherwise` are the nearest within 5 km
    without that, and `otherwise_nearby` counts them.
    """

    search: OutletSearch
    moment: dt.datetime
    found: list[FoundOutlet]
    best: FoundOutlet | None = None
    sure_open: list[FoundOutlet] = field(default_factory=list)
    nearby: Count = Count(0)
    closed: Count = Count(0)
    unproven: list[FoundOutlet] = field(default_factory=list)
    unproven_nearby: Count = Count(0)
    is_planned: bool = False
    otherwise: tuple[FoundOutlet, ...] = ()
    otherwise_nearby: Count = Count(0)

    @property
    def best_first(self) -> list[FoundOutlet]:
        """The best bet, what is known to be open, then the others nearest first."""
        ordered = [*([self.best] if self.best else []), *self.known_open, *self.found]
        return list({outlet.id: outlet for outlet in ordered}.values())

    @property
    def listed(self) -> list[FoundOutlet]:
        """All that is listed, in the order in which it is numbered."""
        return [*self.otherwise, *self.best_first]

    @property
    def known_open(self) -> list[FoundOutlet]:
        """Within 10 km, nearest first: of the first page, and at least three.

        A longer list stays as it was up to where it went on.
        """
        if self.search.open_at is None:
            return []
        listed = {
            outlet.id: outlet
            for outlet in (*self.found[: self.search.first_page], *self.sure_open)
            if outlet.state is State.OPEN
            and (outlet.distance_m or 0) <= KNOWN_OPEN_WITHIN_M
            and outlet != self.best
        }
        return sorted(listed.values(), key=lambda outlet: outlet.distance_m or 0)

    @property
    def folded(self) -> list[FoundOutlet]:
        """The end of `best_first` that is far and not known to be open.

        Where fewer than five are near, the nearest of the others fill up to five, save
        where others than was asked for are near.
        """
        ordered = self.best_first
        known = {outlet.id for outlet in self.known_open}
        listed = 0 if self.otherwise else LISTED_AT_LEAST
        return [
            outlet
            for outlet in ordered[listed:]
            if (outlet.distance_m or 0) > NEARBY_M and outlet.id not in known
        ]

    @property
    def all_far(self) -> bool:
        return bool(self.found) and self.nearby.number == 0

    @property
    def has_samples(self) -> bool:
        shown = (*self.found, *self.unproven, *self.otherwise)
        return any(outlet.is_sample for outlet in shown)


def answer(search: OutletSearch, *, at: dt.datetime) -> Answer:
    """Answer a search that has a position."""
    with one_reading():
        return _answer(search, at)


def _answer(search: OutletSearch, at: dt.datetime) -> Answer:
    moment = search.open_at or at
    is_planned = moment != at
    listed = nearest(search)
    sure = [nearest(candidates) for candidates in _sure(search, moment)]
    sure_open = _sure_open(search) if search.open_at else {}
    machines = replace(search, proven=False, unproven=True)
    asks_machines = not search.unproven and (search.proven or search.carrier)
    unproven = _nearby(machines, UNPROVEN_SHOWN) if asks_machines else {}
    nearby = _count(search)
    wider = without_filters(search)
    may_help = nearby.number == 0 and wider != search
    otherwise = _nearby(wider, OTHERWISE_SHOWN) if may_help else {}
    distances = {**unproven, **sure_open, **otherwise, **listed}
    for candidates in sure:
        distances |= candidates
    loaded = load_found(
        distances, at=moment, carrier=search.carrier, distances=distances
    )
    if is_planned:
        loaded = {pk: o._replace(is_planned=True) for pk, o in loaded.items()}
    return Answer(
        search=search,
        moment=moment,
        found=_still_there(listed, loaded),
        best=best_bet(outlet for ids in sure for outlet in _still_there(ids, loaded)),
        sure_open=_still_there(sure_open, loaded),
        nearby=nearby,
        closed=_count(replace(search, shut=True)) if search.open_at else Count(0),
        unproven=_still_there(unproven, loaded),
        unproven_nearby=_count(machines) if unproven else Count(0),
        is_planned=is_planned,
        otherwise=tuple(_still_there(otherwise, loaded)),
        otherwise_nearby=_count(wider) if otherwise else Count(0),
    )


def _still_there(
    ids: Iterable[int], loaded: Mapping[int, FoundOutlet]
) -> list[FoundOutlet]:
    """Without what was withdrawn after it was found."""
    return [loaded[pk] for pk in ids if pk in loaded]


def without_filters(search: OutletSearch) -> OutletSearch:
    """Whatever sells the carrier's top-up there and then, however one pays."""
    return replace(
        search,
        kinds=(),
        operator=None,
        service="",
        payment="",
        amount_usd=None,
        at_least=Confidence.UNCONFIRMED,
    )


def _count(search: OutletSearch) -> Count:
    assert search.near is not None  # noqa: S101
    number = listings(search).count_within(
        search.near, _at_most(NEARBY_M, search), limit=COUNT_UP_TO + 1
    )
    return Count(min(number, COUNT_UP_TO), number > COUNT_UP_TO)


def _nearby(search: OutletSearch, limit: int) -> dict[int, float]:
    radius_m = _at_most(NEARBY_M, search)
    return nearest(replace(search, radius_m=radius_m, limit=limit))


def _sure_open(search: OutletSearch) -> dict[int, float]:
    radius_m = _at_most(KNOWN_OPEN_WITHIN_M, search)
    known = replace(search, keep_unknown=False, radius_m=radius_m)
    return nearest(replace(known, limit=KNOWN_OPEN_AT_LEAST))


def _at_most(metres: float, search: OutletSearch) -> float:
    return min(metres, search.radius_m or metres)


def _sure(search: OutletSearch, moment: dt.datetime) -> list[OutletSearch]:
    """Searches for the best bet, the surest first: confirmed, then at least likely."""
    if search.unproven:
        return []
    open_for_sure = replace(
        search,
        open_at=moment,
        keep_unknown=False,
        radius_m=_at_most(BEST_BET_WITHIN_M, search),
    )
    return [
        replace(open_for_sure, at_least=confidence)
        for confidence in (Confidence.CONFIRMED, Confidence.LIKELY)
        if search.at_least.rank <= confidence.rank
    ]


def best_bet(candidates: Iterable[FoundOutlet]) -> FoundOutlet | None:
    """The first that is still open when one gets there; they come the surest first."""
    return next((o for o in candidates if _open_on_arrival(o)), None)


def _open_on_arrival(outlet: FoundOutlet) -> bool:
    return outlet.state is State.OPEN and not outlet.closes_before_arrival
