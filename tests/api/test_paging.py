import pytest
import time_machine
from django.core.signing import b64_decode, b64_encode
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from locator.models import Outlet
from locator.search import paging
from locator.search_index import write_index
from tests import factories

OUTLETS = "/api/v1/outlets/"
NEAR = "11.5564,104.9282"

pytestmark = pytest.mark.django_db


def following(body):
    return next((ln["href"] for ln in body["links"] if ln["rel"] == "next"), None)


def pages(client, **query):
    """All pages of a search, as the client that follows `next` sees them."""
    body = client.get(OUTLETS, query).json()
    yield body
    while address := following(body):
        body = client.get(address).json()
        yield body


def ids(bodies):
    return [feature["id"] for body in bodies for feature in body["features"]]


@pytest.mark.parametrize("where", [{"near": NEAR}, {}, {"bbox": "104,11,105,12"}])
def test_pages_give_every_outlet_once(client, where):
    made = {factories.outlet(north_m=n % 3 * 50).public_id for n in range(11)}
    found = ids(pages(client, limit=3, **where))
    assert len(found) == 11
    assert set(found) == made


def test_pages_of_a_crowded_box_give_every_outlet_once(client, monkeypatch):
    monkeypatch.setattr(paging, "_FEW", 2)
    made = [factories.outlet().public_id for _ in range(7)]
    factories.outlet(north_m=80_000)
    assert ids(pages(client, limit=2, bbox="104,11,105,12")) == made


def test_outlets_at_one_distance_are_given_once_in_the_order_of_their_ids(client):
    made = [factories.outlet(north_m=100).public_id for _ in range(7)]
    assert ids(pages(client, limit=2, near=NEAR)) == made


def test_the_last_page_has_no_next(client):
    for _ in range(4):
        factories.outlet()
    *_others, last = pages(client, limit=2)
    assert len(last["features"]) == 2
    assert following(last) is None


def test_next_is_in_the_header_too(client):
    factories.outlet()
    factories.outlet()
    response = client.get(OUTLETS, {"limit": "1", "near": NEAR})
    address = following(response.json())
    assert response["Link"] == f'<{address}>; rel="next"'


def test_pages_follow_through_what_comes_and_goes_between_them(client):
    kept = [factories.outlet(north_m=100 * n).public_id for n in range(6)]
    first = client.get(OUTLETS, {"near": NEAR, "limit": "3"}).json()
    for _ in range(5):
        factories.outlet(north_m=50)
    gone = Outlet.objects.get(public_id=kept[1])
    gone.status = Outlet.Status.CLOSED
    gone.save()
    write_index([gone.pk])
    second = client.get(following(first)).json()
    assert ids([first, second]) == kept


def test_open_now_means_the_first_page_s_now_on_all_pages(client):
    for north_m in range(3):
        factories.outlet(hours="08:00-12:01", north_m=north_m)
    query = {"near": NEAR, "open": "now", "limit": "2"}
    first = client.get(OUTLETS, query).json()
    with time_machine.travel("2026-11-16T12:05:00+07:00", tick=False):
        assert client.get(OUTLETS, query).json()["features"] == []
        second = client.get(following(first)).json()
    assert len(second["features"]) == 1
    assert second["moment"] == first["moment"]


def test_how_many_there_are_is_told_on_every_page(client):
    for number in range(5):
        factories.outlet(north_m=number)
    assert [b["numberMatched"] for b in pages(client, limit=2, near=NEAR)] == [5, 5, 5]


def test_what_is_costly_to_count_is_told_on_the_last_page_alone(client):
    for _ in range(3):
        factories.outlet(payments=("khqr",))
    first, last = pages(client, limit=2, payment="khqr")
    assert "numberMatched" not in first
    assert last["numberMatched"] == 3


def test_the_language_and_size_of_pages_may_change_between_them(client):
    for _ in range(3):
        factories.outlet(name_en="Shop", name_zh_hans="商店")
    first = client.get(OUTLETS, {"limit": "1"}).json()
    address = following(first).replace("limit=1", "limit=2&lang=zh-hans")
    second = client.get(address).json()
    assert [f["properties"]["name"] for f in second["features"]] == ["商店"] * 2


def changed(cursor):
    """Its first outlet is another."""
    told, _colon, signature = cursor.partition(":")
    [first, *rest] = b64_decode(told.encode()).decode()[1:].split(",", 1)
    another = f"[{int(first) + 1},{rest[0]}"
    return f"{b64_encode(another.encode()).decode()}:{signature}"


def test_a_cursor_of_another_search_or_a_changed_one_is_refused(client):
    factories.outlet(sells="smart")
    factories.outlet(sells="smart")
    first = client.get(OUTLETS, {"limit": "1", "carrier": "smart"}).json()
    cursor = following(first).partition("cursor=")[2]
    wrong = [
        {"cursor": cursor},
        {"cursor": changed(cursor), "carrier": "smart"},
        {"cursor": "A", "carrier": "smart"},
        {"cursor": "é", "carrier": "smart"},
        {"cursor": "AAAA", "carrier": "smart"},
    ]
    for query in wrong:
        response = client.get(OUTLETS, query)
        assert response.status_code == 400, query
        assert response.json()["errors"][0]["parameter"] == "cursor"


class TestPages(TestCase):
    @settings(max_examples=25)
    @given(
        steps=st.lists(st.sampled_from([0, 0, 5, 5, 900, 40_000]), max_size=12),
        limit=st.integers(1, 5),
        radius=st.sampled_from([None, "4", "1000"]),
    )
    def test_pages_by_distance_equal_one_list(self, steps, limit, radius):
        for north_m in steps:
            factories.outlet(north_m=north_m)
        client = Client()
        query = {"near": NEAR} | ({"radius": radius} if radius else {})
        whole = client.get(OUTLETS, query | {"limit": "100"}).json()
        assert ids(pages(client, limit=limit, **query)) == ids([whole])
