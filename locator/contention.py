"""Writers that meet: who takes turns, and who is held up for longer than they wait.

SQLite has one writer at a time, and a long import is one; PostgreSQL lets go of one of
two that wait for each other.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from django.db import OperationalError, connection
from django.db.models import QuerySet

_SQLITE: Final = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})
# serialization_failure, deadlock_detected, lock_not_available
_POSTGRESQL: Final = frozenset({"40001", "40P01", "55P03"})


def is_contention(error: BaseException | None) -> bool:
    """Whether others were in the way: nothing of it was saved, and it may be tried
    again."""
    cause = error.__cause__ if isinstance(error, OperationalError) else None
    if isinstance(cause, sqlite3.OperationalError):
        # The low byte is the kind of error, the rest its variety.
        return cause.sqlite_errorcode & 0xFF in _SQLITE
    return getattr(cause, "sqlstate", "") in _POSTGRESQL


def wait_for_turn(rows: "QuerySet[Any]") -> None:
    """Lock the rows until the transaction ends: whoever writes one of them comes
    before or after. Lowest id first, so that no two wait for each other.
    """
    if connection.features.has_select_for_update:
        list(rows.order_by("pk").select_for_update(no_key=True).values_list("pk"))


def note(rows: "QuerySet[Any]", **values: Any) -> None:
    """Update the rows if that can be done at once.

    For what is only kept beside an answer: nobody waits for it, and none fails by it.
    """
    try:
        with waiting_at_most(0):
            rows.update(**values)
    except OperationalError as error:
        if not is_contention(error):
            raise


@contextmanager
def waiting_at_most(milliseconds: int) -> Iterator[None]:
    """Within, a write that SQLite's other writer is in the way of fails after this."""
    if connection.vendor != "sqlite":
        yield
        return
    connection.ensure_connection()
    # Of the driver: these are no queries of anybody's.
    driver: sqlite3.Connection = connection.connection
    (patience,) = driver.execute("PRAGMA busy_timeout").fetchone()
    driver.execute(f"PRAGMA busy_timeout = {milliseconds:d}")
    try:
        yield
    finally:
        driver.execute(f"PRAGMA busy_timeout = {patience}")
