"""The one writer of the counts: what index rows that come and go add and take away."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from django.db import connection, transaction

from locator.clusters.cells import (
    COUNTED_ZOOMS,
    DEEPEST_COUNTED,
    HALF_TURN,
    PER_DEGREE,
    QUARTER_TURN,
    TURN,
    cell_of,
    columns_at,
    whole_position,
)
from locator.models.cluster import Cluster, ClusterHours
from locator.models.listing import Listing

# Keys of the deepest zoom held in memory before they are written.
_HELD: Final = 100_000

_LISTING: Final = Listing._meta.db_table


class _Table(NamedTuple):
    name: str
    key: tuple[str, ...]
    sums: tuple[str, ...]

    @property
    def columns(self) -> tuple[str, ...]:
        return (*self.key, *self.sums)


_CELLS: Final = _Table(
    Cluster._meta.db_table,
    key=("zoom", "carrier_id", "x", "y"),
    sums=("count", "latitude_sum", "longitude_sum", "outlet_sum"),
)
_HOURS: Final = _Table(
    ClusterHours._meta.db_table,
    key=("zoom", "carrier_id", "closed_until", "hours_id", "x", "y"),
    sums=("count",),
)

Placed = tuple[int, int, float, float, int, dt.date | None]
"""An index row: outlet, carrier, latitude, longitude, hours, closed until."""

_Sums = tuple[int, ...]
_Deltas = dict[tuple[int, ...], _Sums]
"""By key without the zoom; the last two numbers of a key are x and y."""


class ClusterDeltas:
    """What a write adds to the counts and takes from them, summed up before it is said.

    Write it last in the transaction: until that ends, other writers wait for it.
    """

    def __init__(self) -> None:
        self._cells: defaultdict[tuple[int, ...], list[int]]
        self._cells = defaultdict(lambda: [0, 0, 0, 0])
        self._hours: defaultdict[tuple[int, ...], int] = defaultdict(int)

    def add(self, listings: Iterable[Placed], sign: int) -> None:
        """Index rows that come (`sign` 1) or go (-1)."""
        for outlet_id, carrier_id, latitude, longitude, hours_id, day in listings:
            north, east = whole_position(latitude, longitude)
            x, y = cell_of(north, east, DEEPEST_COUNTED)
            sums = self._cells[carrier_id, x, y]
            sums[0] += sign
            sums[1] += sign * north
            sums[2] += sign * east
            sums[3] += sign * outlet_id
            closed_until = day.toordinal() if day else 0
            self._hours[carrier_id, closed_until, hours_id, x, y] += sign
        if len(self._hours) > _HELD:
            self.write()

    def write(self) -> None:
        cells: _Deltas = {
            key: tuple(sums) for key, sums in self._cells.items() if any(sums)
        }
        hours: _Deltas = {key: (count,) for key, count in self._hours.items() if count}
        self._cells.clear()
        self._hours.clear()
        if not cells and not hours:
            return
        with transaction.atomic():
            _await_other_writers()
            _write(_CELLS, cells)
            _write(_HOURS, hours)


def differing_clusters() -> list[str]:
    """The keys of counts that do not equal those of the index rows, as text."""
    differing: set[str] = set()
    with connection.cursor() as cursor:
        for table in (_CELLS, _HOURS):
            columns = ", ".join(table.columns)
            for zoom in COUNTED_ZOOMS:
                kept = f"SELECT {columns} FROM {table.name} WHERE zoom = {zoom}"  # noqa: S608
                counted = _counted(table, zoom)
                cursor.execute(
                    f"SELECT * FROM ({kept} EXCEPT {counted}) AS surplus"  # noqa: S608
                    f" UNION ALL SELECT * FROM ({counted} EXCEPT {kept}) AS missing"
                )
                differing.update(
                    "/".join(map(str, row[: len(table.key)]))
                    for row in cursor.fetchall()
                )
    return sorted(differing)


def rewrite_clusters() -> None:
    """Count all index rows anew."""
    with transaction.atomic():
        _await_other_writers()
        with connection.cursor() as cursor:
            for table in (_CELLS, _HOURS):
                cursor.execute(f"DELETE FROM {table.name}")  # noqa: S608
                columns = ", ".join(table.columns)
                for zoom in COUNTED_ZOOMS:
                    counted = _counted(table, zoom)
                    cursor.execute(f"INSERT INTO {table.name} ({columns}) {counted}")


def _await_other_writers() -> None:
    """All writers share the cells of low zooms: they take turns, in no deadlock.

    Held to the end of the transaction. SQLite lets one writer in anyway.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext('clusters'))")


def _write(table: _Table, deltas: _Deltas) -> None:
    rows: list[tuple[int, ...]] = []
    deeper = DEEPEST_COUNTED
    for zoom in reversed(COUNTED_ZOOMS):
        deltas = _folded(deltas, deeper - zoom)
        rows += [(zoom, *place, *sums) for place, sums in deltas.items()]
        deeper = zoom
    if not rows:
        return
    # Neighbours in the index one after another, and in one order for all writers.
    rows.sort()
    _upsert(table, rows)
    width = len(table.key)
    _delete_empty(table, [row[:width] for row in rows if row[width] < 0])


def _folded(deltas: _Deltas, zooms: int) -> _Deltas:
    if not zooms:
        return deltas
    folded: _Deltas = {}
    for (*of, x, y), sums in deltas.items():
        place = (*of, x >> zooms, y >> zooms)
        known = folded.get(place)
        folded[place] = tuple(map(int.__add__, known, sums)) if known else sums
    return {place: sums for place, sums in folded.items() if any(sums)}


def _upsert(table: _Table, rows: Sequence[tuple[int, ...]]) -> None:
    name, columns = table.name, table.columns
    added = ", ".join(
        f"{sum_} = {name}.{sum_} + excluded.{sum_}" for sum_ in table.sums
    )
    head = f"INSERT INTO {name} ({', '.join(columns)})"
    tail = f"ON CONFLICT ({', '.join(table.key)}) DO UPDATE SET {added}"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            arrays, values = _as_arrays(columns, rows)
            source = f"SELECT * FROM unnest({arrays})"  # noqa: S608
            cursor.execute(f"{head} {source} {tail}", values)
        else:
            marks = ", ".join(["%s"] * len(columns))
            cursor.executemany(f"{head} VALUES ({marks}) {tail}", rows)


def _delete_empty(table: _Table, keys: Sequence[tuple[int, ...]]) -> None:
    if not keys:
        return
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            arrays, values = _as_arrays(table.key, keys)
            cursor.execute(
                f"DELETE FROM {table.name} WHERE count = 0"  # noqa: S608
                f" AND ({', '.join(table.key)}) IN (SELECT * FROM unnest({arrays}))",
                values,
            )
        else:
            same = " AND ".join(f"{column} = %s" for column in table.key)
            cursor.executemany(
                f"DELETE FROM {table.name} WHERE {same} AND count = 0",  # noqa: S608
                keys,
            )


def _as_arrays(
    columns: Sequence[str], rows: Sequence[tuple[int, ...]]
) -> tuple[str, list[str]]:
    """Parameters of `unnest`, and the columns of `rows` as PostgreSQL writes arrays.

    psycopg adapts a list number by number, which takes several times as long.
    """
    types = ("bigint" if name.endswith("_sum") else "integer" for name in columns)
    arrays = ", ".join(f"%s::{column_type}[]" for column_type in types)
    values = [f"{{{','.join(map(str, column))}}}" for column in zip(*rows, strict=True)]
    return arrays, values


def _counted(table: _Table, zoom: int) -> str:
    """SQL that counts the index rows at a zoom, as the columns of the table.

    The arithmetic is that of `whole_position` and `cell_of`.
    """
    postgresql = connection.vendor == "postgresql"
    whole = "trunc({})::bigint" if postgresql else "CAST({} AS INTEGER)"
    north = whole.format(f"latitude * {PER_DEGREE}.0 + {QUARTER_TURN}.5")
    east = whole.format(f"longitude * {PER_DEGREE}.0 + {HALF_TURN}.5")
    day = (
        "closed_until - DATE '0001-01-01' + 1"
        if postgresql
        else "CAST(julianday(closed_until) - 1721424.5 AS INTEGER)"
    )
    columns = columns_at(zoom)
    last_row = columns // 2 - 1
    counted = {
        "zoom": str(zoom),
        "count": "count(*)",
        "latitude_sum": f"sum(north - {QUARTER_TURN})",
        "longitude_sum": f"sum(east - {HALF_TURN})",
        "outlet_sum": "sum(outlet_id)",
    }
    return f"""
        SELECT {", ".join(counted.get(name, name) for name in table.columns)}
        FROM (
            SELECT carrier_id, outlet_id, hours_id, north, east,
                coalesce({day}, 0) AS closed_until,
                east * {columns} / {TURN} AS x,
                CASE WHEN north * {columns} / {TURN} > {last_row} THEN {last_row}
                    ELSE north * {columns} / {TURN} END AS y
            FROM (
                SELECT carrier_id, outlet_id, hours_id, closed_until,
                    {north} AS north, {east} % {TURN} AS east
                FROM {_LISTING}
            ) AS listing
        ) AS placed
        GROUP BY {", ".join(table.key[1:])}
    """  # noqa: S608
