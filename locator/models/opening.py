"""Which opening-hours texts are open at a moment: evaluated once for all outlets.

Outlets share few distinct texts, so the texts are evaluated for the minute and outlets
are then filtered by the ids of their `Hours` rows.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Final

from locator.hours import schedule
from locator.hours.holidays import Calendar
from locator.hours.schedule import TIMEZONE, Change, State
from locator.models.hours import Hours
from locator.models.reading import calendar, kept, memory, one_reading

_CHANGES_KEPT: Final = 20_000


@dataclass(frozen=True, slots=True)
class HoursStates:
    """The ids of all `Hours` rows, by their state at a moment."""

    open: frozenset[int]
    closed: frozenset[int]
    unknown: frozenset[int]


def hours_at(moment: dt.datetime) -> HoursStates:
    """The state of every `Hours` row at the moment's minute.

    Kept in the process for a few minutes; new hours and changed holidays are noticed.
    """
    minute = moment.astimezone(TIMEZONE).replace(second=0, microsecond=0)
    with one_reading():
        return kept(
            memory().by_minute,
            minute,
            lambda: _evaluate(minute, calendar()),
        )


def _evaluate(minute: dt.datetime, holidays: Calendar) -> HoursStates:
    texts = dict(Hours.objects.values_list("pk", "text"))
    ids: dict[State, set[int]] = {state: set() for state in State}
    for pk, state in schedule.states_at(texts, minute, holidays).items():
        ids[state].add(pk)
    return HoursStates(
        open=frozenset(ids[State.OPEN]),
        closed=frozenset(ids[State.CLOSED]),
        unknown=frozenset(ids[State.UNKNOWN]),
    )


class StatesAndChanges:
    """`state_and_change` at one moment; what the process knows already is used again.

    A state and its next change hold at every moment until that change.
    """

    def __init__(self, moment: dt.datetime) -> None:
        self.moment = moment
        self._holidays = calendar()
        self._known = memory().changes

    def of(
        self, text: str, closed_until: dt.date | None
    ) -> tuple[State, Change | None]:
        known = self._known.get((text, closed_until))
        if known:
            since, state, change = known
            until = change.at if change else None
            if since == self.moment or (until and since < self.moment < until):
                return state, change
        state, change = state_and_change(
            text, self.moment, self._holidays, closed_until=closed_until
        )
        if len(self._known) >= _CHANGES_KEPT:
            self._known.clear()
        self._known[text, closed_until] = (self.moment, state, change)
        return state, change


def state_and_change(
    text: str,
    at: dt.datetime,
    holidays: Calendar,
    *,
    closed_until: dt.date | None = None,
) -> tuple[State, Change | None]:
    """The state of an outlet with these hours, and how it changes within 60 days.

    An outlet closed until a date is closed whatever its hours, and changes when it
    first opens on that date or later; with unknown hours that is the date itself.
    """
    here = at.astimezone(TIMEZONE)
    if closed_until is None or here.date() >= closed_until:
        state = schedule.state_at(text, here, holidays)
        return state, schedule.next_transition(text, here, holidays)
    reopening = dt.datetime.combine(closed_until, dt.time(), TIMEZONE)
    after = schedule.state_at(text, reopening, holidays)
    change: Change | None = Change(reopening, after)
    if after is State.CLOSED:
        change = schedule.next_transition(text, reopening, holidays)
    if change and change.at - here > dt.timedelta(days=schedule.NEXT_CHANGE_DAYS):
        change = None
    return State.CLOSED, change
