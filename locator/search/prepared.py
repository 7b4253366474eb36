"""Statements compiled once a connection: compiling is most of what a page costs."""

from collections.abc import Callable, Collection
from typing import Any
from weakref import WeakKeyDictionary

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import QuerySet

from locator.models.lookups import written
from locator.models.planned import planned_cursor


class Prepared:
    """Rows of a queryset, as tuples, for other numbers each time it is run.

    `make` gives the queryset of `values_list` for one or more lists of numbers, each
    in one `..__among=`; whatever else it holds must never differ. Switch off what
    modeltranslation makes of it: `rewrite(False)`.
    """

    def __init__(self, make: Callable[..., QuerySet[Any, Any]]) -> None:
        self._make = make
        self._compiled: WeakKeyDictionary[Any, _Compiled] = WeakKeyDictionary()

    def rows(self, *numbers: Collection[int]) -> list[tuple[Any, ...]]:
        # A connection belongs to a thread.
        connection = connections[DEFAULT_DB_ALIAS]
        compiled = self._compiled.get(connection)
        if compiled is None:
            marks = [[-1 - place] for place in range(len(numbers))]
            rows = self._make(*marks)
            compiled = self._compiled[connection] = _Compiled(rows, marks, connection)
        return compiled.rows(numbers, connection)


class _Compiled:
    """`marks` stand in the queryset where numbers will."""

    def __init__(
        self, rows: QuerySet[Any, Any], marks: list[list[int]], connection: Any
    ) -> None:
        compiler = rows.query.get_compiler(connection=connection)
        self._sql, params = compiler.as_sql()
        self._params = list(params)
        self._places = [self._params.index(written(mark, connection)) for mark in marks]
        columns = [column for column, _sql, _alias in compiler.select]
        converters = compiler.get_converters(columns)
        # Without what ties them to the connection, which would keep itself alive.
        self._converters = [
            (place, functions, expression)
            for place, (functions, expression) in converters.items()
        ]

    def rows(
        self, numbers: tuple[Collection[int], ...], connection: Any
    ) -> list[tuple[Any, ...]]:
        params = [*self._params]
        for place, wanted in zip(self._places, numbers, strict=True):
            params[place] = written(sorted(wanted), connection)
        with planned_cursor(connection) as cursor:
            cursor.execute(self._sql, params)
            found = [list(row) for row in cursor.fetchall()]
        for place, functions, expression in self._converters:
            for row in found:
                value = row[place]
                for convert in functions:
                    value = convert(value, expression, connection)
                row[place] = value
        return [tuple(row) for row in found]
