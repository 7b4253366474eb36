"""A resource that will go says so, when, and what takes its place."""

import datetime as dt

import pytest
from django.urls import include, path
from drf_spectacular.generators import SchemaGenerator

from locator.api.deprecation import Deprecation
from locator.api.document import Documentation
from locator.api.json_schema import TEXT, Shape, object_of
from locator.api.resource import Payload, Resource

OLD = "/api/v1/old/"

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.api.test_deprecation")]


class Old(Resource):
    """Something that had its day."""

    shape = Shape("Old", object_of({"said": TEXT}))
    deprecation = Deprecation(
        deprecated=dt.date(2026, 1, 1),
        sunset=dt.date(2027, 1, 1),
        successor="/api/v2/new/",
    )

    def answer(self, request, **path):
        return Payload({"said": "still here"}, cursor="next", is_page=True)


class Ageing(Old):
    """Something that has no last day yet."""

    deprecation = Deprecation(deprecated=dt.date(2026, 1, 1))


class Young(Old):
    """Something that stays."""

    deprecation = None


v1 = [
    path("old/", Old.as_view()),
    path("ageing/", Ageing.as_view()),
    path("young/", Young.as_view()),
]
urlpatterns = [
    path("api/v1/", include((v1, "api-v1"))),
    path("api/docs/", Documentation.as_view(), name="api-docs"),
]


def test_an_answer_says_since_when_and_until_when(client):
    response = client.get(OLD)
    assert response["Deprecation"] == "@1767225600"
    assert response["Sunset"] == "Fri, 01 Jan 2027 00:00:00 GMT"


def test_it_leads_to_what_to_do_and_to_what_takes_its_place(client):
    links = client.get(OLD)["Link"]
    page = "<http://testserver/api/docs/>"
    assert f'{page}; rel="deprecation"; type="text/html"' in links
    assert f'{page}; rel="sunset"; type="text/html"' in links
    assert '<http://testserver/api/v2/new/>; rel="successor-version"' in links


def test_the_link_to_the_next_page_stays(client):
    assert 'cursor=next>; rel="next"' in client.get(OLD)["Link"]


def test_what_the_client_has_and_what_is_refused_say_it_too(client):
    etag = client.get(OLD)["ETag"]
    same = client.get(OLD, headers={"If-None-Match": etag})
    wrong = client.get(OLD, {"nonsense": "1"})
    assert (same.status_code, wrong.status_code) == (304, 400)
    assert same["Deprecation"] == wrong["Deprecation"] == "@1767225600"


def test_without_a_last_day_there_is_no_sunset(client):
    response = client.get("/api/v1/ageing/")
    assert response["Deprecation"]
    assert "Sunset" not in response
    assert 'rel="sunset"' not in response["Link"]


def test_what_stays_says_nothing(client):
    response = client.get("/api/v1/young/")
    assert "Deprecation" not in response
    assert "Sunset" not in response


def test_the_document_marks_it():
    generator = SchemaGenerator(urlconf="tests.api.test_deprecation")
    paths = generator.get_schema(request=None, public=True)["paths"]
    assert paths[OLD]["get"]["deprecated"] is True
    assert "deprecated" not in paths["/api/v1/young/"]["get"]


def test_scripts_of_other_sites_can_read_it(client):
    exposed = client.get(OLD)["Access-Control-Expose-Headers"].split(", ")
    assert {"Deprecation", "Sunset", "Link"} <= set(exposed)


def test_nobody_is_given_less_notice_than_promised():
    with pytest.raises(ValueError, match="180 days"):
        Deprecation(deprecated=dt.date(2026, 1, 1), sunset=dt.date(2026, 6, 1))
