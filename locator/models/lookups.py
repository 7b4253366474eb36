from collections.abc import Iterable, Sequence
from typing import Any

from django.db import models
from django.db.models.lookups import In


@models.IntegerField.register_lookup
class Among(models.Lookup):  # type: ignore[type-arg]
    """`hours_id__among=ids`: as `in`, with all ids bound as one parameter.

    Thousands of ids neither meet a limit on parameters nor make a new statement.
    """

    lookup_name = "among"

    def get_prep_lookup(self) -> list[int]:
        ids: Iterable[int] = self.rhs
        return sorted(ids)

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        column, params = self.process_lhs(compiler, connection)
        params = (*params, written(self.rhs, connection))
        if connection.vendor == "sqlite":
            return f"{column} IN (SELECT value FROM json_each(%s))", params  # noqa: S608
        # Of the column's own type: only so does PostgreSQL hash a long array.
        column_type = self.lhs.output_field.cast_db_type(connection)
        return f"{column} = ANY(%s::{column_type}[])", params


def written(numbers: Sequence[int], connection: Any) -> str:
    """As `among` binds them: psycopg would adapt a list number by number."""
    listed = ",".join(map(str, numbers))
    return f"[{listed}]" if connection.vendor == "sqlite" else f"{{{listed}}}"


@models.IntegerField.register_lookup
class InRange(In):  # type: ignore[type-arg]
    """Django's `in`, for numbers too that no column holds: no row has them.

    Its `exact` knows that already; its `in`, which forms ask for ids that somebody
    made up, overflows on SQLite.
    """

    def process_rhs(self, compiler: Any, connection: Any) -> Any:
        if self.rhs_is_direct_value():
            kind = self.lhs.output_field.get_internal_type()
            low, high = connection.ops.integer_field_range(kind)
            self.rhs = [
                value
                for value in self.rhs
                if not isinstance(value, int) or low <= value <= high
            ]
        return super().process_rhs(compiler, connection)
