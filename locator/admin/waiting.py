"""What visitors sent and a curator decides on: one page each, with its buttons."""

from collections.abc import Iterator
from typing import Any, Final

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Case, Value, When
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_variables

from locator.admin.base import CappedPaginator
from locator.admin.kept import Gathered
from locator.admin.limits import standing
from locator.admin.lookups import OwnFilters
from locator.admin.start_page import Waits, waits
from locator.models.decided import Decision

WAITING_FIRST: Final[Any] = (
    Case(When(status=Decision.WAITING, then=Value(0)), default=Value(1)).asc(),
    "-id",
)
ONLY_WAITING: Final = f"?status__exact={Decision.WAITING.value}"
"""Of the address of a list: what waits alone."""


class SentAdmin(Gathered, OwnFilters):
    """What visitors sent, as they sent it; what waits comes first."""

    paginator = CappedPaginator
    show_full_result_count = False
    ordering = WAITING_FIRST

    class Media:
        css = {"all": ["locator/admin/curation.css", "locator/admin/desk.css"]}

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.fields


class WaitingAdmin(SentAdmin):
    """Read, accepted or rejected on a page of its own."""

    change_form_template = "admin/locator/waiting.html"
    accept_label = _("Accept")
    reject_label = _("Reject")

    def accept(self, request: HttpRequest, row: Any) -> HttpResponse | None:
        """Where to go on; None where another curator was quicker.

        Raises PermissionDenied where this one may not.
        """
        raise NotImplementedError

    def reject(self, request: HttpRequest, pk: int) -> bool:
        """False where another curator was quicker."""
        raise NotImplementedError

    def beside(self, request: HttpRequest, row: Any) -> dict[str, Any]:
        """What the page shows above the row, for its own template."""
        return {}

    def what_waits(self, request: HttpRequest) -> Iterator[Waits]:
        if self.has_change_permission(request):
            sent: Any = self.get_queryset(request)
            label = capfirst(self.opts.verbose_name_plural)
            yield waits(label, sent.waiting(), self._list + ONLY_WAITING)

    @property
    def _list(self) -> str:
        return reverse(
            f"{self.admin_site.name}:locator_{self.opts.model_name}_changelist"
        )

    def get_urls(self) -> list[URLPattern]:
        name = f"locator_{self.opts.model_name}_decide"
        view = self.admin_site.admin_view(self._decide)
        return [path("<int:pk>/decide/", view, name=name), *super().get_urls()]

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """None of it is a partner's: it is about outlets, and may hold a number."""
        is_partner = standing(request).is_partner
        return not is_partner and super().has_view_permission(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        is_partner = standing(request).is_partner
        return not is_partner and super().has_change_permission(request, obj)

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        row = self.get_object(request, object_id) if object_id else None
        context = {
            "waits": row is not None and row.status == Decision.WAITING,
            "accept_label": self.accept_label,
            "reject_label": self.reject_label,
            "decide": f"{self.admin_site.name}:locator_{self.opts.model_name}_decide",
            "show_save": False,
            "show_save_and_continue": False,
        }
        if row is not None:
            context |= self.beside(request, row)
        context |= extra_context or {}
        return super().changeform_view(request, object_id, form_url, context)

    @sensitive_variables()
    def _decide(self, request: HttpRequest, pk: int) -> HttpResponse:
        row = self.get_object(request, str(pk))
        if row is None or not self.has_change_permission(request, row):
            raise PermissionDenied
        back = HttpResponseRedirect(self._list)
        if request.method != "POST":
            return back
        decision = request.POST.get("decision")
        if decision == "accept":
            answer = self.accept(request, row)
            if answer is not None:
                self.log_change(request, row, "accepted")
                return answer
        elif decision == "reject":
            if self.reject(request, pk):
                self.log_change(request, row, "rejected")
                messages.success(request, _("Rejected."))
                return back
        else:
            return back
        messages.warning(request, _("Somebody else has decided on this meanwhile."))
        return back
