"""Reports as an app sends them."""


def address(outlet):
    return f"/api/v1/outlets/{outlet.public_id}/reports/"


def send(client, outlet, **fields):
    return client.post(address(outlet), fields, content_type="application/json")


def refused_fields(response):
    assert response.status_code == 400
    assert response["Content-Type"] == "application/problem+json"
    return [error["parameter"] for error in response.json()["errors"]]
