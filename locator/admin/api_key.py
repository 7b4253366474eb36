from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from locator import keys
from locator.admin.kept import Kept
from locator.admin.lookups import OwnFilters
from locator.models import APIKey


@admin.register(APIKey)
class APIKeyAdmin(Kept, OwnFilters):
    """Keys are made here and revoked here, never deleted and never shown again."""

    list_display = (
        "name",
        "begins_with",
        "a_minute",
        "created_on",
        "last_used_on",
        "revoked_at",
    )
    list_filter = (("revoked_at", admin.EmptyFieldListFilter),)
    search_fields = ("name", "prefix")
    fields = (
        "name",
        "a_minute",
        "begins_with",
        "created_on",
        "last_used_on",
        "revoked_at",
    )
    actions = ["revoke"]

    @admin.display(description=_("begins with"), ordering="prefix")
    def begins_with(self, key: APIKey) -> str:
        return f"tuf_{key.prefix}…"

    def get_fields(self, request: HttpRequest, obj: APIKey | None = None) -> Any:
        return self.fields if obj else ("name", "a_minute")

    def get_readonly_fields(
        self, request: HttpRequest, obj: APIKey | None = None
    ) -> Any:
        return ("begins_with", "created_on", "last_used_on", "revoked_at")

    def save_model(
        self, request: HttpRequest, obj: APIKey, form: Any, change: bool
    ) -> None:
        if not change:
            # For `response_add` of this request alone: the row holds a digest.
            request.META["locator.made_key"] = obj.draw()
        super().save_model(request, obj, form, change)
        keys.forget(obj)

    def response_add(
        self, request: HttpRequest, obj: APIKey, post_url_continue: str | None = None
    ) -> HttpResponse:
        """The key itself, and no redirect: a message would be kept in a cookie."""
        context = {
            **self.admin_site.each_context(request),
            "title": _("API key of %(name)s") % {"name": obj.name},
            "key": request.META.pop("locator.made_key"),
        }
        return TemplateResponse(request, "admin/locator/apikey/made.html", context)

    @admin.action(
        description=_("Revoke the chosen keys for good"), permissions=["change"]
    )
    def revoke(self, request: HttpRequest, chosen: QuerySet[APIKey]) -> None:
        valid = list(chosen.filter(revoked_at=None))
        now = timezone.now()
        APIKey.objects.filter(pk__in=[key.pk for key in valid]).update(revoked_at=now)
        for key in valid:
            keys.forget(key)
            self.log_change(request, key, [{"changed": {"fields": ["revoked_at"]}}])
        told = ngettext(
            "%(count)d key is revoked; within a minute no process takes it.",
            "%(count)d keys are revoked; within a minute no process takes them.",
            len(valid),
        )
        self.message_user(request, told % {"count": len(valid)}, messages.SUCCESS)
