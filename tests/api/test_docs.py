import json
import re

import pytest
from django.contrib.staticfiles import finders

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
    assert {"/api/v1/outlets/", "/api/v1/places/", "/api/v1/guides/"} <= set(paths)


def test_each_operation_stands_under_a_heading(client, db):
    paths = json.loads(client.get(SCHEMA).content)["paths"]
    operations = [told for methods in paths.values() for told in methods.values()]
    assert [told["operationId"] for told in operations if not told.get("tags")] == []
