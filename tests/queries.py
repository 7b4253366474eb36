"""What a page or an answer asks the database, by table."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping

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
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return tables_named(queries)


def _table(sql: str) -> str | None:
    found = _TABLE.search(_without_brackets(sql)) or _TABLE.search(sql)
    return found and found[1]


def _without_brackets(sql: str) -> str:
    """Without the subqueries of its columns, which come before its own FROM."""
    while (shorter := re.sub(r"\([^()]*\)", "", sql)) != sql:
        sql = shorter
    return sql
