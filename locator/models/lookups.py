from collections.abc import Iterable
from typing import Any

from django.db import models


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
        ids = self.rhs
        if connection.vendor == "sqlite":
            as_json = f"[{','.join(map(str, ids))}]"
            return f"{column} IN (SELECT value FROM json_each(%s))", (  # noqa: S608
                *params,
                as_json,
            )
        # Of the column's own type: only so does PostgreSQL hash a long array.
        column_type = self.lhs.output_field.cast_db_type(connection)
        return f"{column} = ANY(%s::{column_type}[])", (*params, ids)
