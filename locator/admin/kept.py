"""Who may not do what: rows that nobody deletes, or that come about elsewhere."""

from typing import Any

from django.contrib.admin.options import BaseModelAdmin
from django.http import HttpRequest


class Kept(BaseModelAdmin):  # type: ignore[type-arg]
    """Never deleted by hand."""

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class Gathered(Kept):
    """Never added by hand either."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
