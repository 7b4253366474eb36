import datetime as dt
import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from locator.models import ImportRun
from locator.search import outlets
from locator.search_index import write_index
from tests import factories

OUTLETS = "/api/v1/outlets/"
NEAR = "11.5564,104.9282"

pytestmark = pytest.mark.django_db


def names(client, **query):
    response = client.get(OUTLETS, query)
    assert response.status_code == 200, response.content
    features = response.json()["features"]
    return [feature["properties"]["name"] for feature in features]


def refused(client, **query):
    response = client.get(OUTLETS, query)
    assert response.status_code == 400
    return [error["parameter"] for error in response.json()["errors"]]


def test_a_radius_leaves_out_what_is_further(client):
    factories.outlet(name="Here")
    factories.outlet(name="There", north_m=900)
    assert names(client, near=NEAR, radius="500") == ["Here"]


def test_a_box_may_cross_the_antimeridian(client):
    factories.outlet(name="Fiji", latitude=-16.8, longitude=179.9)
    factories.outlet(name="Samoa", latitude=-14.0, longitude=-171.8)
    factories.outlet(name="Cambodia")
    assert names(client, bbox="179,-20,-170,-10") == ["Fiji", "Samoa"]


def test_a_place_stands_for_its_point(client):
    factories.place("kep", latitude=11.5564, longitude=104.9282)
    factories.outlet(name="Far", north_m=5000)
    factories.outlet(name="Near", north_m=50)
    assert names(client, place="kep") == ["Near", "Far"]


def test_whose_point_stands_for_a_place_is_told(client):
    town = factories.place("siem-reap", latitude=13.3633, longitude=103.8564)
    factories.place("angkor-wat", parent=town, latitude=None, longitude=None)
    told = client.get(OUTLETS, {"place": "angkor-wat"}).json()["origin"]
    assert told["place"] == "siem-reap"
    assert told["point"]["coordinates"] == [103.8564, 13.3633]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"carrier": "metfone"}, ["Metfone"]),
        ({"kind": "atm"}, ["Machine"]),
        ({"operator": "wing"}, ["Wing"]),
        ({"payment": "khqr"}, ["Code"]),
        ({"confidence": "confirmed"}, ["Metfone"]),
        ({"confidence": "unconfirmed"}, ["Metfone"]),
        ({"unproven": "1"}, ["Machine", "Wing", "Code"]),
        ({"q": "wing"}, ["Wing"]),
        ({"q": "វីង"}, []),
        ({"q": "!!"}, []),
    ],
)
def test_what_is_asked_for_is_what_comes(client, query, expected):
    factories.outlet(name="Metfone", sells="metfone")
    factories.outlet(name="Machine", kind="atm")
    factories.outlet(name="Wing", operator=factories.operator("wing"))
    factories.outlet(name="Code", payments=("khqr",))
    write_index(None, place_ids=None)
    assert names(client, **query) == expected
    assert names(client, near=NEAR, **query) == expected


@pytest.mark.parametrize("most", [0, 1, 2_000])
def test_words_find_the_same_however_many_hold_them(client, monkeypatch, most):
    monkeypatch.setattr(outlets, "_FEW_TEXTS", most)
    factories.outlet(name="Wing Phsar Thmei", street="63", sells="smart")
    factories.outlet(name="Wing Olympic", north_m=50)
    factories.outlet(name="Lucky", street="63", north_m=100)
    write_index(None, place_ids=None)
    for query, expected in (
        ("wing", ["Wing Phsar Thmei", "Wing Olympic"]),
        ("thmei wing", ["Wing Phsar Thmei"]),
        ("63", ["Wing Phsar Thmei", "Lucky"]),
        ("x", []),
    ):
        assert names(client, q=query) == expected
        assert names(client, q=query, near=NEAR) == expected
        assert names(client, q=query, bbox="104,11,105,12") == expected


def test_service_and_amount_ask_for_an_offer_that_has_them(client):
    factories.default_offer(services=("airtime",), min_amount="2", max_amount="20")
    factories.outlet(name="Wing", operator=factories.operator("wing"))
    assert names(client, service="airtime", amount="5") == ["Wing"]
    assert names(client, amount="8000 riel") == ["Wing"]
    assert names(client, amount="50") == []
    assert names(client, service="esim") == []


def test_unknown_hours_are_kept_unless_told_otherwise(client):
    factories.outlet(name="Open", hours="08:00-20:00")
    factories.outlet(name="Shut", hours="18:00-20:00")
    factories.outlet(name="Unknown")
    assert names(client, open="now") == ["Open", "Unknown"]
    assert names(client, open="now", open_strict="1") == ["Open"]
    assert names(client, open="2026-11-16T19:00") == ["Open", "Shut", "Unknown"]
    assert names(client, open="any") == ["Open", "Shut", "Unknown"]


@pytest.mark.parametrize(
    ("query", "parameters"),
    [
        ({"near": NEAR, "bbox": "104,11,105,12"}, ["bbox"]),
        ({"near": NEAR, "place": "kep"}, ["place"]),
        ({"radius": "500"}, ["radius"]),
        ({"bbox": "104,11,105,12", "radius": "5"}, ["radius"]),
        ({"open_strict": "1"}, ["open_strict"]),
        ({"open": "any", "open_strict": "1"}, ["open_strict"]),
        ({"unproven": "1", "amount": "5"}, ["amount"]),
        ({"unproven": "1", "service": "esim"}, ["service"]),
        ({"unproven": "1", "confidence": "likely"}, ["confidence"]),
        ({"fields": "name,colour"}, ["fields"]),
        ({"format": "xml"}, ["format"]),
        ({"limit": "0"}, ["limit"]),
        ({"limit": "1000"}, ["limit"]),
        ({"limit": ["1", "2"]}, ["limit"]),
        ({"colour": "red", "size": "2"}, ["colour", "size"]),
    ],
)
def test_what_makes_no_sense_is_refused_by_name(client, query, parameters):
    factories.place("kep", latitude=11.5564, longitude=104.9282)
    assert refused(client, **query) == parameters


@pytest.mark.parametrize("name", ["near", "carrier", "fields", "lang", "limit", "q"])
def test_an_empty_parameter_never_passes_for_none(client, name):
    assert refused(client, **{name: ""}) == [name]


def test_only_the_properties_asked_for_come(client):
    factories.outlet()
    body = client.get(OUTLETS, {"near": NEAR, "fields": "name, distance_m"}).json()
    assert body["features"][0]["properties"] == {"name": "Shop", "distance_m": 0}


def test_errors_come_in_the_language_asked_for(client):
    response = client.get(OUTLETS, {"lang": "zh-hans", "near": "x"})
    assert response["Content-Language"] == "zh-hans"
    [error] = response.json()["errors"]
    assert error["detail"] != sentence(client, near="x")


def test_a_browser_s_languages_change_nothing(client):
    factories.outlet(name_en="Shop", name_zh_hans="商店")
    response = client.get(OUTLETS, headers={"Accept-Language": "zh-CN"})
    assert response.json()["features"][0]["properties"]["name"] == "Shop"


def test_a_feature_says_all_that_is_known(client):
    fact = factories.fact("F068")
    factories.default_offer(fact=fact, services=("airtime",))
    district = factories.place("chamkar-mon", level="district", code="1201")
    factories.outlet(
        operator=factories.operator("wing"),
        place=factories.place("phsar-thmei", parent=district),
        landmark="Phsar Thmei",
        landmark_relation="beside",
        street="63",
        source="sample",
    )
    [feature] = client.get(OUTLETS).json()["features"]
    properties = feature["properties"]
    assert properties["address_parts"]["street"] == "63"
    assert properties["place"] == "phsar-thmei"
    assert properties["province_code"] == "12"
    assert properties["district_code"] == "1201"
    assert properties["commune_code"] is None
    assert properties["is_sample"] is True
    assert properties["licence"] == "ODbL-1.0"
    assert properties["verified_at"] is None
    [offer] = properties["offers"]
    assert offer["confidence"] == "likely"
    assert offer["fact"] == "F068"
    assert offer["fact_url"] == "https://example.org/"
    assert offer["inherited"] is True


def test_an_outlet_s_own_offer_goes_before_its_operator_s(client):
    factories.default_offer()
    wing = factories.operator("wing")
    shop = factories.outlet(operator=wing, sells="smart")
    shop.offers.update(evidence="Seen in the shop")
    [feature] = client.get(OUTLETS).json()["features"]
    [offer] = feature["properties"]["offers"]
    assert offer["evidence"] == "Seen in the shop"
    assert offer["fact"] is None
    assert offer["inherited"] is False


def test_a_collection_names_its_licence_and_whom_to_name(client):
    body = client.get(OUTLETS).json()
    assert body["licence"] == "ODbL-1.0"
    assert body["attribution"].startswith("© OpenStreetMap and ")


def import_naming(name, days_ago=0):
    ImportRun.objects.create(
        source="agents",
        attribution=name,
        state="applied",
        applied_at=timezone.now() - dt.timedelta(days=days_ago),
        file_size=1,
    )


def test_a_collection_names_whom_its_sources_name(client):
    import_naming("Wing")
    import_naming("As it was called", days_ago=1)
    assert client.get(OUTLETS).json()["attribution"].endswith(" contributors; Wing")


def test_a_table_names_beside_each_outlet_whom_its_source_names(client):
    import_naming("Wing")
    factories.outlet(source="agents")
    factories.outlet(source="osm")
    table = b"".join(client.get(f"{OUTLETS}?format=csv").streaming_content).decode()
    _headings, *rows = table.splitlines()
    assert ["Wing; ©" in row for row in rows] == [True, False]


def test_gdal_reads_the_answer_as_a_layer(client, tmp_path):
    gdal = pytest.importorskip(
        "django.contrib.gis.gdal", reason="no GDAL", exc_type=Exception
    )
    factories.outlet(name="Shop", sells="smart", north_m=100)
    factories.outlet(name="ហាង")
    path = tmp_path / "outlets.geojson"
    path.write_bytes(client.get(OUTLETS, {"near": NEAR}).content)
    [layer] = gdal.DataSource(str(path))
    assert layer.geom_type == "Point"
    assert layer.srs.srid == 4326
    assert [feature.get("name") for feature in layer] == ["ហាង", "Shop"]
    assert layer[0].geom.coords == (104.9282, 11.5564)


def test_the_answer_keeps_the_rules_of_rfc_7946(client):
    factories.outlet(name="Shop")
    body = json.loads(client.get(OUTLETS, {"near": NEAR}).content)
    assert body["type"] == "FeatureCollection"
    assert "crs" not in body
    [feature] = body["features"]
    assert set(feature) == {"type", "id", "geometry", "properties"}
    longitude, latitude = feature["geometry"]["coordinates"]
    assert -180 <= longitude <= 180
    assert -90 <= latitude <= 90
    assert not {"coordinates", "geometries", "geometry"} & set(body)


@pytest.mark.parametrize(
    ("address", "choices"),
    [
        (f"{OUTLETS}?confidence=sure", "confirmed, likely, unconfirmed"),
        (f"{OUTLETS}?open=now&open_strict=yes", "0, 1"),
        ("/api/v1/advice/?sim=nokia", "travel_esim"),
    ],
)
def test_a_wrong_choice_is_told_with_those_there_are(client, address, choices):
    response = client.get(address)
    assert response.status_code == 400
    [error] = response.json()["errors"]
    assert choices in error["detail"]


def test_a_licence_that_is_no_spdx_identifier_stays_as_it_is(client):
    factories.outlet(sells="smart", licence="By letter of 2026")
    [feature] = client.get(OUTLETS).json()["features"]
    assert feature["properties"]["licence"] == "By letter of 2026"


def test_of_very_many_choices_none_is_listed(client):
    for number in range(40):
        factories.place(f"place-{number}")
    with CaptureQueriesContext(connection) as queries:
        answer = client.get("/api/v1/outlets/", {"place": "nowhere"})
    assert answer.status_code == 400
    assert len(answer.content) < 1_000
    of_places = [q["sql"] for q in queries if "locator_place" in q["sql"]]
    assert of_places
    assert all("LIMIT" in sql for sql in of_places)


def sentence(client, **query):
    (error,) = client.get(OUTLETS, query).json()["errors"]
    return error["detail"]


def test_a_slip_in_a_name_is_asked_about(client):
    assert sentence(client, neer=NEAR).endswith("did you mean near?")
    assert sentence(client, carriers="smart").endswith("did you mean carrier?")


def test_a_name_like_none_is_told_those_there_are(client):
    told = sentence(client, utm_source="mail")
    assert "near, radius, bbox" in told


def test_an_unknown_carrier_is_told_those_there_are(client):
    factories.carrier("smart")
    factories.carrier("metfone")
    assert sentence(client, carrier="smrt").endswith("there are metfone, smart.")


def test_a_longitude_that_stands_first_is_asked_about(client):
    told = sentence(client, near="104.9236,11.5764")
    assert told.endswith("did you mean 11.5764,104.9236?")


def test_an_unknown_place_is_told_where_to_look_it_up(client):
    assert sentence(client, place="siemreap").endswith("Look it up: places/?q=.")
