"""What the list of outlets shows, searched and filtered, as a file."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import path
from django.utils import timezone

from locator.exporting.responses import FORMATS, export_response


class ExportsOutlets(admin.ModelAdmin):  # type: ignore[type-arg]
    """Links above the list: all that its search and filters find, and may be seen."""

    change_list_template = "admin/locator/outlet/change_list.html"

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.export_view)
        name = "locator_outlet_export"
        return [
            path("export/<str:format_name>/", view, name=name),
            *super().get_urls(),
        ]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> Any:
        formats = {"export_formats": list(FORMATS)} | (extra_context or {})
        return super().changelist_view(request, formats)

    def export_view(self, request: HttpRequest, format_name: str) -> HttpResponseBase:
        if not self.has_view_permission(request):
            raise PermissionDenied
        if format_name not in FORMATS:
            raise Http404
        try:
            found = self.get_changelist_instance(request).get_queryset(request)
        except IncorrectLookupParameters as error:
            raise Http404 from error
        ids = found.order_by("pk").values_list("pk", flat=True)
        return export_response(list(ids), format_name, today=timezone.localdate())
