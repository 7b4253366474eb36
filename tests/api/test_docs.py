import json
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.utils import timezone

import guides.api.urls
import locator.api.urls
from locator.sync.snapshot import make_snapshot
from tests import factories

DOCS = "/api/docs/"
SCHEMA = "/api/v1/schema/"


def unhashed(name):
    """drf-spectacular keeps its icon's address from whichever test asked first."""
    return re.sub(r"\.[0-9a-f]{12}(?=\.\w+$)", "", name)


def test_the_page_of_the_api_brings_its_own_script_and_style(client):
    response = client.get(DOCS)
    html = response.content.decode()
    assert response.status_code == 200
    sources = re.findall(r'(?:src|href)="([^"]+)"', html)
    assert len(sources) == 5
    for source in sources:
        assert source.startswith("/")
        if source.startswith("/static/"):
            assert finders.find(unhashed(source.removeprefix("/static/")))
    assert "<style" not in html
    assert not re.search(r"<script(?![^>]*src)", html)


def test_the_page_s_own_script_is_one_that_the_policy_allows(client):
    html = client.get(DOCS).content.decode()
    [source] = re.findall(r'src="(/api/docs/[^"]+)"', html)
    script = client.get(source)
    assert script["Content-Type"].startswith("application/javascript")
    assert SCHEMA in script.content.decode()
    assert "unsafe" not in client.get(DOCS)["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("query", "media_type"),
    [
        ("", "application/vnd.oai.openapi+json"),
        ("?format=yaml", "application/vnd.oai.openapi"),
    ],
)
def test_the_document_comes_in_two_forms(client, db, query, media_type):
    response = client.get(f"{SCHEMA}{query}")
    assert response["Content-Type"] == media_type
    assert b"3.1" in response.content[:100]


def test_the_document_names_all_routes_of_both_apps(client, db):
    paths = json.loads(client.get(SCHEMA).content)["paths"]
    routes = {
        re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", f"/api/v1/{route.pattern}")
        for route in (*locator.api.urls.urlpatterns, *guides.api.urls.urlpatterns)
        if route.callback.cls.is_documented
    }
    assert set(paths) == {"/api/v1/", *routes}


def document(client):
    return json.loads(client.get(SCHEMA).content)


def test_the_document_leads_to_what_it_does_not_tell(client, db, settings):
    told = document(client)
    page = "http://testserver/en/docs/api/"
    assert told["externalDocs"]["url"] == page
    for slug in ("api", "mirroring", "embedding"):
        assert f"(http://testserver/en/docs/{slug}/)" in told["info"]["description"]
    settings.DOCS_DIR = Path("/nowhere")
    assert "externalDocs" not in document(client)


def test_the_document_names_the_site_as_the_server(client, db):
    assert document(client)["servers"] == [{"url": "http://testserver"}]


def test_what_is_used_most_comes_first_and_each_heading_is_explained(client, db):
    tags = document(client)["tags"]
    assert [tag["name"] for tag in tags][:3] == ["outlets", "clusters", "places"]
    assert all(tag["description"] for tag in tags)
    assert {tag["name"] for tag in tags} == {
        tag
        for methods in document(client)["paths"].values()
        for told in methods.values()
        for tag in told["tags"]
    }


@pytest.mark.parametrize(
    ("path", "status", "name"),
    [
        ("outlets/", "200", "Link"),
        ("outlets/", "200", "ETag"),
        ("outlets/", "429", "Retry-After"),
        ("snapshot/", "503", "Retry-After"),
        ("carriers/", "400", "X-Request-ID"),
        ("carriers/", "304", "RateLimit"),
        ("carriers/", "401", "WWW-Authenticate"),
    ],
)
def test_headers_of_answers_are_told(client, db, path, status, name):
    told = document(client)
    answer = told["paths"][f"/api/v1/{path}"]["get"]["responses"][status]
    assert answer["headers"][name] == {"$ref": f"#/components/headers/{name}"}
    assert told["components"]["headers"][name]["description"]


def test_examples_can_be_sent_as_they_stand(client, db, settings, tmp_path):
    settings.SNAPSHOT_DIR = tmp_path
    shop = factories.outlet(sells="smart")
    make_snapshot(at=timezone.now())
    paths = document(client)["paths"]

    def example(path, method="get"):
        told = paths[f"/api/v1/{path}"][method]
        return next(p["example"] for p in told["parameters"] if p["in"] == "path")

    assert example("outlets/{public_id}/") == shop.public_id
    name = example("snapshot/{name}")
    assert client.get(f"/api/v1/snapshot/{name}").getvalue()
    path = "outlets/{public_id}/reports/"
    assert example(path, "post") == shop.public_id
    content = paths[f"/api/v1/{path}"]["post"]["requestBody"]["content"]
    [sent] = content["application/json"]["examples"].values()
    response = client.post(
        f"/api/v1/outlets/{shop.public_id}/reports/",
        sent["value"],
        content_type="application/json",
    )
    assert response.status_code == 201


def test_the_example_of_a_search_finds_something_wherever_outlets_are(client, db):
    factories.outlet(name="Far", latitude=14.4, longitude=107.9)
    told = document(client)["paths"]["/api/v1/outlets/"]["get"]["parameters"]
    query = {p["name"]: p["example"] for p in told if "example" in p}
    assert client.get("/api/v1/outlets/", query).json()["numberReturned"] == 1


def test_each_operation_stands_under_a_heading(client, db):
    paths = json.loads(client.get(SCHEMA).content)["paths"]
    operations = [told for methods in paths.values() for told in methods.values()]
    known = {tag["name"] for tag in json.loads(client.get(SCHEMA).content)["tags"]}
    assert all(set(told["tags"]) <= known for told in operations)
    assert [told for told in operations if told["tags"] == ["v1"]] == [
        paths["/api/v1/"]["get"]
    ]
