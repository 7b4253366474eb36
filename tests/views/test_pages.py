import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone

from locator.models import ImportRun
from locator.models.reading import whom_to_name
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("path", ["about", "privacy", "data"])
def test_pages_of_words_are_there(client, path):
    assert client.get(f"/en/{path}/").status_code == 200


def test_every_page_says_that_the_site_is_independent_and_names_its_sources(client):
    text = client.get("/en/about/").content.decode()
    assert "Independent" in text
    assert "OpenStreetMap" in text
    assert "ODbL 1.0" in text
    assert "GeoNames" in text


def test_the_footer_tells_the_age_of_the_data(client):
    factories.outlet(source_date=dt.date(2026, 3, 4))
    verified = timezone.now() - dt.timedelta(days=10)
    factories.outlet(verified_at=verified)
    assert b"Newest entry of the data: 6 November 2026" in client.get("/en/").content


def test_whom_a_source_names_stands_on_its_outlets_and_on_the_data_page(client):
    shop = factories.outlet(source="agents", licence="CC BY 4.0")
    earlier = timezone.now() - dt.timedelta(days=1)
    for name, applied_at in (
        ("Wing Bank (Cambodia) Plc", timezone.now()),
        ("Wing as it was called", earlier),
        ("Nobody yet", None),
    ):
        ImportRun.objects.create(
            source="agents", attribution=name, applied_at=applied_at, file_size=1
        )
    for address in ("/en/data/", f"/en/o/{shop.public_id}/"):
        page = client.get(address, follow=True).content.decode()
        assert "Wing Bank (Cambodia) Plc" in page
        assert "as it was called" not in page
        assert "Nobody yet" not in page


def test_an_undone_import_is_named_only_where_no_other_is(client):
    now = timezone.now()
    for source, name, undone_at in (
        ("agents", "First", None),
        ("agents", "Taken back", now),
        ("shops", "Also taken back", now),
    ):
        ImportRun.objects.create(
            source=source,
            attribution=name,
            applied_at=now,
            undone_at=undone_at,
            file_size=1,
        )
        now += dt.timedelta(minutes=1)
    assert whom_to_name() == {"agents": "First", "shops": "Also taken back"}


def test_the_data_page_lists_the_sources_loaded(client):
    factories.outlet(source="osm", licence="ODbL 1.0")
    assert b"osm: ODbL 1.0" in client.get("/en/data/").content


def test_an_unknown_address_is_a_404_in_style(client):
    response = client.get("/en/nowhere/")
    assert response.status_code == 404
    assert b"Nothing here" in response.content


def test_what_is_sent_without_its_token_is_a_403_in_style():
    response = Client(enforce_csrf_checks=True).post("/km/about/")
    assert response.status_code == 403
    assert '<html lang="km">' in response.content.decode()


def test_a_failure_is_a_500_in_style(monkeypatch):
    def fail(*args):
        raise RuntimeError

    monkeypatch.setattr("locator.views.pages.render", fail)
    response = Client(raise_request_exception=False).get("/en/about/")
    assert response.status_code == 500
    assert b"That did not work" in response.content


def test_robots_are_kept_from_searches(client):
    assert b"Disallow: /*?" in client.get("/robots.txt").content


def test_each_page_links_to_itself_in_the_other_languages(client):
    text = client.get("/en/?carrier=smart").content.decode()
    assert 'href="/km/?carrier=smart" lang="km" hreflang="km"' in text
    assert 'href="/zh-hans/?carrier=smart" lang="zh-hans"' in text
    assert 'hreflang="en"' not in text


def test_no_page_has_inline_styles_or_scripts_that_the_policy_would_stop(client):
    factories.outlet(sells="smart")
    for path in (
        "/en/",
        "/en/?near=11.5564,104.9282",
        "/en/map/?near=11.5564,104.9282",
    ):
        text = client.get(path).content.decode()
        assert " style=" not in text
        assert "<style" not in text
        assert " onclick=" not in text
        assert "javascript:" not in text
