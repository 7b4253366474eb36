import datetime as dt
from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from locator.admin.base import Curated, NamedForm
from locator.hours.holidays import cambodia
from locator.languages import in_each_language
from locator.models import PublicHoliday


class HolidayForm(NamedForm):
    class Meta:
        model = PublicHoliday
        fields = (*in_each_language("name"), "date", "is_kept", "source")

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        date = self.cleaned_data.get("date")
        if date and not self.cleaned_data.get("is_kept") and date not in cambodia():
            self.add_error(
                "is_kept",
                _("No holiday is computed for this day: there is none to take away."),
            )
        return cleaned


@admin.register(PublicHoliday)
class PublicHolidayAdmin(Curated):
    """Changes to the computed calendar, beside that calendar."""

    form = HolidayForm
    change_list_template = "admin/locator/publicholiday/change_list.html"
    list_display = ("date", "name", "is_kept", "source")
    list_filter = ("is_kept",)
    search_fields = (*in_each_language("name"), "source")
    readonly_fields = ("computed",)
    fieldsets = (
        (
            None,
            {
                "description": gettext_lazy(
                    "Add a day that was decreed, or take away a computed one that is"
                    " not kept this year. All opening hours with PH follow at once."
                ),
                "fields": (
                    "date",
                    in_each_language("name"),
                    "is_kept",
                    "source",
                ),
            },
        ),
        (gettext_lazy("Already known without you"), {"fields": ("computed",)}),
    )

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        context = {"computed": self.computed()}
        return super().changelist_view(request, context | (extra_context or {}))

    @admin.display(description=gettext_lazy("Computed holidays"))
    def computed(self, holiday: PublicHoliday | None = None) -> SafeString:
        """The computed holidays of this year and the next, with what was changed."""
        this_year = timezone.localdate().year
        days = cambodia().between(
            dt.date(this_year, 1, 1),
            dt.date(this_year + 1, 12, 31),
            get_language() or "en",
        )
        not_kept = set(
            PublicHoliday.objects.filter(is_kept=False).values_list("date", flat=True)
        )
        years = [
            (year, [(d, d.date in not_kept) for d in days if d.date.year == year])
            for year in (this_year, this_year + 1)
        ]
        context = {"years": years}
        return render_to_string("admin/locator/computed_holidays.html", context)
