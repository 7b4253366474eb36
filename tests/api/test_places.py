import pytest

from locator.models import PlaceAlias
from locator.search_index import write_index
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def places():
    province = factories.place(
        "siem-reap",
        level="province",
        code="17",
        name_en="Siem Reap",
        name_km="សៀមរាប",
        name_zh_hans="暹粒",
        latitude=13.36,
        longitude=103.86,
    )
    old_market = factories.place(
        "old-market", parent=province, latitude=13.354, longitude=103.855
    )
    PlaceAlias.objects.create(place=old_market, name="Phsar Chas")
    factories.place("puok", level="district", code="1710", parent=province)
    write_index(None, place_ids=None)


def get(client, **query):
    return client.get("/api/v1/places/", query)


def slugs(client, **query):
    return [place["slug"] for place in get(client, **query).json()["places"]]


@pytest.mark.parametrize("name", ["siem reap", "Siemreap", "សៀមរាប", "暹粒"])
def test_a_place_is_found_in_three_scripts(client, name):
    assert slugs(client, q=name)[0] == "siem-reap"


def test_a_place_tells_its_names_codes_and_point(client):
    [place] = get(client, q="暹粒", lang="zh-hans").json()["places"]
    assert place["name"] == "暹粒"
    assert place["names"]["km"] == "សៀមរាប"
    assert place["code"] == "17"
    assert place["point"] == {"type": "Point", "coordinates": [103.86, 13.36]}


def test_a_place_tells_what_it_lies_in(client):
    [place] = get(client, q="Phsar Chas").json()["places"]
    assert place["parents"] == [
        {"slug": "siem-reap", "level": "province", "code": "17", "name": "Siem Reap"}
    ]


def test_a_place_without_a_point_says_so(client):
    assert get(client, q="puok").json()["places"][0]["point"] is None


def test_a_level_is_picked(client):
    assert slugs(client, q="siem reap", level="district") == []
    assert slugs(client, q="siem reap", level="province") == ["siem-reap"]


def test_a_position_gives_the_nearest_place_of_each_level(client):
    body = get(client, near="13.3541,103.8551").json()
    near, far = body["places"]
    assert (near["slug"], far["slug"]) == ("old-market", "siem-reap")
    assert near["distance_m"] < 20


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ({}, "q"),
        ({"q": "a", "near": "13,103"}, "near"),
        ({"near": "here"}, "near"),
        ({"near": "13,103", "limit": "3"}, "limit"),
        ({"q": "a", "level": "street"}, "level"),
        ({"q": "a", "limit": "999"}, "limit"),
        ({"q": "a" * 500}, "q"),
    ],
)
def test_what_makes_no_sense_is_refused_by_name(client, query, parameter):
    response = get(client, **query)
    assert response.status_code == 400
    assert response.json()["errors"][0]["parameter"] == parameter
