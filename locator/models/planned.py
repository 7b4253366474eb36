"""Statements that PostgreSQL plans once a connection, not each time they are run."""

from functools import cache
from typing import Any


def planned_cursor(connection: Any) -> Any:
    """A cursor for a statement that is always the same but for its parameters.

    Only where the plan does not hang on them: PostgreSQL may use the same one for all.
    Joins of ten tables cost it more to plan than to run.
    """
    cursor = connection.cursor()
    if connection.vendor == "postgresql":
        # Django's own sends statement and values as one text. This one is prepared
        # after a few runs, unless the setting `prepare_threshold` is None.
        cursor.cursor = _cursor_class()(connection.connection)
    return cursor


@cache
def _cursor_class() -> Any:
    # A site on SQLite does without.
    from psycopg import Cursor

    return Cursor
