import json
from urllib.parse import urlencode

import pytest

from tests import factories

pytestmark = pytest.mark.django_db

OUTLETS = "/api/v1/outlets/"
NEAR = "11.5564,104.9282"


def get(client, path=OUTLETS, **query):
    response = client.get(path, query)
    return response, json.loads(response.content)


def test_the_nearest_open_outlets_come_as_geojson(client):
    shop = factories.outlet(
        name="Shop", sells="smart", hours="08:00-20:00", phones=("+85512345678",)
    )
    factories.outlet(name="Shut", sells="smart", hours="18:00-20:00")
    response, body = get(client, near=NEAR, carrier="smart", open="now")
    assert response["Content-Type"] == "application/geo+json"
    assert body["type"] == "FeatureCollection"
    [feature] = body["features"]
    assert feature["id"] == shop.public_id
    assert feature["geometry"] == {
        "type": "Point",
        "coordinates": [104.9282, 11.5564],
    }
    properties = feature["properties"]
    assert properties["name"] == "Shop"
    assert properties["kind"] == "partner_shop"
    assert properties["carriers"] == ["smart"]
    assert properties["opening_hours"] == "08:00-20:00"
    assert properties["open_state"] == "open"
    assert properties["next_change"] == "2026-11-16T20:00:00+07:00"
    assert properties["distance_m"] == 0
    assert properties["phones"] == ["+85512345678"]


def test_by_default_closed_outlets_are_in_the_answer(client):
    factories.outlet(hours="18:00-20:00")
    _response, body = get(client, near=NEAR)
    assert body["features"][0]["properties"]["open_state"] == "closed"


def test_a_box_holds_what_is_inside_it(client):
    inside = factories.outlet()
    factories.outlet(north_m=50_000)
    _response, body = get(client, bbox="104.9,11.5,105,11.6")
    assert [feature["id"] for feature in body["features"]] == [inside.public_id]
    assert "distance_m" not in body["features"][0]["properties"]


def test_unproven_outlets_are_given_when_asked_for(client):
    machine = factories.outlet(kind="atm")
    factories.outlet(sells="smart")
    _response, body = get(client, near=NEAR, unproven="1", carrier="smart")
    assert [feature["id"] for feature in body["features"]] == [machine.public_id]


def test_several_kinds_may_be_asked_for(client):
    for kind in ("atm", "kiosk", "bank_branch"):
        factories.outlet(kind=kind)
    body = client.get(f"{OUTLETS}?near={NEAR}&kind=atm&kind=kiosk").json()
    kinds = {feature["properties"]["kind"] for feature in body["features"]}
    assert kinds == {"atm", "kiosk"}


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ({"near": "north"}, "near"),
        ({"carrier": "vodafone"}, "carrier"),
        ({"carier": "smart"}, "carier"),
        ({"near": ["11,104", "12,105"]}, "near"),
        ({"lang": "xx"}, "lang"),
        ({"open": "sometimes"}, "open"),
    ],
)
def test_an_error_names_the_parameter_as_problem_details(client, query, parameter):
    response, body = get(client, **query)
    assert response.status_code == 400
    assert response["Content-Type"] == "application/problem+json"
    assert body["errors"][0]["parameter"] == parameter
    assert body["errors"][0]["detail"]
    assert body["status"] == 400


def test_one_outlet_is_found_by_its_public_id(client):
    shop = factories.outlet(name="Shop")
    response, body = get(client, f"{OUTLETS}{shop.public_id}/")
    assert response.status_code == 200
    assert body["properties"]["name"] == "Shop"


@pytest.mark.parametrize(
    ("status", "expected"), [("closed", 410), ("draft", 404), (None, 404)]
)
def test_what_is_not_there_is_told_apart_from_what_is_gone(client, status, expected):
    public_id = factories.outlet(status=status).public_id if status else "nobody"
    response, body = get(client, f"{OUTLETS}{public_id}/")
    assert response.status_code == body["status"] == expected
    assert response["Content-Type"] == "application/problem+json"


def test_an_address_that_is_not_there_is_a_problem_too(client):
    response, body = get(client, "/api/v1/nothing/")
    assert response.status_code == body["status"] == 404


def test_what_a_client_cannot_accept_is_still_told_in_json(client):
    response = client.get(OUTLETS, headers={"Accept": "text/turtle"})
    assert response.status_code == 406
    assert response["Content-Type"] == "application/problem+json"
    said = "This comes as application/geo+json, application/json, text/csv: accept"
    assert response.json()["detail"].startswith(said)


def test_a_wrong_choice_is_told_once_with_those_there_are(client):
    body = client.get(OUTLETS, {"payment": "gold", "kind": ["atm", "bank"]}).json()
    told = {error["parameter"]: error["detail"] for error in body["errors"]}
    assert told["kind"] == (
        "“bank” is not known; choose one of carrier_store, partner_shop, bank_branch, "
        "atm, kiosk."
    )
    assert told["payment"].startswith("“gold” is not known; choose one of cash, khqr,")


def test_a_client_that_asks_for_plain_json_gets_it(client):
    response = client.get(OUTLETS, headers={"Accept": "application/json"})
    assert response["Content-Type"] == "application/json"


@pytest.mark.parametrize(
    ("accepted", "given"),
    [
        ("application/geo+json;q=0.1, application/json;q=0.9", "application/json"),
        ("application/geo+json;q=0.1, application/*;q=0.05", "application/geo+json"),
        ("text/html, application/json; charset=utf-8", "application/json"),
        ("text/html, */*;q=0.1", "application/geo+json"),
        ("", "application/geo+json"),
        ("application/json;q=0", "application/problem+json"),
    ],
)
def test_of_what_a_client_accepts_it_gets_what_it_likes_best(client, accepted, given):
    response = client.get(OUTLETS, headers={"Accept": accepted})
    assert response["Content-Type"] == given


@pytest.mark.parametrize("blank", [" ", "\t", "\u3000"])
@pytest.mark.parametrize("name", ["carrier", "near", "q", "open", "fields", "place"])
def test_a_blank_parameter_is_as_wrong_as_an_empty_one(client, name, blank):
    response, body = get(client, f"{OUTLETS}?{urlencode({name: blank})}")
    assert response.status_code == 400
    assert [error["parameter"] for error in body["errors"]] == [name]


def test_a_day_without_a_time_is_no_moment(client):
    response, body = get(client, f"{OUTLETS}?open=2026-11-23")
    assert response.status_code == 400
    assert "2026-11-23T12:00" in body["detail"]


def test_of_a_long_slip_only_the_beginning_is_told_back(client):
    response, _body = get(client, f"{OUTLETS}?place={'x' * 3_000}")
    assert response.status_code == 400
    assert len(response.content) < 1_000


def test_only_reading_is_allowed(client):
    assert client.post(OUTLETS, {}).status_code == 405


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("lang", "queries"),
    [
        # 1. which are nearest, 2. which of them changed since they were last shown;
        # whether hours, holidays or carriers changed was asked just before.
        ("en", 2),
        # 2. what they are, 3. what they sell.
        ("km", 3),
    ],
)
def test_a_warm_list_takes_few_queries(
    lang, queries, client, django_assert_num_queries
):
    for number in range(25):
        factories.outlet(
            sells="smart", north_m=number * 10, hours="24/7", phones=("+85512345678",)
        )
    client.get(OUTLETS, {"near": NEAR, "carrier": "smart", "open": "now"})
    with django_assert_num_queries(queries):
        _response, body = get(
            client, near="11.5565,104.9282", carrier="smart", open="now", lang=lang
        )
    assert body["numberReturned"] == 20
