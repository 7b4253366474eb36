from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from locator.admin.waiting import WaitingAdmin
from locator.contributing import shops
from locator.models import MissingShop, Outlet


@admin.register(MissingShop)
class MissingShopAdmin(WaitingAdmin):
    """Shops that visitors miss; accepted, one is a draft to check and publish."""

    change_form_template = "admin/locator/missing_shop.html"
    accept_label = _("Make it a draft outlet")
    list_display = ("name", "kind", "where", "is_exact", "sent_on", "status")
    list_filter = ("status", "kind", "carriers")
    search_fields = ("name", "where", "=reference")
    fields = (
        "reference",
        "name",
        "kind",
        "where",
        "position",
        "landmark",
        "phones",
        "sold",
        "hours_text",
        "hours_note",
        "note",
        "sent_on",
        "status",
        "outlet",
        "decided_on",
        "decided_by",
    )

    @admin.display(description=_("Position"))
    def position(self, shop: MissingShop) -> str:
        if shop.whose_point:
            return f"{shop.point}. {shop.whose_point}"
        return str(shop.point)

    @admin.display(description=_("carriers topped up"))
    def sold(self, shop: MissingShop) -> str:
        return ", ".join(str(carrier) for carrier in shop.carriers.all()) or "–"

    def beside(self, request: HttpRequest, row: MissingShop) -> dict[str, Any]:
        return {"duplicates": shops.possible_duplicates(row)}

    def accept(self, request: HttpRequest, row: MissingShop) -> HttpResponse | None:
        if not self.admin_site.get_model_admin(Outlet).has_add_permission(request):
            raise PermissionDenied(_("You may not add outlets."))
        outlet = shops.accept_shop(
            row.pk,
            by=request.user,  # type: ignore[arg-type]
            at=timezone.now(),
        )
        if outlet is None:
            return None
        messages.success(
            request, _("It is a draft now: check it, then set its status to published.")
        )
        if row.whose_point:
            pin = _("Set the pin where it stands.")
            messages.warning(request, f"{row.whose_point} {pin}")
        address = reverse("admin:locator_outlet_change", args=[outlet.pk])
        return HttpResponseRedirect(address)

    def reject(self, request: HttpRequest, pk: int) -> bool:
        return shops.reject_shop(
            pk,
            by=request.user,  # type: ignore[arg-type]
            at=timezone.now(),
        )
