"""Whatever stands in an address: read, refused by name, and never run."""

import json

import pytest
from django.utils.html import escape

from tests import factories
from tests.views.pages import NEAR, page

pytestmark = pytest.mark.django_db


def test_a_longer_position_is_sent_to_four_decimals(client):
    factories.carrier("smart")
    response = client.get("/en/", {"near": "11.55641234,104.92821", "carrier": "smart"})
    assert response.status_code == 302
    assert response["Location"] == f"/en/?carrier=smart&near={NEAR}"


def test_bad_input_is_a_400_that_names_the_field_and_keeps_what_was_typed(client):
    factories.carrier("smart")
    text = page(client, status=400, carrier="smart", near=NEAR, amount="lots")
    assert "Amount:" in text
    assert 'value="lots"' in text
    assert f'value="{NEAR}"' in text
    assert 'aria-invalid="true"' in text


@pytest.mark.parametrize(
    "query",
    [
        {"near": "x"},
        {"near": "91,181"},
        {"near": "\0"},
        {"q": "a\0b"},
        {"q": "x" * 101},
        {"place": "nowhere"},
        {"carrier": "nobody"},
        {"kind": "spaceship"},
        {"open": "yesterday"},
        {"limit": "0"},
        {"limit": "1e9"},
        {"near": NEAR, "place": "phsar-thmei"},
    ],
)
def test_what_cannot_be_read_is_a_400(client, query):
    factories.place(latitude=11.5, longitude=104.9)
    page(client, status=400, **query)
    page(client, status=400, path="/en/map/", **query)


def test_repeated_parameters_are_no_error(client):
    factories.carrier("smart")
    response = client.get(f"/en/?near=1,2&near={NEAR}&carrier=x&carrier=smart")
    assert response.status_code == 200


@pytest.fixture
def naughty_strings(real_data):
    return json.loads((real_data / "naughty-strings.json").read_text())


def test_no_text_breaks_the_page(client, naughty_strings):
    for text in naughty_strings:
        assert client.get("/en/", {"q": text}).status_code in (200, 302, 400), text


@pytest.mark.parametrize(
    "name", ["near", "carrier", "amount", "open", "kind", "payment", "recognised"]
)
def test_no_value_of_a_parameter_breaks_the_page(client, naughty_strings, name):
    factories.carrier("smart")
    for value in naughty_strings[::8]:
        query = {"near": NEAR, "carrier": "smart", name: value}
        response = client.get("/en/map/", query)
        assert response.status_code in (200, 302, 400), value


def test_what_is_typed_is_escaped(client):
    response = client.get("/en/", {"q": "<script>alert(1)</script>"})
    assert b"<script>alert" not in response.content
    assert escape("<script>alert").encode() in response.content
