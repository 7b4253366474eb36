"""What the address of a list may ask: what its filters offer, and nothing else."""

import re
from collections.abc import Iterable
from typing import Any, Final

from django.contrib import admin
from django.contrib.admin.exceptions import DisallowedModelAdminLookup
from django.contrib.admin.options import IncorrectLookupParameters
from django.db.models import Q
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

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
        one: Any
        for one in self.list_filter:
            if isinstance(one, str | tuple):
                name = one if isinstance(one, str) else one[0]
                if lookup in {f"{name}{how}" for how in _ASKED_OF_FIELDS}:
                    return not _TOO_LARGE.fullmatch(str(value))
            elif lookup == one.parameter_name:
                # It knows its choices itself.
                return True
        return False

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        try:
            return super().get_changelist_instance(request)
        except DisallowedModelAdminLookup as error:
            raise IncorrectLookupParameters from error


class KnownChoice(admin.SimpleListFilter):
    """Leaves the list as it is for a value that is none of its choices."""

    def __init__(self, request: HttpRequest, *args: Any) -> None:
        self.request = request
        super().__init__(request, *args)

    def offered(self) -> Iterable[tuple[str, Any]]:
        """Each value with its label."""
        raise NotImplementedError

    def narrowed(self, rows: Any, chosen: str) -> Any:
        raise NotImplementedError

    def lookups(
        self, request: HttpRequest, model_admin: Any
    ) -> Iterable[tuple[str, str]]:
        return [(value, str(label)) for value, label in self.offered()]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        value = self.value()
        if value not in {key for key, _label in self.lookup_choices}:
            return queryset
        return self.narrowed(queryset, value)


class YesNo(KnownChoice):
    """Whether a condition holds."""

    condition: Q
    yes: Any = _("Yes")
    no: Any = _("No")

    def offered(self) -> Iterable[tuple[str, Any]]:
        return [("yes", self.yes), ("no", self.no)]

    def narrowed(self, rows: Any, chosen: str) -> Any:
        holds = chosen == "yes"
        return rows.filter(self.condition) if holds else rows.exclude(self.condition)
