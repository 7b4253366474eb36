"""How often a client may ask: counted at the edge, told in each answer."""

import os
import subprocess
import sys

import pytest
import time_machine
from django.conf import settings
from django.core.cache import caches
from django.test import Client

from tests import factories

OUTLETS = "/api/v1/outlets/"
NOWHERE = "/api/v1/nothing/"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def few_allowed(settings):
    settings.LIMITS = {"requests": 3, "files": 1}


def test_an_answer_tells_the_limit_and_what_is_left_of_it(client):
    response = client.get(OUTLETS)
    assert response["RateLimit-Policy"] == '"requests";q=3;w=60'
    assert response["RateLimit"] == '"requests";r=2;t=60'


def test_one_too_many_is_refused_with_the_seconds_to_wait(client):
    with time_machine.travel("2026-11-16T12:00:18+07:00", tick=False):
        answers = [client.get(OUTLETS) for _time in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    refused = answers[-1]
    assert refused["Retry-After"] == "42"
    assert refused["RateLimit"] == '"requests";r=0;t=42'
    assert refused["Content-Type"] == "application/problem+json"
    assert refused.json()["status"] == 429
    assert refused["Cache-Control"] == "no-store"


def test_a_refusal_speaks_the_language_asked_for(client):
    for _time in range(3):
        client.get(OUTLETS)
    refused, english = client.get(OUTLETS, {"lang": "KM"}), client.get(OUTLETS)
    assert (refused.status_code, refused["Content-Language"]) == (429, "km")
    assert refused.json()["detail"] != english.json()["detail"]


def test_a_script_of_another_site_can_read_a_refusal(client):
    for _time in range(4):
        response = client.get(OUTLETS)
    assert response["Access-Control-Allow-Origin"] == "*"
    for name in ("RateLimit", "RateLimit-Policy", "Retry-After", "X-Request-ID"):
        assert name in response["Access-Control-Expose-Headers"].split(", ")


def test_the_next_window_begins_anew(client):
    with time_machine.travel("2026-11-16T12:00:59+07:00", tick=False) as clock:
        for _time in range(4):
            client.get(OUTLETS)
        clock.shift(1)
        assert client.get(OUTLETS)["RateLimit"] == '"requests";r=2;t=60'


@pytest.mark.parametrize(
    "ask",
    [
        lambda client: client.get(NOWHERE),
        lambda client: client.head(OUTLETS),
        lambda client: client.options(OUTLETS),
        lambda client: client.get(OUTLETS, {"near": "nowhere"}),
        lambda client: client.get(OUTLETS, headers={"Accept": "image/png"}),
        lambda client: client.get("/api/v1/outlets/%00/"),
        lambda client: client.get("/api/docs/"),
    ],
    ids=["missing", "head", "options", "wrong", "no such form", "nul", "docs"],
)
def test_whatever_is_asked_counts(client, ask):
    ask(client)
    assert client.get(OUTLETS)["RateLimit"].startswith('"requests";r=1')


def test_what_the_client_has_already_counts_too(client):
    etag = client.get(OUTLETS)["ETag"]
    response = client.get(OUTLETS, headers={"If-None-Match": etag})
    assert response.status_code == 304
    assert response["RateLimit"] == '"requests";r=1;t=60'


def test_a_map_s_clusters_are_counted_apart(client, settings):
    settings.LIMITS = {"requests": 1, "map": 2}
    asked = "/api/v1/clusters/?bbox=104,11,105,12&zoom=9"
    answers = [client.get(asked) for _time in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[0]["RateLimit"].startswith('"map";r=1;t=')
    assert client.get(OUTLETS).status_code == 200


def test_pages_are_not_counted(client):
    response = client.get("/en/about/")
    assert "RateLimit" not in response


@pytest.mark.django_db(transaction=True)
def test_counting_an_anonymous_client_takes_no_query(client, django_assert_num_queries):
    factories.outlet()
    client.get(OUTLETS)
    with django_assert_num_queries(0):
        assert client.get(OUTLETS).status_code == 200


def test_a_limit_of_nought_is_none(client, settings):
    settings.LIMITS = {"requests": 0}
    for _time in range(9):
        response = client.get(OUTLETS)
    assert response.status_code == 200
    assert "RateLimit" not in response


def test_clients_are_counted_apart():
    first, second = (Client(REMOTE_ADDR=a) for a in ("203.0.113.1", "203.0.113.2"))
    for _time in range(4):
        first.get(NOWHERE)
    assert second.get(NOWHERE)["RateLimit"] == '"requests";r=2;t=60'


def test_all_addresses_of_one_ipv6_network_are_one_client():
    Client(REMOTE_ADDR="2001:db8:1:2::1").get(NOWHERE)
    other = Client(REMOTE_ADDR="2001:db8:1:2:ffff::9").get(NOWHERE)
    assert other["RateLimit"] == '"requests";r=1;t=60'


def test_a_table_counts_against_the_limit_of_files_as_well(client):
    first = client.get(OUTLETS, {"format": "csv"})
    assert b"".join(first)
    assert first["RateLimit-Policy"] == '"requests";q=3;w=60, "files";q=1;w=60'
    assert first["RateLimit"] == '"requests";r=2;t=60, "files";r=0;t=60'
    second = client.get(OUTLETS, {"format": "csv"})
    assert second.status_code == 429
    assert second["Retry-After"] == "60"
    assert client.get(OUTLETS).status_code == 200


def test_files_of_a_snapshot_count_as_files_whether_there_or_not(client):
    codes = [client.get("/api/v1/snapshot/none.gz").status_code for _time in range(2)]
    assert codes == [404, 429]


def test_processes_that_are_given_a_cache_count_in_it_together():
    show = "from locator.config import settings; print(settings.CACHES)"
    shown = subprocess.run(
        [sys.executable, "-c", show],
        env={
            "PATH": os.environ["PATH"],
            "SECRET_KEY": "x" * 50,
            "CACHE_URL": "rediscache://cache.example:6379/1",
        },
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=True,
    )
    assert shown.stdout.count("redis://cache.example:6379/1") == 2


def test_no_address_stands_in_the_cache(monkeypatch):
    kept = []
    counters = caches["counters"]
    for name in ("add", "set", "incr"):
        plain = getattr(counters, name)

        def noting(*args, plain=plain, **more):
            kept.append(repr((args, more)))
            return plain(*args, **more)

        monkeypatch.setattr(counters, name, noting)
    Client(REMOTE_ADDR="203.0.113.77").get(NOWHERE)
    assert kept
    assert not any("203.0.113" in text for text in kept)
