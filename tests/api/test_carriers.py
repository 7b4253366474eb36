import pytest

from tests import factories

pytestmark = pytest.mark.django_db


def test_carriers_come_in_their_order_with_their_prefixes(client):
    factories.carrier("smart", order=2, hotline="888", hotline_fact=factories.fact())
    factories.carrier("metfone", order=1)
    factories.prefix("010")
    body = client.get("/api/v1/carriers/").json()
    assert [carrier["slug"] for carrier in body["carriers"]] == ["metfone", "smart"]
    smart = body["carriers"][1]
    assert smart["hotline"] == "888"
    assert smart["website"] is None
    assert smart["prefixes"] == [{"digits": "010", "certain": True}]
    assert [source["id"] for source in smart["sources"]] == ["F068"]


def test_names_come_in_the_language_asked_for(client):
    factories.carrier("smart", name_en="Smart", name_zh_hans="斯玛特")
    factories.operator("wing", name_en="Wing", name_km="វីង")
    carriers = client.get("/api/v1/carriers/", {"lang": "zh-hans"}).json()
    operators = client.get("/api/v1/operators/", {"lang": "km"}).json()
    assert carriers["carriers"][0]["name"] == "斯玛特"
    assert operators["operators"][0]["name"] == "វីង"


def test_lists_name_their_licence(client):
    for path in ("carriers", "operators"):
        assert client.get(f"/api/v1/{path}/").json()["licence"] == "ODbL-1.0"
