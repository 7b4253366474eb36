"""Nearest search on SQLite, by an R*Tree of latitude, longitude and carrier.

The tree holds float32 boxes that contain the real point, under the row's id. A search
reads a box around the position that grows until the last of the nearest lies within
the circle that the box is around: exact everywhere, antimeridian and poles included.
"""

import math
from collections.abc import Iterable
from functools import cached_property
from typing import Any, Final

from django.db import connection
from django.db.models import BooleanField, QuerySet
from django.db.models.expressions import RawSQL
from django.db.models.sql.datastructures import BaseTable

from locator.geo.distance import distance_from
from locator.geo.nearest import (
    FURTHEST_M,
    Finder,
    Near,
    Ranking,
    Row,
    Slot,
    Statement,
)
from locator.geo.point import BoundingBox, Point, around

_TREE: Final = "tree"
_COLUMNS: Final = ("outlet_id", "latitude", "longitude")

_IN_BOX: Final = (
    "tree.north >= %s AND tree.south <= %s AND tree.east >= %s AND tree.west <= %s"
    " AND tree.carrier_to >= %s AND tree.carrier_from <= %s"
)

# An entry's extent along the carrier. With none, every box of one carrier has volume 0
# and SQLite, which compares volumes, places entries blindly: reads cost 200 times more.
_THICKNESS: Final = 0.5

# Float32 cannot round the tiniest numbers outwards.
_ROUNDING_DEG: Final = 1e-9

# Most searches start in a town, where this holds more than a few outlets.
_FIRST_REACH_M: Final = 1_000.0
# A box with more candidates than this a wanted row is made smaller instead of ranked.
_CROWD: Final = 12
# Reaches this close are not worth telling apart; nor are those below a few metres.
_CLOSE: Final = 1.25
_SMALLEST_REACH_M: Final = 5.0
# Where too few are found this far away, or among this many rows of a box, a search
# looks whether the filters leave at most `_FEW` anywhere, and ranks those all at once.
_FAR_M: Final = 100_000.0
_COSTLY_BOX: Final = 2_000
_FEW: Final = 1_000


def tree_name(table: str) -> str:
    return f"{table}_rtree"


def create_tree_sql(table: str) -> str:
    return (
        f'CREATE VIRTUAL TABLE "{tree_name(table)}" USING rtree('
        "id, south, north, west, east, carrier_from, carrier_to)"
    )


def drop_tree_sql(table: str) -> str:
    return f'DROP TABLE "{tree_name(table)}"'


class _TreeFirst(BaseTable):
    """A table that SQLite must reach through its R*Tree.

    CROSS JOIN fixes the order. Left to itself, SQLite knows no statistics of a virtual
    table and reads the whole carrier by an ordinary index first.
    """

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        table, params = super().as_sql(compiler, connection)
        alias = connection.ops.quote_name(self.table_alias)
        tree = connection.ops.quote_name(tree_name(self.table_name))
        key = f'"{_TREE}"."id" = {alias}."id"'
        return f'{tree} AS "{_TREE}" CROSS JOIN {table} ON ({key})', list(params)


class SQLiteEngine:
    def within(self, rows: QuerySet[Any], box: BoundingBox) -> QuerySet[Any]:
        rows = _through_tree(rows)
        conditions = []
        params: list[float] = []
        for part in box.parts():
            # The tree's boxes are a little larger than their points: look at both.
            conditions.append(
                "(tree.north >= %s AND tree.south <= %s"
                " AND tree.east >= %s AND tree.west <= %s"
                " AND {t}.latitude BETWEEN %s AND %s"
                " AND {t}.longitude BETWEEN %s AND %s)"
            )
            params += (part.south - _ROUNDING_DEG, part.north + _ROUNDING_DEG)
            params += (part.west - _ROUNDING_DEG, part.east + _ROUNDING_DEG)
            params += (part.south, part.north, part.west, part.east)
        return _where(rows, f"({' OR '.join(conditions)})", params)

    def prepare(
        self, rows: QuerySet[Any], *, carrier_id: int, few_expected: bool = False
    ) -> Finder:
        return SQLiteFinder(rows, carrier_id, few_expected)

    def count_within(
        self,
        rows: QuerySet[Any],
        point: Point,
        *,
        carrier_id: int,
        metres: float,
        limit: int,
    ) -> int:
        boxed = _boxed(rows, carrier_id)
        if boxed is None:
            return 0
        metres_to = distance_from(point)
        count = 0
        for box in around(point, metres):
            found = boxed.iterate(2 * limit, **_edges(box), most=-1)
            for _outlet_id, latitude, longitude in found:
                if metres_to(latitude, longitude) <= metres:
                    count += 1
                    if count >= limit:
                        return count
        return count


class SQLiteFinder:
    def __init__(
        self, rows: QuerySet[Any], carrier_id: int, few_expected: bool
    ) -> None:
        self._few_expected = few_expected
        self._boxed = _boxed(rows, carrier_id)
        self._rows = rows
        tree = tree_name(rows.model._meta.db_table)
        self._in_tree = Statement(
            f'SELECT count(*) FROM (SELECT 1 FROM "{tree}" AS tree WHERE {_IN_BOX}'  # noqa: S608
            " LIMIT %s)",
            (*_box_slots(carrier_id), _COSTLY_BOX),
            rows.db,
        )

    def nearest(self, point: Point, *, limit: int, radius_m: float) -> list[Near]:
        if self._boxed is None or limit <= 0:
            return []
        ranking = Ranking(point, limit, radius_m)
        if self._few_expected and (few := self._all_if_few()) is not None:
            ranking.replace(few)
            return ranking.result()
        looked_for_few = self._few_expected
        # The result is settled nowhere within `short` and surely within `crowded`.
        short, crowded = 0.0, math.inf
        crowd = limit * _CROWD
        reach = min(_FIRST_REACH_M, radius_m + 1)
        while True:
            found = _rows_around(self._boxed, point, reach, crowd)
            if len(found) >= crowd:
                if reach > max(short * _CLOSE, _SMALLEST_REACH_M):
                    crowded = reach
                    shrunk = reach * math.sqrt(2 * limit / crowd)
                    reach = max(shrunk, math.sqrt(short * reach))
                    continue
                found = _rows_around(self._boxed, point, reach, -1)
            ranking.replace(found)
            if ranking.is_settled_within(reach):
                return ranking.result()
            if not looked_for_few and (
                reach > _FAR_M or (short and self._is_costly(point, reach))
            ):
                looked_for_few = True
                if (few := self._all_if_few()) is not None:
                    ranking.replace(few)
                    return ranking.result()
            short = reach
            if crowded < short * _CLOSE:
                crowded = math.inf
            reach = min(
                short * _growth(len(found), limit),
                math.sqrt(short * crowded),
                radius_m + 1,
                FURTHEST_M + 1,
            )

    def _is_costly(self, point: Point, reach: float) -> bool:
        """Whether the box holds many rows before the filters."""
        boxes = around(point, reach)
        counts = (self._in_tree.rows(**_edges(box))[0][0] for box in boxes)
        return any(count >= _COSTLY_BOX for count in counts)

    @cached_property
    def _all(self) -> Statement | None:
        plain = self._rows.order_by().values_list(*_COLUMNS)
        return Statement.of(plain, "LIMIT %s", _FEW + 1)

    def _all_if_few(self) -> list[Row] | None:
        found: list[Row] = self._all.rows() if self._all else []
        return found if len(found) <= _FEW else None


def write_tree(table: str, ids: Iterable[int]) -> None:
    """Make the tree's entries of these rows of `table` equal to the rows.

    Rows that are gone from the table lose their entry.
    """
    tree = tree_name(table)
    as_json = "[" + ",".join(map(str, ids)) + "]"
    chosen = "IN (SELECT value FROM json_each(%s))"
    with connection.cursor() as cursor:
        cursor.execute(f'DELETE FROM "{tree}" WHERE id {chosen}', [as_json])  # noqa: S608
        cursor.execute(
            f'INSERT INTO "{tree}" SELECT id, latitude, latitude, longitude, longitude,'  # noqa: S608
            f' carrier_id, carrier_id + {_THICKNESS} FROM "{table}" WHERE id {chosen}',
            [as_json],
        )


def differing_ids(table: str) -> list[int]:
    """Ids of the rows that the tree lacks, has to no purpose, or has elsewhere."""
    tree = tree_name(table)
    with connection.cursor() as cursor:
        cursor.execute(
            f'SELECT id FROM "{tree}" WHERE id NOT IN (SELECT id FROM "{table}")'  # noqa: S608
            f' UNION SELECT "{table}".id FROM "{table}"'
            f' LEFT JOIN "{tree}" AS tree ON tree.id = "{table}".id'
            " WHERE tree.id IS NULL"
            " OR latitude NOT BETWEEN tree.south AND tree.north"
            " OR longitude NOT BETWEEN tree.west AND tree.east"
            " OR tree.north - tree.south > 0.001 OR tree.east - tree.west > 0.001"
            " OR carrier_id <> tree.carrier_from"
            f" OR carrier_id + {_THICKNESS} <> tree.carrier_to"
        )
        return [pk for (pk,) in cursor.fetchall()]


def _through_tree(rows: QuerySet[Any]) -> QuerySet[Any]:
    rows = rows.all()
    query = rows.query
    alias = query.get_initial_alias()
    query.alias_map[alias] = _TreeFirst(query.alias_map[alias].table_name, alias)
    return rows


def _where(rows: QuerySet[Any], sql: str, params: Iterable[Any]) -> QuerySet[Any]:
    sql = sql.format(t=f'"{rows.model._meta.db_table}"')
    return rows.filter(RawSQL(sql, tuple(params), output_field=BooleanField()))  # noqa: S611


def _boxed(rows: QuerySet[Any], carrier_id: int) -> Statement | None:
    """`rows` in a box to be named at each run, at most `most` of them."""
    rows = _where(_through_tree(rows).order_by(), _IN_BOX, _box_slots(carrier_id))
    return Statement.of(rows.values_list(*_COLUMNS), "LIMIT %s", Slot("most"))


def _box_slots(carrier_id: int) -> tuple[Slot | int, ...]:
    edges = (Slot(edge) for edge in ("south", "north", "west", "east"))
    return (*edges, carrier_id, carrier_id)


def _edges(box: BoundingBox) -> dict[str, float]:
    return {
        "south": box.south,
        "north": box.north,
        "west": box.west,
        "east": box.east,
    }


def _rows_around(boxed: Statement, point: Point, metres: float, most: int) -> list[Row]:
    found: list[Row] = []
    for box in around(point, metres):
        found += boxed.rows(**_edges(box), most=most)
    return found


def _growth(found: int, limit: int) -> float:
    """How much further to reach, given how many the box held."""
    return min(max(math.sqrt((1.6 * limit + 4) / (found + 0.5)), 1.5), 6.0)
