"""Owners' claims, and the links that curators give them."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from locator.admin.base import CappedPaginator
from locator.admin.kept import Gathered
from locator.admin.lookups import OwnFilters
from locator.admin.waiting import WaitingAdmin
from locator.contributing import owners
from locator.models import Claim, EditLink
from locator.phones import national


@admin.register(Claim)
class ClaimAdmin(WaitingAdmin):
    change_form_template = "admin/locator/claim.html"
    accept_label = _("The shop confirmed it: make the link")
    list_display = ("outlet", "sent_on", "status")
    list_filter = ("status",)
    list_select_related = ("outlet__operator",)
    search_fields = ("=reference", "=outlet__public_id")
    fields = (
        "reference",
        "outlet",
        "phone",
        "note",
        "sent_on",
        "status",
        "decided_on",
        "decided_by",
    )

    def beside(self, request: HttpRequest, row: Claim) -> dict[str, Any]:
        numbers = row.outlet.phones.values_list("number", flat=True)
        return {"claimed": row.outlet, "numbers": [national(n) for n in numbers]}

    def accept(self, request: HttpRequest, row: Claim) -> HttpResponse | None:
        """The link itself, and no redirect: a message would be kept in a cookie."""
        token = owners.grant(
            row.pk,
            by=request.user,  # type: ignore[arg-type]
            at=timezone.now(),
        )
        if token is None:
            return None
        # Without a language: the owner's browser says which.
        address = request.build_absolute_uri("/own/")
        context = {
            **self.admin_site.each_context(request),
            "title": _("Link for the owner of %(outlet)s") % {"outlet": row.outlet},
            "link": f"{address}?link={token}",
        }
        response = TemplateResponse(request, "admin/locator/own_made.html", context)
        response["Cache-Control"] = "no-store"
        return response

    def reject(self, request: HttpRequest, pk: int) -> bool:
        return owners.refuse(
            pk,
            by=request.user,  # type: ignore[arg-type]
            at=timezone.now(),
        )


@admin.register(EditLink)
class EditLinkAdmin(Gathered, OwnFilters):
    """Links are made from a claim and revoked here; their tokens are kept nowhere."""

    paginator = CappedPaginator
    show_full_result_count = False
    list_display = ("outlet", "made_at", "expires_at", "last_used_on", "revoked_at")
    list_filter = (("revoked_at", admin.EmptyFieldListFilter),)
    list_select_related = ("outlet__operator",)
    search_fields = ("=outlet__public_id",)
    fields = (
        "outlet",
        "made_at",
        "made_by",
        "expires_at",
        "last_used_on",
        "revoked_at",
    )
    readonly_fields = fields
    actions = ("revoke",)

    @admin.action(
        description=_("Revoke the chosen links for good"), permissions=["change"]
    )
    def revoke(self, request: HttpRequest, chosen: QuerySet[EditLink]) -> None:
        valid = list(chosen.filter(revoked_at=None))
        ids = [link.pk for link in valid]
        EditLink.objects.filter(pk__in=ids).update(revoked_at=timezone.now())
        for link in valid:
            self.log_change(request, link, [{"changed": {"fields": ["revoked_at"]}}])
        told = ngettext(
            "%(count)d link is revoked.", "%(count)d links are revoked.", len(valid)
        )
        self.message_user(request, told % {"count": len(valid)}, messages.SUCCESS)
