import pytest

from tests import factories

pytestmark = pytest.mark.django_db

BOX = "104.7,11.4,105.1,11.7"


def get(client, **query):
    return client.get("/api/v1/clusters/", {"bbox": BOX, "zoom": 10, **query})


def test_clusters_are_geojson_points_with_counts(client):
    factories.outlet(latitude=11.55, longitude=104.91)
    factories.outlet(latitude=11.55, longitude=104.93)
    response = get(client, zoom=6)
    assert response["Content-Type"] == "application/geo+json"
    body = response.json()
    assert (body["type"], body["zoom"]) == ("FeatureCollection", 6)
    assert body["features"] == [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [104.92, 11.55]},
            "properties": {"count": 2, "zoom": 8},
        }
    ]
    assert body["licence"] == "ODbL-1.0"


def test_a_single_outlet_has_its_public_id(client):
    outlet = factories.outlet()
    [feature] = get(client, zoom=6).json()["features"]
    assert feature["id"] == outlet.public_id
    assert feature["properties"] == {"count": 1, "zoom": None}


@pytest.mark.parametrize("moment", ["now", "2026-11-16T12:00"])
def test_open_counts_what_is_open(client, moment):
    factories.outlet(hours="Mo-Su 08:00-18:00")
    factories.outlet(hours="Mo-Su 18:00-20:00")
    factories.outlet()
    body = get(client, zoom=6, open=moment).json()
    [feature] = body["features"]
    assert feature["properties"]["count"] == 3
    assert feature["properties"]["open_count"] == 1
    assert feature["properties"]["unknown_count"] == 1
    assert body["moment"] == "2026-11-16T12:00:00+07:00"


def test_counts_are_those_of_the_outlets_of_the_same_box(client):
    for metres in range(12):
        factories.outlet(north_m=metres * 700, sells="smart" if metres % 2 else None)
    for query in ({}, {"carrier": "smart"}):
        features = get(client, **query).json()["features"]
        outlets = client.get("/api/v1/outlets/", {"bbox": BOX, "limit": 1, **query})
        matched = outlets.json()["numberMatched"]
        assert sum(one["properties"]["count"] for one in features) == matched


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ({"bbox": ""}, "bbox"),
        ({"bbox": "1,2,3"}, "bbox"),
        ({"zoom": ""}, "zoom"),
        ({"zoom": "20"}, "zoom"),
        ({"zoom": "-1"}, "zoom"),
        ({"zoom": "1e309"}, "zoom"),
        ({"carrier": "nobody"}, "carrier"),
        ({"open": "soon"}, "open"),
        ({"near": "11,104"}, "near"),
    ],
)
def test_what_makes_no_sense_is_refused_by_name(client, query, parameter):
    response = get(client, **query)
    assert response.status_code == 400
    assert response.json()["errors"][0]["parameter"] == parameter


def test_the_document_tells_the_bound(client):
    document = client.get("/api/v1/schema/?format=json").json()
    collection = document["components"]["schemas"]["ClusterCollection"]
    assert collection["properties"]["features"]["maxItems"] == 1024
