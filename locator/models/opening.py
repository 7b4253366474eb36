"""Which opening-hours texts are open at a moment: evaluated once for all outlets.

Outlets share few distinct texts, so the texts are evaluated for the minute and outlets
are then filtered by the ids of their `Hours` rows.
"""

import datetime as dt
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, Final

from django.db import DEFAULT_DB_ALIAS, connections

from locator.hours import schedule
from locator.hours.holidays import Calendar, cambodia
from locator.hours.schedule import TIMEZONE, Change, State
from locator.models.hours import Hours, PublicHoliday

_MINUTES_KEPT: Final = 32


@dataclass(frozen=True, slots=True)
class HoursStates:
    """The ids of all `Hours` rows, by their state at a moment."""

    open: frozenset[int]
    closed: frozenset[int]
    unknown: frozenset[int]


class _Memory:
    """What this process has evaluated of one revision of the tables."""

    def __init__(self, revision: object) -> None:
        self.revision = revision
        self.calendar: Calendar | None = None
        self.by_minute: dict[dt.datetime, HoursStates] = {}


_lock = threading.Lock()
_memories: dict[str, _Memory] = {}
_held: ContextVar[dict[str, _Memory] | None] = ContextVar("held", default=None)


@contextmanager
def one_reading() -> Iterator[None]:
    """Within, hours and holidays are looked up once, however often they are asked for.

    The parts of one answer agree, and the tables are asked once whether they changed.
    """
    if _held.get() is not None:
        yield
        return
    token = _held.set({})
    try:
        yield
    finally:
        _held.reset(token)


def hours_at(moment: dt.datetime, *, using: str = DEFAULT_DB_ALIAS) -> HoursStates:
    """The state of every `Hours` row at the moment's minute.

    Kept in the process for a few minutes; new hours and changed holidays are noticed.
    """
    minute = moment.astimezone(TIMEZONE).replace(second=0, microsecond=0)
    memory = _memory(using)
    states = memory.by_minute.get(minute)
    if states is None:
        states = _evaluate(minute, _calendar(memory, using), using)
        with _lock:
            while len(memory.by_minute) >= _MINUTES_KEPT:
                del memory.by_minute[next(iter(memory.by_minute))]
            memory.by_minute[minute] = states
    return states


def calendar(*, using: str = DEFAULT_DB_ALIAS) -> Calendar:
    """The computed public holidays with the curators' changes."""
    return _calendar(_memory(using), using)


def _memory(using: str) -> _Memory:
    held = _held.get()
    if held is None:
        return _current_memory(using)
    if using not in held:
        held[using] = _current_memory(using)
    return held[using]


def _current_memory(using: str) -> _Memory:
    revision = _revision(using)
    if connections[using].in_atomic_block:
        # What a transaction sees may be undone: nothing of it is kept.
        return _Memory(revision)
    memory = _memories.get(using)
    if memory is None or memory.revision != revision:
        memory = _memories[using] = _Memory(revision)
    return memory


def _revision(using: str) -> tuple[Any, ...]:
    """Changes whenever an `Hours` row is added or a `PublicHoliday` row differs."""
    with connections[using].cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT max(id) FROM locator_hours), count(*), max(updated_at)"
            " FROM locator_publicholiday"
        )
        return tuple(cursor.fetchone())


def _calendar(memory: _Memory, using: str) -> Calendar:
    if memory.calendar is None:
        changes = PublicHoliday.objects.using(using)
        memory.calendar = cambodia().with_changes(
            added={
                day: {"en": name_en or name_km or "", "km": name_km or name_en or ""}
                for day, name_en, name_km in changes.filter(is_kept=True).values_list(
                    "date", "name_en", "name_km"
                )
            },
            removed=set(changes.filter(is_kept=False).values_list("date", flat=True)),
        )
    return memory.calendar


def _evaluate(minute: dt.datetime, holidays: Calendar, using: str) -> HoursStates:
    texts = dict(Hours.objects.using(using).values_list("pk", "text"))
    ids: dict[State, set[int]] = {state: set() for state in State}
    for pk, state in schedule.states_at(texts, minute, holidays).items():
        ids[state].add(pk)
    return HoursStates(
        open=frozenset(ids[State.OPEN]),
        closed=frozenset(ids[State.CLOSED]),
        unknown=frozenset(ids[State.UNKNOWN]),
    )


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
