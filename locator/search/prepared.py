"""Statements compiled once a connection: compiling is most of what a page costs."""

from collections.abc import Callable, Collection
from typing import Any, Final
from weakref import WeakKeyDictionary

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import QuerySet

_NOBODY: Final = [-1]


class Prepared:
    """Rows of a queryset, as tuples, for other ids each time it is run.

    `make` gives the queryset of `values_list` for a list of ids, filtered by one
    `..__among=ids`; whatever else it holds must never differ. Switch off what
    modeltranslation makes of it: `rewrite(False)`.
    """

    def __init__(self, make: Callable[[list[int]], QuerySet[Any, Any]]) -> None:
        self._make = make
        self._compiled: WeakKeyDictionary[Any, _Compiled] = WeakKeyDictionary()

    def rows(
        self, ids: Collection[int], using: str = DEFAULT_DB_ALIAS
    ) -> list[tuple[Any, ...]]:
        # A connection belongs to a thread.
        connection = connections[using]
        compiled = self._compiled.get(connection)
        if compiled is None:
            compiled = _Compiled(self._make(_NOBODY).using(using), connection)
            self._compiled[connection] = compiled
        return compiled.rows(ids, connection)


class _Compiled:
    def __init__(self, rows: QuerySet[Any, Any], connection: Any) -> None:
        compiler = rows.query.get_compiler(connection=connection)
        self._sql, params = compiler.as_sql()
        self._params = list(params)
        nobody = _bound(_NOBODY, connection.vendor)
        self._place = self._params.index(nobody)
        columns = [column for column, _sql, _alias in compiler.select]
        converters = compiler.get_converters(columns)
        # Without what ties them to the connection, which would keep itself alive.
        self._converters = [
            (place, functions, expression)
            for place, (functions, expression) in converters.items()
        ]

    def rows(self, ids: Collection[int], connection: Any) -> list[tuple[Any, ...]]:
        params = [*self._params]
        params[self._place] = _bound(sorted(ids), connection.vendor)
        with connection.cursor() as cursor:
            cursor.execute(self._sql, params)
            found = [list(row) for row in cursor.fetchall()]
        for place, functions, expression in self._converters:
            for row in found:
                value = row[place]
                for convert in functions:
                    value = convert(value, expression, connection)
                row[place] = value
        return [tuple(row) for row in found]


def _bound(ids: list[int], vendor: str) -> Any:
    """As the lookup `among` binds them."""
    return f"[{','.join(map(str, ids))}]" if vendor == "sqlite" else ids
