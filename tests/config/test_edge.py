import pytest

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "address",
    [
        "/en/?q=abc&place=%00",
        "/en/o/%00/",
        "/api/v1/outlets/%00/",
        "/api/v1/outlets/?carrier=%00",
        "/admin/login/?next=%00",
    ],
)
def test_a_nul_is_refused_before_any_database_sees_it(client, address):
    response = client.get(address)
    assert response.status_code == 400
    is_problem = response["Content-Type"] == "application/problem+json"
    assert is_problem == address.startswith("/api/")


def test_a_parameter_that_holds_a_nul_is_named(client):
    body = client.get("/api/v1/outlets/?carrier=smart&near=%00&q=%00").json()
    assert [error["parameter"] for error in body["errors"]] == ["near", "q"]
    assert body["detail"].startswith("near: The address holds a NUL character")
    assert "errors" not in client.get("/api/v1/outlets/%00/").json()


@pytest.mark.parametrize(
    "address", ["/en?q=012345678", "/?q=012345678", "/en?near=11.556412345,104.9"]
)
def test_a_redirect_of_a_query_is_kept_nowhere(client, address):
    response = client.get(address)
    assert response.status_code in {302, 308}
    assert "no-store" in response["Cache-Control"]


def test_too_many_parameters_are_a_problem_too(client):
    response = client.get("/api/v1/outlets/?" + "a=1&" * 1001)
    assert response.status_code == 400
    assert response["Content-Type"] == "application/problem+json"


def test_an_unexpected_failure_of_the_api_is_a_problem_too(client, monkeypatch):
    def broken(*args, **kwargs):
        raise RuntimeError("broken on purpose")

    monkeypatch.setattr("locator.api.outlets.find_page", broken)
    client.raise_request_exception = False
    response = client.get("/api/v1/outlets/")
    assert response.status_code == 500
    assert response["Content-Type"] == "application/problem+json"


def test_an_api_address_without_its_slash_leads_to_it(client):
    response = client.get("/api/v1/outlets?limit=1")
    assert response.status_code == 308
    assert response["Location"] == "/api/v1/outlets/?limit=1"
