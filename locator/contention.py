"""Writers that meet: who takes turns, and who is held up for longer than they wait.

SQLite has one writer at a time, and a long import is one; PostgreSQL lets go of one of
two that wait for each other.
"""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from typing import Any, Final, TypeAlias

from django.db import OperationalError, connection, transaction
from django.db.models import QuerySet

_SQLITE: Final = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})
# serialization_failure, deadlock_detected, lock_not_available
_POSTGRESQL: Final = frozenset({"40001", "40P01", "55P03"})
# PQTRANS_IDLE of libpq, which a site on SQLite need not have: no transaction is begun.
_IDLE: Final = 0
_AT_ONCE_MS: Final = 1

_Wrapper: TypeAlias = Callable[..., Any]


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


def hold(name: str, *, shared: bool = False) -> None:
    """Wait until nobody else holds what is named so, and hold it until the transaction
    ends; those who share it wait only for one who does not.

    For what no row stands for, or one that others hold for long. SQLite lets one
    writer in anyway.
    """
    if connection.vendor == "postgresql":
        lock = "pg_advisory_xact_lock_shared" if shared else "pg_advisory_xact_lock"
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {lock}(hashtext(%s))", [name])


def note(rows: "QuerySet[Any]", **values: Any) -> None:
    """Update those of the rows that no other writer is at.

    For what is only kept beside an answer: nobody waits for it, and none fails by it.
    """
    free = rows.select_for_update(skip_locked=True, no_key=True).values("pk")
    try:
        with waiting_at_most(_AT_ONCE_MS), transaction.atomic(savepoint=False):
            rows.filter(pk__in=free).update(**values)
    except OperationalError as error:
        if not is_contention(error):
            raise


@contextmanager
def waiting_at_most(milliseconds: int) -> Iterator[None]:
    """Within, what others are in the way of for longer than this fails, see
    `is_contention`: on SQLite a write that has to wait for the other writer, on
    PostgreSQL whatever waits for a lock.
    """
    if connection.vendor == "postgresql":
        with connection.execute_wrapper(_bounded(milliseconds)):
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


def _bounded(milliseconds: int) -> "_Wrapper":
    """Bounds each transaction at its first statement, and a statement that stands alone
    within one of its own.

    The bound ends with the transaction: behind a pooler, the next one is another's.
    """

    def execute(
        run: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any
    ) -> Any:
        driver = connection.connection
        if driver.info.transaction_status != _IDLE:
            return run(sql, params, many, context)
        with nullcontext() if connection.in_atomic_block else transaction.atomic():
            with connection.wrap_database_errors:
                driver.execute(f"SET LOCAL lock_timeout = {milliseconds:d}")
            return run(sql, params, many, context)

    return execute
