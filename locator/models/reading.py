"""What this process remembers of small tables, and whether they have changed.

Carriers, public holidays and the texts of opening hours are few and stand behind nearly
every answer. One statement reads what they were last changed to; as long as that is
the same, what was made of them is used again, in every process alike.
"""

import datetime as dt
import threading
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, Final, TypeAlias, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections

from locator.geo.nearest import Finder
from locator.hours.holidays import Calendar, cambodia
from locator.models.carrier import Carrier
from locator.models.hours import Hours, PublicHoliday
from locator.models.planned import planned_cursor

if TYPE_CHECKING:
    from locator.hours.schedule import Change, State
    from locator.models.opening import HoursStates

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")

KnownChanges: TypeAlias = (
    "dict[tuple[str, dt.date | None], tuple[dt.datetime, State, Change | None]]"
)
"""By opening-hours text and end of a closure: what `state_and_change` said."""

_REVISION: Final = f"""
    SELECT 'hours', CAST(MAX(id) AS text), '', '', '', '' FROM {Hours._meta.db_table}
    UNION ALL
    SELECT 'holiday', CAST(date AS text), CAST(is_kept AS text), name_en, name_km, ''
    FROM {PublicHoliday._meta.db_table}
    UNION ALL
    SELECT slug, CAST(id AS text), CAST("order" AS text), name_en, name_km, name_zh_hans
    FROM {Carrier._meta.db_table}
"""  # noqa: S608


class Memory:
    """What this process has made of one revision of the tables."""

    def __init__(self, revision: object) -> None:
        self.revision = revision
        self.calendar: Calendar | None = None
        self.carriers: dict[int, Carrier] | None = None
        self.by_minute: dict[dt.datetime, HoursStates] = {}
        self.changes: KnownChanges = {}
        self.finders: dict[Hashable, Finder] = {}
        self.features: dict[Hashable, Any] = {}


lock: Final = threading.Lock()
"""Held while a memory that other threads use is written."""

_memories: dict[str, Memory] = {}
_held: ContextVar[dict[str, Memory] | None] = ContextVar("held", default=None)


def kept(
    remembered: dict[Key, Value], key: Key, make: Callable[[], Value], most: int = 32
) -> Value:
    """The value of a memory under the key, made where it is not there.

    At most so many are kept, the youngest.
    """
    value = remembered.get(key)
    if value is None:
        value = make()
        with lock:
            while len(remembered) >= most:
                del remembered[next(iter(remembered))]
            remembered[key] = value
    return value


@contextmanager
def one_reading() -> Iterator[None]:
    """Within, small tables are looked up once, however often they are asked for.

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


def memory(using: str = DEFAULT_DB_ALIAS) -> Memory:
    held = _held.get()
    if held is None:
        return _current_memory(using)
    if using not in held:
        held[using] = _current_memory(using)
    return held[using]


def calendar(*, using: str = DEFAULT_DB_ALIAS) -> Calendar:
    """The computed public holidays with the curators' changes."""
    current = memory(using)
    if current.calendar is None:
        current.calendar = _calendar(using)
    return current.calendar


def carriers(*, using: str = DEFAULT_DB_ALIAS) -> dict[int, Carrier]:
    """All carriers by id, in their order.

    A change of slug, name or order is noticed at once; of the other columns, when one
    of these or another small table changes.
    """
    current = memory(using)
    if current.carriers is None:
        current.carriers = {row.pk: row for row in Carrier.objects.using(using)}
    return current.carriers


def _current_memory(using: str) -> Memory:
    revision = _revision(using)
    if connections[using].in_atomic_block:
        # What a transaction sees may be undone: nothing of it is kept.
        return Memory(revision)
    current = _memories.get(using)
    if current is None or current.revision != revision:
        current = _memories[using] = Memory(revision)
    return current


def _revision(using: str) -> frozenset[Any]:
    """Differs where an `Hours` row is added, or a holiday or a carrier differs.

    The rows themselves, few as they are: their times of change follow the clock.
    """
    with planned_cursor(connections[using]) as cursor:
        cursor.execute(_REVISION)
        return frozenset(cursor.fetchall())


def _calendar(using: str) -> Calendar:
    changes = PublicHoliday.objects.using(using)
    return cambodia().with_changes(
        added={
            day: {"en": name_en or name_km or "", "km": name_km or name_en or ""}
            for day, name_en, name_km in changes.filter(is_kept=True).values_list(
                "date", "name_en", "name_km"
            )
        },
        removed=set(changes.filter(is_kept=False).values_list("date", flat=True)),
    )
