"""What a mirror is told, and what it is refused."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client

from locator.change_index import current_epoch, record_changes
from locator.models import Outlet, OutletChange
from locator.search_index import write_index
from locator.sync.shape import SHAPE_VERSION
from tests import factories
from tests.sync.mirror import CHANGES, Mirror, database

# A transaction's own changes are told to nobody before it ends.
pytestmark = pytest.mark.django_db(transaction=True)


def change(outlet: Outlet, **columns: Any) -> None:
    Outlet.objects.filter(pk=outlet.pk).update(**columns)
    write_index([outlet.pk])


def ids(mirror: Mirror, limit: int = 1000) -> list[str]:
    """The ids of the next page, which the mirror applies."""
    page = mirror.read_page(limit)
    mirror.apply(page)
    return [row["id"] for row in page["changes"]]


def test_from_the_beginning_every_public_outlet_comes_once() -> None:
    shown = {factories.outlet().public_id for _ in range(3)}
    factories.outlet(status="draft")
    assert sorted(ids(Mirror())) == sorted(shown)


def test_a_change_is_the_outlets_whole_public_shape_without_the_moment() -> None:
    smart = factories.carrier("smart")
    phsar = factories.place(
        parent=factories.place("chamkar-mon", level="district", code="1201")
    )
    outlet = factories.outlet(
        name_en="Dara Phone",
        name_km="ដារ៉ា",
        street_en="St. 63",
        hours="08:00-20:00",
        phones=("+85512345678",),
        payments=("cash",),
        place=phsar,
        source="osm",
    )
    outlet.offers.create(carrier=smart, confidence="likely", evidence="a sign")
    write_index([outlet.pk])
    (row,) = Mirror().read_page(10)["changes"]
    assert row["type"] == "Feature"
    assert row["id"] == outlet.public_id
    assert row["geometry"]["coordinates"] == [outlet.longitude, outlet.latitude]
    told = row["properties"]
    assert told["name"] == "Dara Phone"
    assert told["texts"] == {
        "en": {"name": "Dara Phone", "street": "St. 63"},
        "km": {"name": "ដារ៉ា"},
    }
    assert told["opening_hours"] == "08:00-20:00"
    assert told["phones"] == ["+85512345678"]
    assert told["district_code"] == "1201"
    assert (told["carriers"], told["is_sample"]) == (["smart"], False)
    assert told["offers"][0]["evidence"] == "a sign"
    assert not {"open_state", "next_change", "distance_m"} & told.keys()


def test_what_both_tell_is_the_same_as_in_the_list_of_outlets(client: Client) -> None:
    factories.default_offer()
    factories.outlet(
        name="", operator=factories.operator(), hours="24/7", landmark="Phsar Thmei"
    )
    (row,) = Mirror().read_page(10)["changes"]
    (listed,) = client.get("/api/v1/outlets/").json()["features"]
    told = row["properties"]
    assert told.keys() - listed["properties"].keys() == {"texts"}
    assert {name: listed["properties"].get(name) for name in told} == told | {
        "texts": None
    }


def test_a_sample_outlet_is_marked() -> None:
    factories.outlet(source="sample")
    (row,) = Mirror().read_page(10)["changes"]
    assert row["properties"]["is_sample"] is True


def test_licence_and_attribution_stand_in_every_answer() -> None:
    page = Mirror().read_page(10)
    assert page["licence"] == "ODbL-1.0"
    assert "OpenStreetMap" in page["attribution"]


def test_a_change_moves_an_outlet_to_the_end() -> None:
    first, second = factories.outlet(), factories.outlet()
    change(first, name_en="Another")
    assert ids(Mirror()) == [second.public_id, first.public_id]


def test_after_the_last_page_only_what_changed_since_comes() -> None:
    first, second = factories.outlet(), factories.outlet()
    mirror = Mirror()
    mirror.catch_up()
    assert ids(mirror) == []
    change(second, name_en="Another")
    assert ids(mirror) == [second.public_id]
    assert ids(mirror) == []
    assert first.public_id in mirror.outlets


def test_a_write_that_changes_nothing_shown_is_no_change() -> None:
    outlet = factories.outlet()
    mirror = Mirror()
    mirror.catch_up()
    change(outlet, flags=["a warning"], source_ref="node/1")
    assert ids(mirror) == []


@pytest.mark.parametrize("status", ["closed", "draft"])
def test_an_outlet_that_is_public_no_more_leaves_a_tombstone(status: str) -> None:
    outlet = factories.outlet()
    mirror = Mirror()
    mirror.catch_up()
    change(outlet, status=status)
    page = mirror.read_page(10)
    assert page["changes"] == [{"id": outlet.public_id, "deleted": True}]


def test_an_outlet_deleted_behind_our_back_leaves_a_tombstone_when_noticed() -> None:
    outlet = factories.outlet()
    mirror = Mirror()
    mirror.catch_up()
    outlet.listings.all().delete()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM locator_outlet WHERE id = %s", [outlet.pk])
    record_changes()
    page = mirror.read_page(10)
    assert page["changes"] == [{"id": outlet.public_id, "deleted": True}]


def test_an_outlet_published_again_comes_again() -> None:
    outlet = factories.outlet()
    mirror = Mirror()
    change(outlet, status="draft")
    mirror.catch_up()
    change(outlet, status="published")
    mirror.catch_up()
    assert mirror.outlets == database() != {}


def test_a_tombstone_is_told_once() -> None:
    outlet = factories.outlet()
    change(outlet, status="closed")
    write_index([outlet.pk])
    mirror = Mirror()
    assert ids(mirror) == [outlet.public_id]
    assert ids(mirror) == []


@pytest.mark.parametrize("limit", [1, 2, 3, 4, 5])
def test_pages_cut_one_transactions_changes_without_loss(limit: int) -> None:
    for _ in range(4):
        factories.outlet()
    Outlet.objects.update(name_en="Another")
    write_index(None)
    assert OutletChange.objects.values("revision").distinct().count() == 1
    mirror = Mirror()
    assert mirror.catch_up(limit) == 4
    assert mirror.outlets == database()


def test_an_outlet_that_changes_while_a_mirror_pages_comes_as_it_is_now() -> None:
    outlets = sorted((factories.outlet() for _ in range(3)), key=by_public_id)
    write_index(None)
    mirror = Mirror()
    mirror.apply(mirror.read_page(2))
    change(outlets[0], name_en="Changed meanwhile")
    change(outlets[2], status="closed")
    mirror.catch_up(2)
    assert mirror.outlets == database()


def by_public_id(outlet: Outlet) -> str:
    return outlet.public_id


def test_a_crash_before_a_page_is_applied_loses_nothing() -> None:
    for _ in range(3):
        factories.outlet()
    mirror = Mirror()
    mirror.read_page(2)
    mirror.catch_up(2)
    assert mirror.outlets == database()


def test_without_any_change_the_token_is_good_later() -> None:
    mirror = Mirror()
    assert mirror.catch_up() == 0
    outlet = factories.outlet()
    assert ids(mirror) == [outlet.public_id]


def test_an_unchanged_answer_need_not_be_sent_again(client: Client) -> None:
    factories.outlet()
    answer = client.get(CHANGES)
    assert answer["Cache-Control"] == "no-cache"
    again = client.get(CHANGES, headers={"If-None-Match": answer["ETag"]})
    assert again.status_code == 304


def tokens_of_others() -> list[str]:
    return [
        "0",
        "hello",
        "x" * 5000,
        f"zzzzzzzz-{SHAPE_VERSION}-1-bcdfgh",
        "EPOCH-999-1-bcdfgh",
        f"EPOCH-{SHAPE_VERSION}-999999999999999999-bcdfgh",
        f"EPOCH-{SHAPE_VERSION}-9999999999999999999999-bcdfgh",
        f"EPOCH-{SHAPE_VERSION}-١-bcdfgh",
        f"EPOCH-{SHAPE_VERSION}--1-bcdfgh",
        f"EPOCH-{SHAPE_VERSION}-1-bcdfgh\n",
        f"EPOCH-{SHAPE_VERSION}-1-'; --",
    ]


@pytest.mark.parametrize("since", tokens_of_others())
def test_a_token_that_is_not_ours_is_refused_with_the_mend(
    since: str, client: Client
) -> None:
    factories.outlet()
    since = since.replace("EPOCH", current_epoch())
    answer = client.get(CHANGES, {"since": since})
    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"
    (error,) = answer.json()["errors"]
    assert error["parameter"] == "since"
    assert "take the snapshot again" in error["detail"]


@pytest.mark.parametrize(
    "limit", ["0", "1001", "-1", "", "ten", "1e3", "1.5", "NaN", "9" * 400]
)
def test_a_limit_out_of_bounds_is_refused_by_name(limit: str, client: Client) -> None:
    answer = client.get(CHANGES, {"limit": limit})
    assert answer.status_code == 400
    assert [error["parameter"] for error in answer.json()["errors"]] == ["limit"]


def test_a_page_costs_the_same_queries_whatever_is_in_it(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    for number in range(20):
        factories.outlet(sells="smart", phones=("+85512345678",), hours="24/7")
        factories.outlet(operator=factories.operator(f"bank-{number}"))
    client.get(CHANGES)
    # Epoch (two on PostgreSQL), positions, five small tables, outlets and their keys,
    # phones, own offers, index rows.
    with django_assert_max_num_queries(13):
        assert len(client.get(CHANGES).json()["changes"]) == 40
