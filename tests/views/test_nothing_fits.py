"""A search whose filters leave nothing near: said, with what is near without them."""

import html

import pytest

from tests import factories

pytestmark = pytest.mark.django_db

NEAR = "11.5564,104.9282"
ASKED = {"carrier": "smart", "near": NEAR, "payment": "foreign_card"}


def page(client, path="/en/", **query):
    return html.unescape(client.get(path, ASKED | query).content.decode())


@pytest.fixture
def shops():
    factories.outlet(name="Cash shop.", sells="smart", hours="24/7", north_m=300)
    far = {"payments": ("foreign_card",), "north_m": 229_000}
    factories.outlet(name="Card store.", sells="smart", hours="24/7", **far)


@pytest.mark.usefixtures("shops")
@pytest.mark.parametrize("path", ["/en/", "/en/map/", "/en/embed/"])
def test_it_says_so_lists_what_is_near_and_folds_what_is_far(client, path):
    text = page(client, path)
    assert "no outlet within 5 km is known to fit" in text
    before, _fold, folded = text.partition('<details class="folded"')
    assert "Cash shop." in before
    assert "Card store." not in before.partition("<main")[2]
    assert "Card store." in folded


@pytest.mark.usefixtures("shops")
def test_one_link_leaves_all_the_filters_out(client):
    text = page(client, kind="partner_shop")
    assert f'<a href="?carrier=smart&near={NEAR}">Leave out Shop or agent, Fo' in text
    assert "1 within 5 km" in text


@pytest.mark.usefixtures("shops")
def test_who_cannot_pay_so_is_told_to_ask_or_bring_cash(client):
    assert "ask, or bring cash" in page(client)
    assert "bring cash" not in page(client, payment="", kind="atm")


@pytest.mark.usefixtures("shops")
def test_those_that_fit_but_are_shut_are_not_denied(client):
    shut = {"payments": ("foreign_card",), "hours": "18:00-19:00", "north_m": 200}
    factories.outlet(name="Shut store.", sells="smart", **shut)
    text = page(client)
    assert "those within 5 km that are known to fit are closed" in text
    assert "no outlet within 5 km is known to fit" not in text
    assert "See when they open" in text


@pytest.mark.usefixtures("shops")
def test_the_map_has_a_pin_for_each_under_the_number_of_its_card(client):
    response = client.get("/en/map/", ASKED)
    pins = response.context["map_data"]["outlets"]
    assert [(pin["number"], pin["name"]) for pin in pins] == [
        (1, "Cash shop."),
        (2, "Card store."),
    ]
    text = html.unescape(response.content.decode())
    for number, name in enumerate(("Cash shop.", "Card store."), 1):
        assert f'id="n{number}"' in text[: text.index(f"{name}</a>")]


def test_where_nothing_is_near_at_all_the_nearest_that_fit_are_listed(client):
    far = {"payments": ("foreign_card",), "north_m": 229_000}
    factories.outlet(name="Card store.", sells="smart", **far)
    text = page(client)
    assert "Nothing within 5 km; these are the nearest" in text
    assert "filters left out" not in text
