"""The SIM's carrier and the place, carried from page to page."""

import pytest

from locator.text_index import index_text
from tests import factories
from tests.guides import rows

pytestmark = pytest.mark.django_db

SAID = "?carrier=smart&amp;place=siem-reap"


@pytest.fixture(autouse=True)
def known():
    factories.carrier("smart")
    province = factories.place(
        "siem-reap", level="province", latitude=13.36, longitude=103.86
    )
    index_text(place_ids=[province.pk])


def page(client, address, status=200):
    response = client.get(address)
    assert response.status_code == status
    return response.content.decode()


@pytest.mark.parametrize(
    "address",
    [
        "/en/?carrier=smart&place=siem-reap",
        "/en/map/?carrier=smart&place=siem-reap",
        "/en/places/siem-reap/?carrier=smart",
        "/en/choose/?sim=smart&place=siem-reap",
        "/en/codes/?carrier=smart&place=siem-reap",
        "/en/guides/?carrier=smart&place=siem-reap",
    ],
)
def test_every_page_leads_on_with_the_carrier_and_the_place(client, address):
    text = page(client, address)
    assert f'href="/en/codes/{SAID}"' in text
    assert f'href="/en/guides/{SAID}"' in text


@pytest.mark.parametrize("tab", ["codes", "guides", "choose"])
def test_the_way_back_to_the_list_keeps_them(client, tab):
    said = "?sim=smart" if tab == "choose" else "?carrier=smart"
    text = page(client, f"/en/{tab}/{said}&place=siem-reap")
    assert f'href="/en/{SAID}"' in text


def test_a_place_in_words_is_carried_as_the_place_that_was_found(client):
    text = page(client, "/en/?carrier=smart&q=siemreap")
    assert f'href="/en/codes/{SAID}"' in text


def test_guides_lead_to_the_questions_with_both(client):
    text = page(client, "/en/guides/?carrier=smart&place=siem-reap")
    assert 'href="/en/choose/?sim=smart&amp;place=siem-reap"' in text


def test_a_position_is_carried_nowhere(client):
    text = page(client, "/en/?carrier=smart&amp;near=13.36,103.86")
    assert 'href="/en/codes/?carrier=smart"' in text
    assert 'href="/en/guides/?carrier=smart"' in text


def test_a_number_in_place_of_a_carrier_is_not_carried(client):
    text = page(client, "/en/guides/?carrier=012345678&place=x")
    assert 'href="/en/codes/?place=x"' in text


def test_a_sim_of_no_carrier_is_not_carried(client):
    assert 'href="/en/codes/"' in page(client, "/en/choose/?sim=unknown")


def test_guides_name_each_other_with_both(client):
    rows.text(slug="guide-1")
    rows.text(slug="guide-2")
    text = page(client, "/en/guides/guide-1/?carrier=smart&place=siem-reap")
    assert f'href="/en/guides/guide-2/{SAID}"' in text


def test_a_card_leads_to_its_outlet_with_both_and_on_from_there(client):
    outlet = factories.outlet(sells="smart", latitude=13.36, longitude=103.86)
    address = f"{outlet.get_absolute_url()}{SAID}"
    assert f'href="{address}"' in page(client, "/en/?carrier=smart&place=siem-reap")
    text = page(client, address.replace("&amp;", "&"))
    assert f'href="/en/codes/{SAID}"' in text
    assert 'href="/en/?carrier=smart&amp;near=13.36,103.86"' in text
    assert (
        f'<link rel="canonical" href="http://testserver{outlet.get_absolute_url()}">'
        in text
    )


def test_a_mistyped_address_of_an_outlet_keeps_them(client):
    outlet = factories.outlet(sells="smart")
    short = f"/en/o/{outlet.public_id}/?carrier=smart&place=siem-reap&near=1,2"
    moved = client.get(short)["Location"]
    assert moved == f"{outlet.get_absolute_url()}?carrier=smart&place=siem-reap"
