"""Logging in: too many tries wait, and a second step for those who want it."""

import re
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import User
from django.core.cache import caches
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_otp.oath import totp
from django_otp.plugins.otp_static.models import StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from locator.clients import network_of

pytestmark = pytest.mark.django_db

LOGIN, PAGE, CODE = "/admin/login/", "/admin/two-factor/", "/admin/two-factor/code/"


@pytest.fixture
def sophea() -> User:
    return User.objects.create_superuser("sophea", password="correct horse")


def log_in(client: Client, password: str = "correct horse", **how: Any) -> HttpResponse:
    return client.post(LOGIN, {"username": "sophea", "password": password}, **how)


def code_of(device: TOTPDevice) -> str:
    return f"{totp(device.bin_key):06}"


def set_up(client: Client) -> tuple[TOTPDevice, list[str]]:
    """Turn it on as a user does; gives the device and the backup codes."""
    client.get(PAGE)
    device = TOTPDevice.objects.get()
    page = client.post(PAGE, {"code": code_of(device)})
    device.refresh_from_db()
    # So that the same half minute gives another code that holds.
    TOTPDevice.objects.update(last_t=-1)
    return device, page.context["codes"]


# Throttling


def test_the_right_password_logs_in(client: Client, sophea: User) -> None:
    assert log_in(client).status_code == 302
    assert client.get("/admin/").status_code == 200


def test_after_five_wrong_passwords_one_waits(client: Client, sophea: User) -> None:
    answers = [log_in(client, "wrong").status_code for _try in range(5)]
    assert answers == [200, 200, 200, 200, 429]
    shut = log_in(client)
    assert shut.status_code == 429
    assert "Wait 15 minutes" in shut.content.decode()
    assert client.get("/admin/").status_code == 302


def test_a_stranger_elsewhere_locks_nobody_out(client: Client, sophea: User) -> None:
    stranger = Client(REMOTE_ADDR="203.0.113.9")
    for _try in range(9):
        log_in(stranger, "wrong")
    assert log_in(client).status_code == 302


def test_the_wait_ends(client: Client, sophea: User) -> None:
    with time_machine.travel("2026-01-05 10:00Z", tick=False) as clock:
        for _try in range(6):
            log_in(client, "wrong")
        clock.shift(16 * 60)
        assert log_in(client).status_code == 302


def test_one_network_has_so_many_logins_whatever_the_names(
    client: Client, sophea: User, settings: Any
) -> None:
    settings.LIMITS = {"logins": 3}
    for number in range(3):
        client.post(LOGIN, {"username": f"name{number}", "password": "x"})
    assert log_in(client).status_code == 429


def test_behind_a_proxy_the_client_counts_and_not_the_proxy(
    client: Client, sophea: User, settings: Any
) -> None:
    settings.BEHIND_PROXY, settings.PROXIES = True, 1
    for _try in range(5):
        log_in(client, "wrong", headers={"X-Forwarded-For": "1.1.1.1, 203.0.113.9"})
    shut = log_in(client, headers={"X-Forwarded-For": "203.0.113.9"})
    assert shut.status_code == 429
    other = log_in(client, headers={"X-Forwarded-For": "203.0.113.9, 198.51.100.7"})
    assert other.status_code == 302


def test_of_failed_logins_nothing_is_stored_or_logged(
    client: Client, sophea: User, caplog: pytest.LogCaptureFixture
) -> None:
    from axes.models import AccessAttempt, AccessFailureLog, AccessLog

    for _try in range(6):
        log_in(client, "my real password")
    for model in (AccessAttempt, AccessFailureLog, AccessLog):
        assert not model.objects.exists()
    for told in ("my real password", "127.0.0.1", "sophea"):
        assert told not in caplog.text
    request = client.get(LOGIN).wsgi_request
    assert network_of(request) not in str(caches["counters"]._cache.keys())


# The second step


def test_without_it_the_password_is_enough(client: Client, sophea: User) -> None:
    log_in(client)
    assert client.get("/admin/").status_code == 200


def test_setting_up_shows_a_picture_and_the_key_and_takes_a_code(
    client: Client, sophea: User
) -> None:
    client.force_login(sophea)
    page = client.get(PAGE).content.decode()
    assert 'src="data:image/svg+xml' in page
    assert "style=" not in page
    assert re.search(r"([A-Z2-7]{4} ){7}[A-Z2-7]{4}", page)
    assert not TOTPDevice.objects.get().confirmed
    refused = client.post(PAGE, {"code": "000000"})
    assert "not right" in refused.content.decode()
    TOTPDevice.objects.update(throttling_failure_count=0)
    _device, codes = set_up(client)
    assert TOTPDevice.objects.get().confirmed
    assert len(codes) == 10
    assert client.get("/admin/").status_code == 200


def test_then_a_login_asks_for_the_code_before_anything_else(
    client: Client, sophea: User
) -> None:
    client.force_login(sophea)
    device, _codes = set_up(client)
    client.logout()
    log_in(client)
    for url in ("/admin/", "/admin/locator/outlet/", PAGE, "/admin/autocomplete/"):
        assert client.get(url)["Location"].startswith(CODE), url
        assert client.post(url)["Location"].startswith(CODE), url
    asked = client.get("/admin/locator/outlet/")["Location"]
    assert "Type the code" in client.get(asked).content.decode()
    answer = client.post(asked, {"code": code_of(device)})
    assert answer["Location"] == "/admin/locator/outlet/"
    assert client.get("/admin/locator/outlet/").status_code == 200


def test_a_wrong_code_lets_nobody_in_and_makes_them_wait(
    client: Client, sophea: User, settings: Any
) -> None:
    settings.OTP_TOTP_THROTTLE_FACTOR = 60
    client.force_login(sophea)
    device, _codes = set_up(client)
    client.logout()
    log_in(client)
    assert "not right" in client.post(CODE, {"code": "000000"}).content.decode()
    told = client.post(CODE, {"code": code_of(device)}).content.decode()
    assert "Too many wrong codes" in told
    device.refresh_from_db()
    until = timezone.localtime(device.verify_is_allowed()[1]["locked_until"])
    assert f"{until:%H:%M:%S}" in told
    assert client.get("/admin/").status_code == 302


def test_a_code_holds_once(client: Client, sophea: User) -> None:
    client.force_login(sophea)
    device, _codes = set_up(client)
    code = code_of(device)
    for expected in (302, 200):
        client.logout()
        log_in(client)
        assert client.post(CODE, {"code": code}).status_code == expected


def test_a_backup_code_holds_once(client: Client, sophea: User) -> None:
    client.force_login(sophea)
    _device, [code, *_others] = set_up(client)
    for expected in (302, 200):
        client.logout()
        log_in(client)
        assert client.post(CODE, {"code": code.upper()}).status_code == expected
    assert StaticToken.objects.count() == 9


def test_anothers_code_is_not_taken(client: Client, sophea: User) -> None:
    other = User.objects.create_superuser("dara", password="battery staple")
    theirs = TOTPDevice.objects.create(user=other, name="app", confirmed=True)
    TOTPDevice.objects.create(user=sophea, name="app", confirmed=True)
    client.force_login(sophea)
    client.post(CODE, {"code": code_of(theirs)})
    assert client.get("/admin/").status_code == 302


def test_after_the_code_one_is_led_to_no_other_site(
    client: Client, sophea: User
) -> None:
    client.force_login(sophea)
    device, _codes = set_up(client)
    client.logout()
    log_in(client)
    sent = {"code": code_of(device), "next": "https://evil.example/"}
    assert client.post(CODE, sent)["Location"] == "/admin/"


def test_the_code_page_leads_strangers_to_the_login(client: Client) -> None:
    assert client.get(CODE)["Location"].startswith(LOGIN)


def test_who_waits_for_the_code_can_log_out(client: Client, sophea: User) -> None:
    client.force_login(sophea)
    set_up(client)
    client.logout()
    log_in(client)
    assert client.post("/admin/logout/").status_code == 200
    assert client.get(CODE)["Location"].startswith(LOGIN)


def test_turning_it_off_takes_a_code(client: Client, sophea: User) -> None:
    client.force_login(sophea)
    device, _codes = set_up(client)
    client.post(PAGE, {"code": "", "off": ""})
    assert TOTPDevice.objects.exists()
    client.post(PAGE, {"code": code_of(device), "off": ""})
    assert not TOTPDevice.objects.exists()
    assert not StaticToken.objects.exists()


def test_new_backup_codes_take_the_place_of_the_old(
    client: Client, sophea: User
) -> None:
    client.force_login(sophea)
    device, codes = set_up(client)
    page = client.post(PAGE, {"code": code_of(device), "codes": ""})
    assert not set(page.context["codes"]) & set(codes)
    assert StaticToken.objects.count() == 10


def test_the_owner_turns_it_off_for_a_colleague(client: Client, sophea: User) -> None:
    dara = User.objects.create_user("dara", is_staff=True)
    TOTPDevice.objects.create(user=dara, name="app", confirmed=True)
    client.force_login(sophea)
    chosen = {"action": "reset_two_factor", "_selected_action": [dara.pk]}
    client.post(reverse("admin:auth_user_changelist"), chosen)
    assert not TOTPDevice.objects.exists()


def test_a_login_that_waits_goes_on_when_the_owner_turned_it_off(
    client: Client, sophea: User
) -> None:
    device = TOTPDevice.objects.create(user=sophea, name="app", confirmed=True)
    client.force_login(sophea)
    device.delete()
    assert client.get(client.get("/admin/")["Location"])["Location"] == "/admin/"
    assert client.get("/admin/").status_code == 200


def test_a_curator_turns_nothing_off_for_others(client: Client) -> None:
    from django.contrib.auth.models import Group

    curator = User.objects.create_user("curator", is_staff=True)
    curator.groups.set(Group.objects.filter(name="Curator"))
    dara = User.objects.create_superuser("dara")
    TOTPDevice.objects.create(user=dara, name="app", confirmed=True)
    client.force_login(curator)
    chosen = {"action": "reset_two_factor", "_selected_action": [dara.pk]}
    page = reverse("admin:auth_user_changelist")
    assert client.post(page, chosen).status_code == 403
    assert TOTPDevice.objects.exists()


# Logins elsewhere


@pytest.fixture
def elsewhere(sophea: User) -> Client:
    """Another browser in which she is logged in by her password alone."""
    browser = Client()
    browser.force_login(sophea)
    return browser


def is_logged_in(client: Client) -> bool:
    return client.get(PAGE).status_code == 200


def test_turning_it_on_ends_logins_elsewhere(
    client: Client, sophea: User, elsewhere: Client
) -> None:
    other = Client()
    other.force_login(User.objects.create_superuser("dara"))
    client.force_login(sophea)
    set_up(client)
    assert not is_logged_in(elsewhere)
    assert is_logged_in(client)
    assert is_logged_in(other)


@pytest.mark.parametrize("change", ["off", "codes"])
def test_changing_it_ends_logins_elsewhere(
    client: Client, sophea: User, change: str
) -> None:
    client.force_login(sophea)
    device, _codes = set_up(client)
    elsewhere = Client()
    log_in(elsewhere)
    elsewhere.post(CODE, {"code": code_of(device)})
    assert is_logged_in(elsewhere)
    TOTPDevice.objects.update(last_t=-1)
    client.post(PAGE, {"code": code_of(device), change: ""})
    assert not is_logged_in(elsewhere)
    assert is_logged_in(client)


def test_a_wrong_code_ends_no_login(
    client: Client, sophea: User, elsewhere: Client
) -> None:
    client.force_login(sophea)
    client.get(PAGE)
    client.post(PAGE, {"code": "000000"})
    assert is_logged_in(elsewhere)


def test_the_owner_turning_it_off_ends_the_colleagues_logins(
    client: Client, sophea: User, elsewhere: Client
) -> None:
    TOTPDevice.objects.create(user=sophea, name="app", confirmed=True)
    client.force_login(User.objects.create_superuser("dara"))
    chosen = {"action": "reset_two_factor", "_selected_action": [sophea.pk]}
    client.post(reverse("admin:auth_user_changelist"), chosen)
    assert not is_logged_in(elsewhere)
    assert is_logged_in(client)
