"""Pages and the API where there are more offers than anybody reads."""

import pytest

from guides.api.views import MAX_LISTED
from guides.models import Promotion
from guides.models.promotion import MAX_SHOWN
from guides.pages import MAX_ON_A_CARD
from tests import factories
from tests.guides import rows
from tests.guides.pages import page

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]


def offers(count: int, **values) -> list[Promotion]:
    common = {"carrier": factories.carrier("smart"), "fact": factories.fact()}
    return [rows.promotion(f"offer-{n}", **common | values) for n in range(count)]


def test_a_page_shows_the_first_and_leads_to_the_rest(client):
    rows.text()
    offers(MAX_SHOWN + 1)
    for address in ("/en/codes/", "/en/guides/by-app/"):
        shown = page(client, address)
        assert shown.count("Tenfold") == MAX_SHOWN
        assert 'href="/en/guides/#offers-running"' in shown


def test_their_own_page_shows_more_and_leads_nowhere(client):
    offers(MAX_SHOWN + 1)
    shown = page(client, "/en/guides/")
    assert shown.count("Tenfold") == MAX_SHOWN + 1
    assert "More offers" not in shown


def test_no_more_are_promised_than_there_are(client):
    offers(MAX_SHOWN)
    assert "More offers" not in page(client, "/en/codes/")


def test_a_card_shows_the_first(client):
    channels = [rows.channel(name, carriers="smart") for name in ("one", "two")]
    for offer in offers(MAX_ON_A_CARD + 2):
        offer.channels.set(channels)
    shown = page(client, "/en/codes/")
    for name in ("one", "two"):
        start = shown.index(f'id="{name}"')
        card = shown[start : shown.index("</section>", start)]
        assert card.count("Tenfold") == MAX_ON_A_CARD


def test_an_outlet_shows_the_first(client):
    outlet = factories.outlet(sells="smart")
    offers(MAX_SHOWN + 1)
    shown = page(client, f"/en/o/{outlet.public_id}/shop/")
    assert shown.count("Tenfold") == MAX_SHOWN


def test_the_api_gives_all_in_pages(client):
    offers(MAX_LISTED + 1)
    first = client.get("/api/v1/promotions/?carrier=smart").json()
    assert len(first["promotions"]) == MAX_LISTED
    here, following = first["links"]
    assert (here["rel"], following["rel"]) == ("self", "next")
    last = client.get(following["href"]).json()
    assert len(last["promotions"]) == 1
    assert [link["rel"] for link in last["links"]] == ["self"]
    both = [*first["promotions"], *last["promotions"]]
    assert len({offer["slug"] for offer in both}) == MAX_LISTED + 1


@pytest.mark.parametrize("cursor", ["x", "-1", "9" * 30, "1.5"])
@pytest.mark.parametrize("name", ["promotions", "plans", "channels"])
def test_a_cursor_that_is_none_is_a_400(client, name, cursor):
    answer = client.get(f"/api/v1/{name}/", {"cursor": cursor})
    assert answer.status_code == 400
