"""What waits for a user, above the list of models of the start page.

An admin whose rows ask for work has a method `what_waits(request)`, which yields
`Waits` for what this user may do or follow; the page asks the admins it shows.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib.admin import AdminSite
from django.db.models import QuerySet
from django.http import HttpRequest

from locator.admin.base import CappedPaginator
from locator.cldr import number


@dataclass(frozen=True, slots=True)
class Waits:
    """So many rows, counted no further than a list is; and where they are listed."""

    label: str
    number: int
    has_more: bool
    address: str

    @property
    def count(self) -> str:
        return number(self.number) + ("+" if self.has_more else "")


def waits(label: object, rows: "QuerySet[Any, Any]", address: str) -> Waits:
    """Costs one statement. `rows` may be distinct values."""
    most = CappedPaginator.MAX_COUNTED
    found = rows.order_by()[: most + 1].count()
    return Waits(str(label), min(found, most), found > most, address)


def what_waits(
    site: AdminSite, request: HttpRequest, app_list: Iterable[dict[str, Any]]
) -> list[Waits] | None:
    """In the order of `app_list`; None for whom nothing ever waits."""
    asked = list(_asked(site, app_list))
    if not asked:
        return None
    found = [one for desk in asked for one in desk.what_waits(request)]
    return [one for one in found if one.number]


def _asked(site: AdminSite, app_list: Iterable[dict[str, Any]]) -> Iterator[Any]:
    for app in app_list:
        for model in app["models"]:
            desk = site.get_model_admin(model["model"])
            if hasattr(desk, "what_waits"):
                yield desk
