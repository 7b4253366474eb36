"""A search and its answer."""

import re

import pytest
import time_machine

from tests import factories
from tests.guides import rows
from tests.views.pages import NEAR, card_names, near, page

pytestmark = pytest.mark.django_db


def test_the_start_page_asks_for_carrier_and_place_without_javascript(client):
    factories.carrier("smart", name="Smart")
    text = page(client)
    assert 'type="radio" name="carrier" value="smart"' in text
    assert 'name="q"' in text
    assert "Other / not sure" in text


def test_the_number_is_asked_for_after_the_search_itself(client):
    text = page(client)
    assert text.index(">Find<") < text.index('name="number"') < text.index("Filters")


def test_a_carrier_not_confirmed_to_sell_says_since_when(client):
    factories.carrier("cootel", name="CooTel", not_confirmed_since=2020)
    assert "not confirmed to sell since 2020" in page(client)


def test_the_list_of_such_a_carrier_says_so_above_it_and_leads_to_advice(client):
    factories.carrier("cootel", name="CooTel", not_confirmed_since=2020)
    factories.carrier("smart")
    factories.outlet(sells="cootel", hours="24/7")
    before = near(client, carrier="cootel").partition('class="outlet')[0]
    notice = before.partition(
        "CooTel: nobody has confirmed since 2020 that it still sells."
    )[2]
    assert "/en/choose/?sim=cootel" in notice
    assert "nobody has confirmed" not in near(client)


def test_the_best_bet_comes_first_and_only_once(client):
    factories.outlet(name="Rumour", sells="smart", confidence="unconfirmed")
    factories.outlet(name="Sure", sells="smart", hours="24/7", north_m=800)
    text = near(client)
    assert card_names(text) == ["Sure", "Rumour"]
    assert text.index("Best bet") < text.index("Sure")
    assert "confirmed for Smart" in text


def test_without_a_best_bet_the_page_says_so_and_points_to_codes_and_apps(client):
    factories.carrier("smart", app_name="SmartNas")
    factories.outlet(sells="smart")
    text = near(client)
    assert "No sure bet within 3 km." in text
    assert "/en/codes/" in text
    assert "SmartNas" in text


def test_what_is_known_to_be_open_has_a_heading_and_unknown_hours_have_another(client):
    factories.outlet(name="Rumour", sells="smart")
    factories.outlet(
        name="Open", sells="smart", hours="24/7", north_m=50, confidence="unconfirmed"
    )
    text = near(client)
    assert card_names(text) == ["Open", "Rumour"]
    assert text.index("Known to be open") < text.index("Open</a>")
    assert text.index("Hours unknown: call or ask first") < text.index("Rumour</a>")
    # Of the whole list, so not under the heading of one group.
    counts = text.index("known to be open: 1, hours unknown: 1")
    assert counts < text.index("Known to be open")


@pytest.mark.parametrize(
    ("hour", "is_night"), [(5, True), (6, False), (20, False), (21, True)]
)
def test_at_night_the_ways_that_need_no_shop_come_first(client, hour, is_night):
    rows.channel("card", carriers="smart")
    factories.outlet(name="Sure", sells="smart", hours="24/7")
    with time_machine.travel(f"2026-11-16T{hour:02}:00:00+07:00", tick=False):
        text, any_time = near(client), near(client, open="any")
    assert ("At night most shops are shut." in text) is is_night
    assert ("scratch card or slip that you already have" in text) is is_night
    assert "At night" not in any_time


def test_without_a_sim_outlets_that_nothing_shows_to_sell_are_folded_below(client):
    factories.outlet(name="Some bank", kind="bank_branch")
    factories.outlet(name="Store", sells="smart", north_m=300)
    text = near(client, carrier="")
    assert card_names(text) == ["Store", "Some bank"]
    assert "Outlets nobody has confirmed (1)" in text


def test_the_closed_ones_are_behind_one_link_with_their_number(client):
    factories.outlet(name="Open", sells="smart", hours="24/7")
    factories.outlet(name="Shut", sells="smart", hours="18:00-20:00")
    text = near(client)
    assert card_names(text) == ["Open"]
    assert "1 closed now within 5 km" in text
    assert card_names(near(client, open="any")) == ["Open", "Shut"]
    assert "open=any" in text


def test_the_page_counts_what_lies_within_five_kilometres(client):
    for step in range(3):
        factories.outlet(sells="smart", north_m=step * 100)
    assert "<b>2</b> of 3 within 5 km" in near(client, limit=2)


def test_more_can_be_asked_for(client):
    for step in range(3):
        factories.outlet(sells="smart", north_m=step * 100)
    assert "limit=22" in near(client, limit=2)


def test_show_more_leads_to_the_first_new_entry(client):
    for step in range(25):
        factories.outlet(name=f"Shop {step}", sells="smart", north_m=step * 100)
    text = near(client)
    address = re.search(r'href="([^"]+)">Show more<', text)[1]
    assert address.endswith("limit=40#n21")
    text = page(client, path=f"/en/{address}")
    assert re.search(r'id="n21" href="[^"]+">([^<]+)<', text)[1] == "Shop 20"


def test_nothing_within_five_kilometres_gives_the_nearest_and_says_so(client):
    factories.outlet(name="Far", sells="smart", north_m=8000)
    text = near(client)
    assert "Nothing within 5 km; these are the nearest" in text
    assert card_names(text) == ["Far"]


def test_nothing_at_all_says_so(client):
    factories.carrier("smart")
    assert "No outlet known to us fits this search." in near(client)


def test_machines_without_evidence_are_folded_below_with_their_number(client):
    factories.outlet(name="Some ATM", kind="atm")
    factories.outlet(name="Store", sells="smart")
    text = near(client)
    assert "Outlets nobody has confirmed (1)" in text
    assert text.index("Store") < text.index("Some ATM")


def test_after_a_search_the_form_folds_to_one_line(client):
    factories.outlet(sells="smart")
    factories.place(name="Phsar Thmei", latitude=11.556, longitude=104.928)
    text = near(client)
    assert '<details class="asked">' in text
    assert "<h1>Smart · near Phsar Thmei</h1>" in text


def test_each_filter_can_be_taken_off(client):
    factories.outlet(sells="smart", kind="kiosk", payments=("khqr",))
    text = near(client, kind="kiosk", payment="khqr")
    assert f'href="?carrier=smart&near={NEAR}&payment=khqr"' in text
    assert f'href="?carrier=smart&near={NEAR}&kind=kiosk"' in text


def test_the_tabs_keep_the_search(client):
    factories.outlet(sells="smart")
    assert f'href="/en/map/?carrier=smart&near={NEAR}"' in near(client)


def test_no_page_sets_a_cookie(client):
    factories.outlet(sells="smart")
    response = client.get("/en/", {"near": NEAR})
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")


def test_the_start_address_leads_to_the_readers_language(client):
    response = client.get("/", headers={"accept-language": "en"})
    assert response.status_code == 302
    assert response["Location"] == "/en/"


def test_a_search_without_a_position_asks_for_one(client):
    factories.carrier("smart")
    assert "Now say where you are" in client.get("/en/?carrier=smart").content.decode()
    assert "Now say where you are" not in client.get("/en/").content.decode()


def test_what_lies_beyond_five_kilometres_stands_apart(client):
    factories.outlet(name="Here", sells="smart")
    factories.outlet(name="There", sells="smart", north_m=28_000)
    text = near(client)
    assert text.index("Here") < text.index("Further away") < text.index("There")


def test_where_all_is_far_there_is_one_list(client):
    factories.outlet(sells="smart", north_m=28_000)
    assert "Further away" not in near(client)


def test_an_answer_with_a_best_bet_leads_to_the_advisor_with_what_was_said(client):
    factories.outlet(sells="smart", hours="24/7")
    assert f'href="/en/choose/?sim=smart&amount=%242&near={NEAR}"' in near(
        client, amount="$2"
    )


def test_an_answer_without_one_does_too(client):
    factories.outlet(sells="smart")
    assert f'href="/en/choose/?sim=smart&near={NEAR}"' in near(client)


@pytest.mark.parametrize(("payment", "told"), [("cash", "&have=cash"), ("khqr", "")])
def test_the_advisor_is_told_what_one_pays_with(client, payment, told):
    factories.outlet(sells="smart", payments=(payment,))
    assert f'href="/en/choose/?sim=smart&near={NEAR}{told}"' in near(
        client, payment=payment
    )


def test_the_best_bet_is_called_nearest_of_none(client):
    factories.outlet(name="Sure", sells="smart", hours="24/7", north_m=900)
    factories.outlet(
        name="Near", sells="smart", confidence="unconfirmed", hours="24/7", north_m=90
    )
    page = client.get("/en/", {"near": "11.5564,104.9282"}).content.decode()
    best = page[page.index("Best bet") :][:400]
    assert "confirmed to sell top-up" in best
