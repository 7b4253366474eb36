"""Offers of carriers, wherever they are shown."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from guides.models import Promotion
from tests import factories
from tests.guides import rows
from tests.guides.pages import page

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]


def card(text: str, slug: str = "smart-card") -> str:
    """The part of a page that shows a channel."""
    start = text.index(f'id="{slug}"')
    return text[start : text.index("</section>", start)]


@pytest.fixture
def bonus():
    """An offer of Smart for those who top up by card."""
    values = {"source_type": "official", "source_date": "2026-11"}
    promotion = rows.promotion(fact=factories.fact("F040", **values))
    promotion.channels.add(rows.channel(carriers="smart"))
    return promotion


@pytest.mark.usefixtures("bonus")
class TestCard:
    def test_a_channel_shows_its_offer_with_limits_end_and_source(self, client):
        shown = card(page(client, "/en/codes/"))
        for said in (
            "Tenfold bonus",
            "Only inside the network.",
            "Until 30 November 2026.",
            "as of 2026-11",
            "Confidence: high",
        ):
            assert said in shown

    def test_a_guide_shows_it_with_its_channel(self, client):
        rows.text("[[channel smart-card]]")
        assert "Tenfold bonus" in card(page(client, "/en/guides/by-app/"))

    def test_another_channel_does_not_show_it(self, client):
        rows.channel("metfone-web", carriers="metfone")
        assert "Tenfold" not in card(page(client, "/en/codes/"), "metfone-web")

    def test_it_is_gone_the_day_after(self, client):
        Promotion.objects.update(ends_on=dt.date(2026, 11, 15))
        assert "Tenfold" not in page(client, "/en/codes/")

    def test_one_that_nobody_published_is_not_shown(self, client):
        Promotion.objects.update(is_published=False)
        assert "Tenfold" not in page(client, "/en/codes/")

    def test_a_weak_source_is_marked(self, client):
        weak = factories.fact("F041", confidence="low")
        Promotion.objects.update(fact=weak)
        assert "unconfirmed" in card(page(client, "/en/codes/"))

    def test_the_advisors_first_way_shows_it(self, client):
        rows.way(target="channel:smart-card")
        assert "Tenfold" in card(page(client, "/en/choose/", sim="smart"))

    def test_the_cards_ask_for_their_offers_once(self, client):
        for number in range(5):
            more = rows.promotion(f"more-{number}")
            more.channels.add(rows.channel(f"way-{number}", carriers="smart"))
        with CaptureQueriesContext(connection) as queries:
            text = page(client, "/en/codes/")
        assert text.count("Tenfold") == 12
        asked = [q for q in queries if 'FROM "guides_promotion"' in q["sql"]]
        assert len(asked) == 2  # the cards', the list's


class TestOutlet:
    @pytest.fixture
    def address(self):
        outlet = factories.outlet(sells="smart", operator=factories.operator("wing"))
        return f"/en/o/{outlet.public_id}/shop/"

    def test_an_offer_of_its_carrier_is_shown(self, client, address):
        rows.promotion()
        assert "Tenfold" in page(client, address)

    @pytest.mark.usefixtures("bonus")
    def test_an_offer_of_a_channel_is_not_the_outlets(self, client, address):
        assert "Tenfold" not in page(client, address)

    @pytest.mark.parametrize(("operator", "shown"), [("wing", True), ("aba", False)])
    def test_an_offer_of_an_operator_is_its_outlets(
        self, client, address, operator, shown
    ):
        rows.promotion().operators.add(factories.operator(operator))
        assert ("Tenfold" in page(client, address)) is shown

    def test_an_operators_offer_for_another_carrier_is_not_shown(self, client, address):
        promotion = rows.promotion(carrier=factories.carrier("metfone"))
        promotion.operators.add(factories.operator("wing"))
        assert "Tenfold" not in page(client, address)

    def test_an_operators_offer_for_any_carrier_is_shown(self, client, address):
        rows.promotion(carrier=None).operators.add(factories.operator("wing"))
        assert "Tenfold" in page(client, address)


def test_the_api_gives_the_source_and_where_it_counts(client, bonus):
    [offer] = client.get("/api/v1/promotions/").json()["promotions"]
    assert offer["channels"] == ["smart-card"]
    assert offer["limits"] == "Only inside the network."
    assert offer["sources"][0]["confidence"] == "high"
