from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from locator.admin import week
from locator.admin.base import Curated
from locator.admin.kept import Kept
from locator.admin.operator import link_to_outlets, with_outlet_count
from locator.models import Hours
from locator.models.hours import read_expression


class HoursForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = Hours
        fields = ("text",)

    def clean_text(self) -> str:
        """The text as it is stored, so that a row that exists is recognised."""
        return read_expression(self.cleaned_data["text"]).repaired


@admin.register(Hours)
class HoursAdmin(Kept, Curated):
    """Rows are shared, so they are added and looked at, never changed."""

    form = HoursForm
    list_display = ("text", "outlets")
    search_fields = ("text",)
    readonly_fields = ("this_week", "outlets")

    def get_fields(self, request: HttpRequest, obj: Hours | None = None) -> Any:
        return ("text", "this_week", "outlets") if obj else ("text",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Hours]:
        return with_outlet_count(super().get_queryset(request), "hours")

    def has_change_permission(
        self, request: HttpRequest, obj: Hours | None = None
    ) -> bool:
        return False

    @admin.display(description=_("used by outlets"))
    def outlets(self, hours: Hours) -> SafeString:
        return link_to_outlets(hours, "hours")

    @admin.display(description=_("This week"))
    def this_week(self, hours: Hours) -> SafeString:
        return week.shown(hours.text, timezone.now())
