"""A second step of the login, for those who want it: a code from an app (TOTP)."""

from collections.abc import Callable
from typing import Any, Final

import segno
from django import forms
from django.contrib import messages
from django.contrib.auth import REDIRECT_FIELD_NAME, SESSION_KEY
from django.contrib.auth.models import AbstractBaseUser
from django.contrib.auth.signals import user_logged_in
from django.contrib.sessions.models import Session
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

BACKUP_CODES: Final = 10
_WAITS: Final = "waits_for_code"
_IN_THE_APP: Final = 6
"""Digits of a code in an app; a backup code is longer."""


class CodeForm(forms.Form):
    code = forms.CharField(
        label=gettext_lazy("Code"),
        max_length=20,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "one-time-code",
                "autocapitalize": "none",
                "spellcheck": "false",
                "class": "vTextField",
            }
        ),
    )

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"]
        return code.replace(" ", "").lower()


def device_of(user: Any) -> TOTPDevice | None:
    """The app that a user has set up; None where the password is enough."""
    return TOTPDevice.objects.filter(user=user, confirmed=True).first()


def waits_for_code(request: HttpRequest) -> bool:
    """Whether this login has had its password and lacks its code."""
    return _WAITS in request.session


def _wait_for_code(request: HttpRequest, user: Any, **_signal: Any) -> None:
    """Noted in the session when the password was right: no request asks again."""
    if device_of(user):
        request.session[_WAITS] = True


user_logged_in.connect(_wait_for_code, dispatch_uid="a login waits for its code")


def to_code(request: HttpRequest) -> HttpResponse:
    """Where the code is asked for, and back from there."""
    address = reverse("admin:two_factor_code")
    asked = urlencode({REDIRECT_FIELD_NAME: request.get_full_path()})
    return HttpResponseRedirect(f"{address}?{asked}")


def turn_off(user: AbstractBaseUser, *, by: HttpRequest) -> None:
    with transaction.atomic():
        TOTPDevice.objects.filter(user_id=user.pk).delete()
        StaticDevice.objects.filter(user_id=user.pk).delete()
        _end_other_logins(user, keep=by)


def _end_other_logins(user: Any, *, keep: HttpRequest) -> None:
    """Whoever is logged in under this name elsewhere has to do it anew.

    Visitors have no sessions, so there are few to look through.
    """
    kept = keep.session.session_key
    for session in Session.objects.exclude(pk=kept).filter(
        expire_date__gt=timezone.now()
    ):
        if session.get_decoded().get(SESSION_KEY) == str(user.pk):
            session.delete()


def urls(site: Any, unguarded: Callable[[Any], Any]) -> list[URLPattern]:
    """The pages, in the site's frame; the one that asks for the code comes before all
    others and is guarded by the password alone."""

    def page(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        def framed(request: HttpRequest) -> HttpResponse:
            return view(request, site.each_context(request))

        return framed

    return [
        path("two-factor/", site.admin_view(page(settings_view)), name="two_factor"),
        path("two-factor/code/", unguarded(page(code_view)), name="two_factor_code"),
    ]


def code_view(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    """Ask for the code after the password; then on to where the user wanted to go."""
    device = device_of(request.user)
    after = _after(request)
    if device is None:
        # Turned off by the owner meanwhile.
        request.session.pop(_WAITS, None)
    if device is None or not waits_for_code(request):
        return HttpResponseRedirect(after)
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if wrong := _wrong(device, form.cleaned_data["code"]):
            form.add_error("code", wrong)
        else:
            request.session.cycle_key()
            del request.session[_WAITS]
            return HttpResponseRedirect(after)
    context = context | {
        "title": _("Your code"),
        "form": form,
        "after": after,
        "after_field": REDIRECT_FIELD_NAME,
        "is_nav_sidebar_enabled": False,
    }
    return TemplateResponse(request, "admin/two_factor/code.html", context)


def settings_view(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    """Set up an app, make new backup codes, or turn it off."""
    device = device_of(request.user)
    context = context | {"title": _("Two-factor login")}
    if device is None:
        return _set_up(request, context)
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if wrong := _wrong(device, form.cleaned_data["code"]):
            form.add_error("code", wrong)
        elif "off" in request.POST:
            turn_off(device.user, by=request)
            messages.success(request, _("Two-factor login is off."))
            return HttpResponseRedirect(reverse("admin:index"))
        else:
            with transaction.atomic():
                codes = _new_backup_codes(request.user)
                _end_other_logins(request.user, keep=request)
            return _shown_once(request, context, codes)
    left = StaticToken.objects.filter(device__user=device.user).count()
    context |= {"form": form, "codes_left": left}
    return TemplateResponse(request, "admin/two_factor/on.html", context)


def _set_up(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    device, _created = TOTPDevice.objects.get_or_create(
        user=request.user, confirmed=False, defaults={"name": "app"}
    )
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if wrong := _wrong(device, form.cleaned_data["code"]):
            form.add_error("code", wrong)
        else:
            with transaction.atomic():
                device.confirmed = True
                device.save(update_fields=["confirmed"])
                codes = _new_backup_codes(request.user)
                _end_other_logins(request.user, keep=request)
            return _shown_once(request, context, codes)
    secret = device.config_url.partition("secret=")[2].partition("&")[0]
    context |= {
        "form": form,
        "qr": _as_qr(device.config_url),
        "secret": " ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
    }
    return TemplateResponse(request, "admin/two_factor/set_up.html", context)


def _shown_once(
    request: HttpRequest, context: dict[str, Any], codes: list[str]
) -> HttpResponse:
    """Without a redirect: a message would be kept in a cookie."""
    context = context | {"codes": codes}
    response = TemplateResponse(request, "admin/two_factor/codes.html", context)
    response["Cache-Control"] = "no-store"
    return response


def _new_backup_codes(user: Any) -> list[str]:
    with transaction.atomic():
        StaticDevice.objects.filter(user=user).delete()
        device = StaticDevice.objects.create(user=user, name="backup")
        codes = [StaticToken.random_token() for _number in range(BACKUP_CODES)]
        StaticToken.objects.bulk_create(
            StaticToken(device=device, token=code) for code in codes
        )
    return codes


def _wrong(totp: TOTPDevice, code: str) -> str:
    """What is wrong with the code, "" where it is right; it is used up then.

    The devices make whoever guesses wait, longer each time.
    """
    model = (
        TOTPDevice if code.isdecimal() and len(code) == _IN_THE_APP else StaticDevice
    )
    with transaction.atomic():
        devices = model.objects.select_for_update().filter(user=totp.user_id)
        if model is TOTPDevice:
            devices = devices.filter(pk=totp.pk)
        device = devices.first()
        if device is None:
            return _("This code is not right.")
        allowed, why = device.verify_is_allowed()
        if not allowed:
            return _("Too many wrong codes. Wait until %(when)s.") % {
                "when": f"{timezone.localtime(why['locked_until']):%H:%M:%S}"
            }
        if device.verify_token(code):
            return ""
    return _("This code is not right. Codes of the app hold for half a minute.")


def _after(request: HttpRequest) -> str:
    wanted = request.POST.get(REDIRECT_FIELD_NAME) or request.GET.get(
        REDIRECT_FIELD_NAME, ""
    )
    is_ours = url_has_allowed_host_and_scheme(
        wanted, {request.get_host()}, require_https=request.is_secure()
    )
    return wanted if is_ours else reverse("admin:index")


def _as_qr(address: str) -> str:
    """A data address; dark on white whatever the page's colours."""
    code = segno.make(address, error="m")
    return code.svg_data_uri(scale=5, border=4, light="#fff")
