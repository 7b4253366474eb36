"""Where programs begin."""

import pytest

pytestmark = pytest.mark.django_db


def test_the_root_links_what_there_is(client):
    body = client.get("/api/v1/").json()
    assert body["resources"]["outlets"] == "http://testserver/api/v1/outlets/"
    assert body["resources"]["advice"] == "http://testserver/api/v1/advice/"
    assert body["schema"] == "http://testserver/api/v1/schema/"


def test_every_address_of_the_root_is_there(client):
    body = client.get("/api/v1/").json()
    for address in [*body["resources"].values(), body["documentation"]]:
        assert client.get(address).status_code != 404, address


def test_the_address_above_leads_to_the_documentation(client):
    assert client.get("/api/").headers["Location"] == "/api/docs/"


def test_where_there_is_one_parameter_only_that_one_is_named(client):
    [error] = client.get("/api/v1/", {"colour": "red"}).json()["errors"]
    assert error["detail"] == "There is no such parameter; there is only lang."
