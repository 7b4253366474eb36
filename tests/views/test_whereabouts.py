import html

import pytest

from locator.text_index import index_text
from tests import factories

pytestmark = pytest.mark.django_db


def place(slug, **values):
    row = factories.place(slug, **values)
    index_text(place_ids=[row.pk])
    return row


def page(client, **query):
    response = client.get("/en/", query)
    assert response.status_code == 200, response
    return html.unescape(response.content.decode())


def test_words_search_near_the_place_of_that_name(client):
    place("phsar-thmei", latitude=11.5564, longitude=104.9282)
    factories.outlet(sells="smart", north_m=240)
    text = page(client, q="phsar thmei", carrier="smart")
    assert "near Phsar Thmei" in text
    assert "240 m" in text


def test_other_places_of_that_name_are_offered(client):
    kandal = place("kandal", level="province", latitude=11.2, longitude=105.0)
    place("thmei", name="Thmei", latitude=11.5564, longitude=104.9282)
    place("thmei-kandal", name="Thmei", parent=kandal, latitude=11.3, longitude=105.0)
    text = page(client, q="Thmei")
    assert "Did you mean" in text
    assert "?place=thmei-kandal" in text
    assert "Thmei (Landmark, Kandal)" in text


def test_an_outlets_name_leads_to_it(client):
    shop = factories.outlet(name="Tola Phone Shop", sells="smart")
    index_text(outlet_ids=[shop.pk])
    text = page(client, q="tola phone")
    assert "Outlets of that name" in text
    assert shop.get_absolute_url() in text
    assert "near Tola Phone Shop" in text


def test_words_that_name_nothing_say_so_and_lead_to_the_picker(client):
    text = page(client, q="Atlantis")
    assert "Nothing here is called “Atlantis”" in text
    assert "/en/places/" in text
    assert 'value="Atlantis"' in text


def test_coordinates_in_the_box_become_a_rounded_position(client):
    response = client.get("/en/", {"q": "11.55641, 104.92822"})
    assert response["Location"] == "/en/?near=11.5564,104.9282"


def test_a_place_without_a_point_says_so_and_offers_what_is_around_it(client):
    district = place("mean-chey", level="district", latitude=11.5, longitude=104.9)
    place("boeng", name="Boeng", level="commune", parent=district)
    text = page(client, place="boeng", carrier="smart") if factories.carrier() else ""
    assert "The position of Boeng is not known yet." in text
    assert "Distances are from Mean Chey." in text


def test_typing_over_a_place_picked_replaces_it(client):
    place("kampot", name="Kampot", latitude=10.6, longitude=104.2)
    response = client.get("/en/", {"place": "kampot", "q": "Kep"})
    assert response["Location"] == "/en/?q=Kep"


def test_the_place_picked_stays_where_its_name_was_left_in_the_box(client):
    place("kampot", name="Kampot", latitude=10.6, longitude=104.2)
    response = client.get("/en/", {"place": "kampot", "q": "Kampot"})
    assert response["Location"] == "/en/?place=kampot"


def test_far_from_any_place_a_position_is_its_coordinates(client):
    place("kampot", name="Kampot", latitude=10.6, longitude=104.2)
    assert "near 13,106.5" in page(client, near="13,106.5")
