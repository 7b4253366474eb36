from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from locator.admin.report_desk import ReportDesk
from locator.admin.start_page import Waits, waits
from locator.admin.waiting import SentAdmin
from locator.models import Report


@admin.register(Report)
class ReportAdmin(SentAdmin):
    """What visitors said of outlets; judged at the desk, and never edited."""

    list_display = (
        "reference",
        "kind",
        "carrier",
        "outlet_link",
        "note",
        "reported_on",
        "status",
    )
    list_filter = ("status", "kind", "carrier")
    list_select_related = ("carrier", "outlet__operator")
    search_fields = ("=reference", "=outlet__public_id")
    fields = (
        "reference",
        "outlet_link",
        "kind",
        "carrier",
        "note",
        "hours_text",
        "latitude",
        "longitude",
        "reported_on",
        "curators_note",
        "status",
        "decided_on",
        "decided_by",
    )
    change_list_template = "admin/locator/report/change_list.html"

    def get_urls(self) -> list[URLPattern]:
        desk = ReportDesk(self)
        guarded = self.admin_site.admin_view
        own = [
            path("desk/", guarded(desk.desk), name="locator_report_desk"),
            path("desk/decide/", guarded(desk.decide), name="locator_report_decide"),
            path("desk/place/", guarded(desk.place), name="locator_report_place"),
        ]
        return own + super().get_urls()

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """To the desk, unless something is asked of the list."""
        if request.method == "GET" and not request.GET:
            return HttpResponseRedirect(reverse("admin:locator_report_desk"))
        return super().changelist_view(request, extra_context)

    def what_waits(self, request: HttpRequest) -> Iterator[Waits]:
        desk = ReportDesk(self)
        if desk.is_open_to(request):
            address = reverse("admin:locator_report_desk")
            yield waits(_("Reports of visitors"), desk.waiting(request), address)

    @admin.display(description=_("outlet"), ordering="outlet")
    def outlet_link(self, report: Report) -> SafeString:
        address = reverse("admin:locator_outlet_change", args=[report.outlet_id])
        return format_html('<a href="{}">{}</a>', address, report.outlet)
