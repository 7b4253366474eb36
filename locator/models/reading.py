"""What this process remembers of small tables, and whether they have changed.

Carriers, public holidays, the texts of opening hours and whom sources name are few and
stand behind nearly every answer. One statement reads what they were last changed to; as
long as that is the same, what was made of them is used again, in every process alike.
"""

import datetime as dt
import threading
import time
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TypeAlias, TypeVar

from django.db import connection

from locator.hours.holidays import Calendar, cambodia
from locator.models.carrier import Carrier
from locator.models.hours import Hours, PublicHoliday
from locator.models.import_run import ImportRun
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

# No slug, as of a carrier.
_NAMED: Final = ":named"
_REVISION: Final = f"""
    SELECT 'hours', COUNT(*) || '/' || MAX(id), '', '', '', ''
    FROM {Hours._meta.db_table}
    UNION ALL
    SELECT 'holiday', CAST(date AS text), CAST(is_kept AS text), name_en, name_km, ''
    FROM {PublicHoliday._meta.db_table}
    UNION ALL
    SELECT slug, CAST(id AS text), CAST("order" AS text), name_en, name_km, name_zh_hans
    FROM {Carrier._meta.db_table}
    UNION ALL
    SELECT '{_NAMED}', CASE WHEN undone_at IS NULL THEN 'applied ' ELSE '' END
        || CAST(MAX(applied_at) AS text), source, attribution, '', ''
    FROM {ImportRun._meta.db_table}
    WHERE attribution <> '' AND applied_at IS NOT NULL
    GROUP BY source, attribution, undone_at IS NULL
"""  # noqa: S608


class Memory:
    """What this process has made of one revision of the tables.

    What other modules make of it they keep under it by a weak reference.
    """

    def __init__(self, revision: frozenset[Any]) -> None:
        self.revision = revision
        self.read_at = time.monotonic()
        self.calendar: Calendar | None = None
        self.carriers: dict[int, Carrier] | None = None
        self.named = {
            source: name
            for _kind, _rank, source, name, *_blank in sorted(
                row for row in revision if row[0] == _NAMED
            )
        }
        self.by_minute: dict[dt.datetime, HoursStates] = {}
        self.changes: KnownChanges = {}


@dataclass(slots=True)
class _Reading:
    """What one answer is made of, see `one_reading`."""

    within_s: float
    memory: Memory | None = None


lock: Final = threading.Lock()
"""Held while a memory that other threads use is written."""

_memories: dict[str, Memory] = {}
_reading: ContextVar[_Reading | None] = ContextVar("reading", default=None)


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
def one_reading(*, within_s: float = 0) -> Iterator[None]:
    """Within, small tables are looked up once, however often they are asked for.

    The parts of one answer agree, and the tables are asked once whether they changed:
    not even that where this process asked at most `within_s` seconds ago.
    """
    if _reading.get() is not None:
        yield
        return
    token = _reading.set(_Reading(within_s))
    try:
        yield
    finally:
        _reading.reset(token)


def is_recent(read_at: float) -> bool:
    """Whether what was read at that `time.monotonic()` will do for this answer."""
    reading = _reading.get()
    return reading is not None and time.monotonic() - read_at < reading.within_s


def memory() -> Memory:
    reading = _reading.get()
    if reading is None:
        return _current_memory()
    if reading.memory is None:
        reading.memory = _current_memory()
    return reading.memory


def calendar() -> Calendar:
    """The computed public holidays with the curators' changes."""
    current = memory()
    if current.calendar is None:
        current.calendar = _calendar()
    return current.calendar


def carriers() -> dict[int, Carrier]:
    """All carriers by id, in their order.

    A change of slug, name or order is noticed at once; of the other columns, when one
    of these or another small table changes.
    """
    current = memory()
    if current.carriers is None:
        current.carriers = {row.pk: row for row in Carrier.objects.all()}
    return current.carriers


def carrier_called(slug: str) -> Carrier | None:
    """The carrier of this slug, as `carriers` has it."""
    named = carriers().values() if slug else ()
    return next((carrier for carrier in named if carrier.slug == slug), None)


def whom_to_name() -> dict[str, str]:
    """Whom a source's data names, by source, as an import said last.

    One that is undone goes before none: some of its outlets may stay. Without an entry
    where nobody is to be named.
    """
    return memory().named


def _current_memory() -> Memory:
    if connection.in_atomic_block:
        # What a transaction sees may be undone: nothing of it is kept.
        return Memory(_revision())
    current = _memories.get(connection.alias)
    if current and is_recent(current.read_at):
        return current
    read_at = time.monotonic()
    revision = _revision()
    if current is None or current.revision != revision:
        current = _memories[connection.alias] = Memory(revision)
    current.read_at = read_at
    return current


def _revision() -> frozenset[Any]:
    """Differs where an `Hours` row is added, or a holiday, a carrier or whom an import
    names differs.

    The rows themselves, few as they are: their times of change follow the clock. Of
    hours how many, too: a lower id may be committed after a higher one.
    """
    with planned_cursor(connection) as cursor:
        cursor.execute(_REVISION)
        return frozenset(cursor.fetchall())


def _calendar() -> Calendar:
    changes = PublicHoliday.objects.all()
    return cambodia().with_changes(
        added={
            day: {"en": name_en or name_km or "", "km": name_km or name_en or ""}
            for day, name_en, name_km in changes.filter(is_kept=True).values_list(
                "date", "name_en", "name_km"
            )
        },
        removed=set(changes.filter(is_kept=False).values_list("date", flat=True)),
    )
