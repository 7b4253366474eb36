"""Accounts, with their second step of the login."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin as DjangosUserAdmin
from django.contrib.auth.models import User
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django_otp.plugins.otp_totp.models import TOTPDevice

from locator.admin.lookups import OwnFilters
from locator.admin.two_factor import turn_off

admin.site.unregister(User)


@admin.register(User)
class UserAdmin(OwnFilters, DjangosUserAdmin):  # type: ignore[type-arg]
    list_display = ("username", "email", "is_staff", "is_active", "has_two_factor")
    readonly_fields = ("last_login", "date_joined")
    actions = ("reset_two_factor",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        devices = TOTPDevice.objects.filter(user=OuterRef("pk"), confirmed=True)
        users: QuerySet[User] = super().get_queryset(request)
        return users.annotate(two_factor=Exists(devices))

    @admin.display(description=_("two-factor login"), boolean=True)
    def has_two_factor(self, user: Any) -> bool:
        return bool(user.two_factor)

    @admin.action(
        description=_("Turn off two-factor login of the chosen users"),
        permissions=["change"],
    )
    def reset_two_factor(self, request: HttpRequest, chosen: QuerySet[User]) -> None:
        users = [user for user in chosen if user.two_factor]  # type: ignore[attr-defined]
        for user in users:
            turn_off(user, by=request)
            self.log_change(request, user, str(_("Two-factor login turned off")))
        told = ngettext(
            "%(number)d user logs in with the password alone now.",
            "%(number)d users log in with the password alone now.",
            len(users),
        )
        messages.success(request, told % {"number": len(users)})
