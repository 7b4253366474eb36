"""What the list names where no shop may be open: ways for which nobody needs one."""

import html

import pytest
import time_machine

from tests import factories
from tests.guides import rows

pytestmark = pytest.mark.django_db

NIGHT = "2026-11-16T23:00:00+07:00"


def panel(client, **query):
    asked = {"near": "11.5564,104.9282", "carrier": "metfone", **query}
    with time_machine.travel(NIGHT, tick=False):
        text = html.unescape(client.get("/en/", asked).content.decode())
    return text.partition("At night most shops are shut.")[2].partition("</div>")[0]


@pytest.fixture(autouse=True)
def ways():
    factories.outlet(sells="metfone")
    rows.channel("metfone-web", name="The web page", carriers="metfone", kind="wallet")
    rows.channel("smart-app", name="Smart's app", carriers="smart", kind="carrier_app")
    rows.channel("card", name="The scratch card", carriers="metfone")
    rows.channel("code", name="The code", carriers="metfone", kind="short_code")


def test_the_ways_of_the_carrier_are_named_and_led_to(client):
    shown = panel(client)
    assert '<a href="/en/codes/?carrier=metfone#metfone-web">The web page</a>' in shown
    assert "Smart's app" not in shown


def test_a_card_that_has_to_be_bought_in_a_shop_is_none_of_them(client):
    shown = panel(client)
    assert "The scratch card" not in shown
    assert "The code" not in shown
    assert "scratch card or slip that you already have" in shown


def test_of_a_carrier_without_a_card_no_card_is_spoken_of(client):
    factories.outlet(sells="cootel")
    shown = panel(client, carrier="cootel")
    assert "Which way suits me?" in shown
    assert "scratch card" not in shown


def test_what_is_not_confirmed_is_marked(client):
    rows.channel(
        "loan", name="Loan", carriers="metfone", kind="wallet", confidence="low"
    )
    assert "(unconfirmed)" in panel(client)


def test_without_a_carrier_none_is_named(client):
    shown = panel(client, carrier="")
    assert "The web page" not in shown
    assert "/en/codes/" in shown
