"""The map page: pins, their cards and what it counts."""

import json
import re

import pytest

from tests import factories
from tests.views.pages import NEAR, card_names, near, page

pytestmark = pytest.mark.django_db


def test_the_map_page_numbers_the_cards_as_its_pins(client):
    factories.outlet(name="One", sells="smart", hours="24/7")
    factories.outlet(name="Two", sells="smart", north_m=50)
    text = page(client, path="/en/map/", near=NEAR, carrier="smart")
    found = re.search(r'<script id="map-data"[^>]*>(.*?)</script>', text)
    pins = json.loads(found[1])["outlets"]
    assert [(pin["number"], pin["name"]) for pin in pins] == [(1, "One"), (2, "Two")]
    assert card_names(text) == ["One", "Two"]


def test_tiles_are_asked_with_a_referrer_or_osm_refuses_them(client):
    factories.outlet(sells="smart")
    text = page(client, path="/en/map/", near=NEAR)
    assert '"referrerPolicy": "strict-origin-when-cross-origin"' in text


def test_the_list_loads_no_map(client):
    factories.outlet(sells="smart")
    assert "leaflet" not in near(client)


def test_the_map_without_a_position_asks_for_one_and_counts_the_country(client):
    factories.carrier("smart")
    text = page(client, path="/en/map/", carrier="smart")
    assert "Say where you are; or look closer on the map" in text
    assert "Now say where you are" not in text
    assert "that nobody has confirmed" not in text
    found = re.search(r'<script id="map-data"[^>]*>(.*?)</script>', text)
    map_data = json.loads(found[1])
    assert map_data["clusters"].startswith("/api/v1/clusters/?carrier=smart&open=")
    assert map_data["outlets"] == []


def test_the_map_of_the_country_says_what_it_counts_without_a_carrier(client):
    assert "that nobody has confirmed" in page(client, path="/en/map/")


def test_what_is_not_counted_has_no_map_without_a_position(client):
    text = page(client, path="/en/map/", kind="atm")
    assert "Say where you are; the map then opens there." in text
    assert "leaflet" not in text
