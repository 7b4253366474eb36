"""Who tries to log in too often waits; from elsewhere the account stays open."""

from typing import Final

from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from locator.clients import network_of
from locator.quotas import Quota, take

_HTTP_TOO_MANY: Final = 429


def wait_for_login(
    request: HttpRequest, *, has_tried: bool = False
) -> HttpResponse | None:
    """The page that says to wait; None where the login may go on.

    One network has so many logins a while, whatever the names; django-axes shuts out a
    name from a network after some that failed, which shows when it `has_tried`.
    """
    if has_tried:
        is_shut = getattr(request, "axes_locked_out", False)
    else:
        wait_s = int(settings.AXES_COOLOFF_TIME.total_seconds())
        quota = Quota("logins", settings.LIMITS.get("logins", 0), wait_s)
        taken = take(quota, network_of(request), at=timezone.now())
        is_shut = taken is not None and taken.is_exceeded
    if not is_shut:
        return None
    context = {
        **admin.site.each_context(request),
        "title": "",
        "minutes": int(settings.AXES_COOLOFF_TIME.total_seconds() // 60),
        "is_nav_sidebar_enabled": False,
    }
    return render(request, "admin/locked.html", context, status=_HTTP_TOO_MANY)
