"""What the address of a list may ask: what its filters offer, and nothing else."""

import re
from collections.abc import Iterator
from typing import Any, Final

from django.contrib import admin
from django.contrib.admin.exceptions import DisallowedModelAdminLookup
from django.contrib.admin.options import IncorrectLookupParameters
from django.http import HttpRequest

_ASKED_OF_FIELDS: Final = frozenset(
    {"", "__exact", "__id__exact", "__isnull", "__isempty", "__gte", "__lt"}
)
# No row of ours has such a number, and no column holds it.
_TOO_LARGE: Final = re.compile(r"\s*[+-]?\d{19,}\s*")


class OwnFilters(admin.ModelAdmin):  # type: ignore[type-arg]
    """A list that says so where its address asks for what it does not offer.

    Django lets an address ask anything of a model's own fields, also what the database
    cannot do, which comes out only once the rows are read.
    """

    def lookup_allowed(
        self, lookup: str, value: Any, request: HttpRequest | None = None
    ) -> bool:
        asked = {f"{name}{how}" for name in self._filters() for how in _ASKED_OF_FIELDS}
        return lookup in asked and not _TOO_LARGE.fullmatch(str(value))

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        try:
            return super().get_changelist_instance(request)
        except DisallowedModelAdminLookup as error:
            raise IncorrectLookupParameters from error

    def _filters(self) -> Iterator[str]:
        one: Any
        for one in self.list_filter:
            if isinstance(one, str):
                yield one
            elif isinstance(one, tuple):
                yield one[0]
            elif issubclass(one, admin.SimpleListFilter):
                yield str(one.parameter_name)
