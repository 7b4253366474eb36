import gzip
import time

import pytest
import time_machine
from cachetools import TTLCache
from django.core.cache import cache

from locator.api import response_cache
from locator.api.response_cache import MAX_AGE_S, responses
from locator.models import Outlet
from locator.search_index import write_index
from tests import factories

OUTLETS = "/api/v1/outlets/"
NEAR = "11.5564,104.9282"

pytestmark = pytest.mark.django_db(transaction=True)


def close(outlet):
    outlet.status = Outlet.Status.CLOSED
    outlet.save()
    write_index([outlet.pk])


def test_an_answer_just_given_takes_no_query(client, django_assert_num_queries):
    factories.outlet(sells="smart")
    first = client.get(OUTLETS, {"near": NEAR, "carrier": "smart"})
    with django_assert_num_queries(0):
        second = client.get(OUTLETS, {"near": NEAR, "carrier": "smart"})
    assert second.content == first.content


def test_positions_within_some_metres_share_an_answer(
    client, django_assert_num_queries
):
    factories.outlet()
    client.get(OUTLETS, {"near": "11.55640,104.92820"})
    with django_assert_num_queries(0):
        body = client.get(OUTLETS, {"near": "11.556412,104.928188"}).json()
    assert body["features"][0]["properties"]["distance_m"] == 0


def test_whoever_shares_an_answer_learns_no_exact_position(client):
    factories.outlet()
    client.get(OUTLETS, {"near": "11.556412,104.928188"})
    body = client.get(OUTLETS, {"near": "11.55640,104.92820"}).json()
    assert "near=11.5564,104.9282" in body["links"][0]["href"]


def test_an_answer_is_given_again_in_the_form_that_the_client_reads(
    client, django_assert_num_queries
):
    for number in range(3):
        factories.outlet(north_m=number)
    plain = client.get(OUTLETS).content
    client.get(OUTLETS, headers={"Accept-Encoding": "gzip"})
    with django_assert_num_queries(0):
        packed = client.get(OUTLETS, headers={"Accept-Encoding": "gzip"})
        again = client.get(OUTLETS)
    assert packed["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == plain == again.content
    assert "Content-Encoding" not in again


def test_what_tells_requests_apart_is_of_the_one_at_hand(client, settings):
    settings.LIMITS = {"requests": 10}
    first = client.get(OUTLETS)
    second = client.get(OUTLETS, headers={"X-Request-ID": "mine-4711"})
    assert second["X-Request-ID"] == "mine-4711"
    assert first["RateLimit"] != second["RateLimit"]


def test_a_cache_outside_the_process_is_given_no_position(client, monkeypatch):
    factories.outlet(north_m=200)
    factories.outlet(north_m=300)
    kept = []
    monkeypatch.setattr(cache, "add", lambda *args, **more: kept.append(repr(args)))
    client.get(OUTLETS, {"near": "11.5565,104.9283", "limit": "1"})
    assert kept
    assert not any("11.5565" in text or "104.9283" in text for text in kept)


def test_an_answer_is_kept_for_half_a_minute_whatever_the_wall_clock_says(
    client, monkeypatch
):
    shop = factories.outlet()
    with time_machine.travel("2026-11-16T12:00:05+07:00", tick=False):
        client.get(OUTLETS)
        close(shop)
        assert client.get(OUTLETS).json()["features"]
        started = time.monotonic()
        monkeypatch.setattr(time, "monotonic", lambda: started + MAX_AGE_S)
        assert client.get(OUTLETS).json()["features"] == []
    # Nor does what is over stay in memory.
    assert len(responses) == 1


def test_caches_are_told_how_long_an_answer_lasts(client):
    response = client.get(OUTLETS)
    assert response["Cache-Control"] == "public, max-age=30, stale-while-revalidate=30"


@pytest.mark.parametrize("weakly", [True, False])
def test_an_answer_that_the_client_has_is_not_sent_again(client, weakly):
    factories.outlet()
    etag = client.get(OUTLETS)["ETag"]
    asked = etag if weakly else etag.removeprefix("W/")
    response = client.get(OUTLETS, headers={"If-None-Match": asked})
    assert response.status_code == 304
    assert response.content == b""
    assert response["ETag"] == etag


def test_who_has_an_answer_may_keep_it_on(client):
    query = {"near": NEAR}
    etag = client.get(OUTLETS, query)["ETag"]
    response = client.get(OUTLETS, query, headers={"If-None-Match": etag})
    assert response.status_code == 304
    assert response["Cache-Control"] == "public, max-age=30, stale-while-revalidate=30"


def test_the_tag_stays_while_nothing_changes_and_differs_after(client):
    shop = factories.outlet(hours="08:00-12:30")
    etag = client.get(OUTLETS)["ETag"]
    with time_machine.travel("2026-11-16T12:20:00+07:00", tick=False):
        assert client.get(OUTLETS)["ETag"] == etag
    with time_machine.travel("2026-11-16T12:31:00+07:00", tick=False):
        shut = client.get(OUTLETS)["ETag"]
        assert shut != etag
    close(shop)
    with time_machine.travel("2026-11-16T12:33:00+07:00", tick=False):
        assert client.get(OUTLETS)["ETag"] not in {etag, shut}


@pytest.mark.parametrize(
    ("path", "code"),
    [
        (f"{OUTLETS}?near=nowhere", 400),
        (f"{OUTLETS}nowhere/", 404),
        (f"{OUTLETS}closed/", 410),
        ("/api/v1/nothing/", 404),
        (f"{OUTLETS}?format=csv", 200),
    ],
)
def test_errors_and_tables_are_kept_by_nobody(client, path, code):
    factories.outlet(public_id="closed", status=Outlet.Status.CLOSED)
    response = client.get(path)
    assert response.status_code == code
    assert response["Cache-Control"] == "no-store"
    assert "ETag" not in response


def test_any_site_s_script_may_read(client):
    response = client.get(OUTLETS)
    assert response["Access-Control-Allow-Origin"] == "*"
    assert "ETag" in response["Access-Control-Expose-Headers"]


def test_a_browser_that_asks_first_is_let_read_and_no_more(client):
    response = client.options(OUTLETS)
    assert response.status_code == 204
    assert response["Access-Control-Allow-Origin"] == "*"
    assert response["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"


def test_languages_and_forms_are_kept_apart(client):
    factories.outlet(name_en="Shop", name_zh_hans="商店")
    client.get(OUTLETS)
    chinese = client.get(OUTLETS, {"lang": "zh-hans"}).json()
    assert chinese["features"][0]["properties"]["name"] == "商店"
    plain = client.get(OUTLETS, headers={"Accept": "application/json"})
    assert plain["Content-Type"] == "application/json"
    assert plain["Vary"] == "Accept, Accept-Encoding"


def test_of_many_answers_the_oldest_go(client, monkeypatch):
    factories.outlet()
    client.get(OUTLETS, {"near": "11.5,104.9"})
    few = TTLCache(3 * responses.currsize, MAX_AGE_S, getsizeof=responses.getsizeof)
    monkeypatch.setattr(response_cache, "responses", few)
    for latitude in ("11.6", "11.7", "11.8", "11.9"):
        client.get(OUTLETS, {"near": f"{latitude},104.9"})
    assert 0 < len(few) < 4


@pytest.mark.parametrize(
    "condition",
    [
        {"If-Match": '"x"', "If-None-Match": '"y"'},
        {
            "If-Unmodified-Since": "Mon, 01 Jan 2001 00:00:00 GMT",
            "If-None-Match": '"y"',
        },
    ],
)
def test_conditions_for_who_writes_are_passed_over(client, condition):
    assert client.get("/api/v1/carriers/", headers=condition).status_code == 200
