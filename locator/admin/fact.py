from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.utils.text import Truncator

from locator.admin.base import Curated
from locator.admin.kept import Kept
from locator.admin.simultaneous import VersionedForm
from locator.models import Fact, Offer, OperatorDefault, Outlet


@admin.register(Fact)
class FactAdmin(Kept, Curated):
    """Facts are pointed at by their id, so they keep it and are never deleted."""

    form = VersionedForm
    list_display = ("id", "subject", "statement", "confidence", "source_date")
    list_filter = ("confidence", "section")
    search_fields = ("=id", "subject", "statement")

    def choice_label(self, fact: Fact) -> str:
        return Truncator(f"{fact.pk}: {fact.statement}").chars(90)

    def outlets_shown_by(self, instance: Fact) -> QuerySet[Outlet]:
        """Those whose offers show it as their evidence."""
        own = Offer.objects.filter(fact=instance, outlet=OuterRef("pk"))
        defaults = OperatorDefault.objects.filter(
            fact=instance, operator=OuterRef("operator"), kind=OuterRef("kind")
        )
        return Outlet.objects.filter(Q(Exists(own)) | Q(Exists(defaults)))

    def matters_to_the_index(self, form: Any, formsets: Iterable[Any]) -> bool:
        return "source_url" in form.changed_data

    def get_readonly_fields(self, request: HttpRequest, obj: Fact | None = None) -> Any:
        return ("id",) if obj else ()
