"""What a page or an answer asks the database, by table."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

INDEX = ("locator_listing", "locator_listing_rtree")
"""Asked more often the emptier it is around: a search widens its box."""

_TABLE = re.compile(r'FROM "?(\w+)')


def tables_named(queries: Iterable[Mapping[str, str]]) -> Counter[str]:
    """How many of the queries are of each table: of a query, its first."""
    return Counter(found for query in queries if (found := _table(query["sql"])))


def tables_asked(client: Client, address: str) -> Counter[str]:
    with _unprepared(), CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return tables_named(queries)


@contextmanager
def _unprepared() -> Iterator[None]:
    """Django captures no text of what psycopg runs as a prepared statement."""
    if connection.vendor != "postgresql":
        yield
        return
    connection.ensure_connection()
    before = connection.connection.prepare_threshold
    connection.connection.prepare_threshold = None
    yield
    connection.connection.prepare_threshold = before


def _table(sql: str) -> str | None:
    found = _TABLE.search(_without_brackets(sql)) or _TABLE.search(sql)
    return found and found[1]


def _without_brackets(sql: str) -> str:
    """Without the subqueries of its columns, which come before its own FROM."""
    while (shorter := re.sub(r"\([^()]*\)", "", sql)) != sql:
        sql = shorter
    return sql
