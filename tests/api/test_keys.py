"""API keys: made and revoked in the admin, known by a digest, and what they allow."""

import datetime as dt
import io
import logging

import pytest
import time_machine
from django.urls import reverse

from locator.api.root import Root
from locator.models import APIKey
from locator.models.api_key import digest_of, prefix_of

NOWHERE = "/api/v1/nothing/"
ROOT = "/api/v1/"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def few_allowed(settings):
    settings.LIMITS = {"requests": 3, "requests-with-key": 50, "key-lookups": 4}


def made(**values):
    row = APIKey(name="A bank", **values)
    key = row.draw()
    row.save()
    return row, key


def bearing(key):
    return {"headers": {"Authorization": f"Bearer {key}"}}


def test_a_key_has_a_higher_limit(client):
    _row, key = made()
    response = client.get(NOWHERE, **bearing(key))
    assert response["RateLimit-Policy"] == '"requests";q=50;w=60'
    assert response["RateLimit"] == '"requests";r=49;t=60'


def test_a_revoked_key_is_not_taken_for_longer_where_the_clock_is_set_back(client):
    row, key = made()
    with time_machine.travel("2026-11-23T12:00+07:00", tick=False):
        client.get(NOWHERE, **bearing(key))
    # By another process, which this one does not hear of.
    APIKey.objects.filter(pk=row.pk).update(revoked_at=dt.datetime.now(dt.UTC))
    with time_machine.travel("2026-11-20T12:00+07:00", tick=False):
        assert client.get(NOWHERE, **bearing(key)).status_code == 401


@pytest.mark.parametrize("sent", ["{key}", "Token {key}", "Basic {key}"])
def test_a_key_without_bearer_is_not_taken_for_no_key(client, sent):
    _row, key = made()
    headers = {"Authorization": sent.format(key=key)}
    assert client.get(NOWHERE, headers=headers).status_code == 401


def test_a_key_may_have_a_limit_of_its_own(client):
    _row, key = made(a_minute=7)
    response = client.get(NOWHERE, **bearing(key))
    assert response["RateLimit-Policy"] == '"requests";q=7;w=60'


def test_a_key_counts_apart_from_its_address(client):
    _row, key = made()
    for _time in range(4):
        client.get(NOWHERE)
    assert client.get(NOWHERE).status_code == 429
    assert client.get(NOWHERE, **bearing(key)).status_code == 404


@pytest.mark.parametrize(
    "sent",
    [
        "tuf_abcdefgh_" + "x" * 32,
        "tuf_abcdefgh",
        "nonsense",
        "x" * 5000,
        "tuf_\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9_x",
        "tuf_%00bcdefgh_x",
    ],
)
def test_a_key_that_nobody_made_is_refused(client, sent):
    response = client.get(NOWHERE, **bearing(sent))
    assert response.status_code == 401
    assert response["Content-Type"] == "application/problem+json"
    assert response["WWW-Authenticate"].startswith("Bearer")
    assert response["Access-Control-Allow-Origin"] == "*"


def test_the_public_beginning_of_a_key_is_not_enough(client):
    row, key = made()
    forged = key[:-1] + ("a" if key[-1] != "a" else "b")
    assert prefix_of(forged) == row.prefix
    assert client.get(NOWHERE, **bearing(forged)).status_code == 401


def test_a_revoked_key_is_refused(client):
    _row, key = made(revoked_at=dt.datetime(2026, 11, 1, tzinfo=dt.UTC))
    assert client.get(NOWHERE, **bearing(key)).status_code == 401


def test_a_revocation_elsewhere_holds_within_a_minute(client):
    row, key = made()
    with time_machine.travel("2026-11-16T12:00:00+07:00", tick=False) as clock:
        client.get(NOWHERE, **bearing(key))
        # Another process did it, which does not share this one's cache.
        APIKey.objects.filter(pk=row.pk).update(revoked_at="2026-11-16T05:00:00Z")
        clock.shift(61)
        assert client.get(NOWHERE, **bearing(key)).status_code == 401


def test_who_tries_keys_is_soon_not_looked_up_any_more(
    client, django_assert_num_queries
):
    for number in range(4):
        wrong = f"tuf_abcdefg{number}_x"
        assert client.get(NOWHERE, **bearing(wrong)).status_code == 401
    with django_assert_num_queries(0):
        assert client.get(NOWHERE, **bearing("tuf_abcdefg9_x")).status_code == 429


@pytest.mark.parametrize("sent", ["Basic dG9wOnVw", ""])
def test_credentials_that_are_no_key_are_not_for_us(client, sent):
    response = client.get(NOWHERE, headers={"Authorization": sent})
    assert response["RateLimit-Policy"] == '"requests";q=3;w=60'


@pytest.mark.parametrize("sent", ["Bearer", "Bearer "])
def test_an_empty_key_is_taken_for_a_wrong_one(client, sent):
    response = client.get(NOWHERE, headers={"Authorization": sent})
    assert response.status_code == 401


def test_a_request_with_a_key_takes_one_query_and_then_none(
    client, django_assert_num_queries
):
    _row, key = made(last_used_on=dt.date(2026, 11, 16))
    with django_assert_num_queries(1):
        client.get(NOWHERE, **bearing(key))
    with django_assert_num_queries(0):
        client.get(NOWHERE, **bearing(key))


def test_the_day_of_the_last_use_is_noted_once_a_day(client, django_assert_num_queries):
    row, key = made()
    with django_assert_num_queries(2):
        client.get(NOWHERE, **bearing(key))
    row.refresh_from_db()
    assert row.last_used_on == dt.date(2026, 11, 16)


def test_a_browser_may_send_a_key(client):
    response = client.options("/api/v1/outlets/")
    assert "Authorization" in response["Access-Control-Allow-Headers"].split(", ")


def test_a_key_is_shown_once_and_kept_as_a_digest(admin_client):
    page = admin_client.post(
        reverse("admin:locator_apikey_add"), {"name": "A bank", "a_minute": ""}
    )
    key = page.context["key"]
    row = APIKey.objects.get()
    assert page.content.decode().count(key) == 2
    assert (row.prefix, row.digest) == (prefix_of(key), digest_of(key))
    assert "no-store" in page["Cache-Control"]
    assert key not in str(page.cookies)
    for url in (
        reverse("admin:locator_apikey_changelist"),
        reverse("admin:locator_apikey_change", args=[row.pk]),
    ):
        shown = admin_client.get(url).content.decode()
        assert row.prefix in shown
        assert key not in shown
        assert row.digest not in shown


def test_a_key_is_revoked_from_the_list_at_once_where_the_cache_is_shared(admin_client):
    row, key = made()
    assert admin_client.get(NOWHERE, **bearing(key)).status_code == 404
    chosen = {"action": "revoke", "_selected_action": [row.pk]}
    admin_client.post(reverse("admin:locator_apikey_changelist"), chosen)
    row.refresh_from_db()
    assert row.revoked_at
    assert admin_client.get(NOWHERE, **bearing(key)).status_code == 401


def test_a_key_is_never_deleted(admin_client):
    row, _key = made()
    url = reverse("admin:locator_apikey_delete", args=[row.pk])
    assert admin_client.post(url, {"post": "yes"}).status_code == 403


def breaking(*_args, **_path):
    raise RuntimeError


def test_no_key_reaches_the_log(client, monkeypatch):
    stream = io.StringIO()
    (handler,) = (h for h in logging.getLogger().handlers if h.get_name() == "console")
    monkeypatch.setattr(handler, "stream", stream)
    _row, key = made()
    monkeypatch.setattr(Root, "answer", breaking)
    client.raise_request_exception = False
    assert client.get(ROOT, **bearing(key)).status_code == 500
    client.get(NOWHERE, **bearing(key + "x"))
    assert ROOT in stream.getvalue()
    assert key not in stream.getvalue()
