"""Partners: whose rows they look after, and that they agree to the licence."""

from typing import Any

from django.contrib import admin
from django.contrib.auth.models import Group, User
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from locator.admin.limits import standing
from locator.admin.lookups import OwnFilters
from locator.models import Partnership
from locator.models.partnership import PARTNER


@admin.register(Partnership)
class PartnershipAdmin(OwnFilters):
    """Saving one makes its user a partner: of the staff, and in the group."""

    list_display = ("user", "names", "needs_approval", "agreed_at")
    autocomplete_fields = ("user", "carriers", "operators")
    fields = ("user", "carriers", "operators", "needs_approval", "agreed_at")
    readonly_fields = ("agreed_at",)

    def get_queryset(self, request: HttpRequest) -> Any:
        rows = super().get_queryset(request).select_related("user")
        return rows.prefetch_related("carriers", "operators")

    @admin.display(description=_("looks after"))
    def names(self, partnership: Partnership) -> str:
        rows = [*partnership.carriers.all(), *partnership.operators.all()]
        return " · ".join(str(row) for row in rows)

    def save_model(
        self, request: HttpRequest, obj: Partnership, form: Any, change: bool
    ) -> None:
        super().save_model(request, obj, form, change)
        group, _created = Group.objects.get_or_create(name=PARTNER)
        obj.user.groups.add(group)
        if not obj.user.is_staff:
            User.objects.filter(pk=obj.user_id).update(is_staff=True)


def agreement_view(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    """What a partner agrees to before its first edit."""
    partnership = standing(request).partnership
    if request.method == "POST" and partnership is not None:
        now = timezone.now()
        rows = Partnership.objects.filter(pk=partnership.pk, agreed_at=None)
        rows.update(agreed_at=now)
        return HttpResponseRedirect(reverse("admin:index"))
    context = context | {"title": _("Before you begin"), "partnership": partnership}
    return TemplateResponse(request, "admin/locator/agreement.html", context)
