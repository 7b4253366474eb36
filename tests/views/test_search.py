import datetime as dt
import html
import json
import re

import pytest
import time_machine
from django.utils import timezone
from django.utils.html import escape

from tests import factories

pytestmark = pytest.mark.django_db

NEAR = "11.5564,104.9282"


def page(client, status=200, path="/en/", **query):
    response = client.get(path, query)
    assert response.status_code == status, response
    return html.unescape(response.content.decode())


def near(client, **query):
    return page(client, near=NEAR, **{"carrier": "smart", **query})


def card_names(text):
    return re.findall(r"<h3 [^>]*><a [^>]*>([^<]*)</a>", text)


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
    notice = before.partition("Not confirmed to sell since 2020.")[2]
    assert "/en/choose/?sim=cootel" in notice
    assert "Not confirmed to sell" not in near(client)


def test_a_search_lists_the_nearest_with_distance_walk_state_and_carrier(client):
    factories.outlet(
        name="Tola Phone Shop", sells="smart", hours="08:00-20:00", north_m=410
    )
    text = near(client)
    assert "Tola Phone Shop" in text
    assert "410 m" in text
    assert "6 min walk" in text
    assert "Open until 20:00" in text
    assert 'class="pill confirmed">Smart' in text


def test_a_card_says_that_it_closes_before_one_gets_there(client):
    factories.outlet(sells="smart", hours="08:00-12:10", north_m=1400)
    assert "closes before you get there" in near(client)


def test_a_card_that_is_open_on_arrival_does_not(client):
    factories.outlet(sells="smart", hours="08:00-12:40", north_m=1400)
    assert "closes before you get there" not in near(client)


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


def test_less_than_confirmed_is_said_and_marked(client):
    factories.outlet(sells="smart", confidence="likely")
    assert 'class="pill likely">Smart, likely' in near(client)


def test_unknown_hours_stay_in_with_the_note_on_usual_hours(client):
    factories.outlet(sells="smart", hours_note="usually until dark")
    text = near(client)
    assert "Hours unknown" in text
    assert "usually until dark" in text


def test_what_is_known_to_be_open_has_a_heading_and_unknown_hours_have_another(client):
    factories.outlet(name="Rumour", sells="smart")
    factories.outlet(
        name="Open", sells="smart", hours="24/7", north_m=50, confidence="unconfirmed"
    )
    text = near(client)
    assert card_names(text) == ["Open", "Rumour"]
    assert text.index("Known to be open") < text.index("Open</a>")
    assert text.index("Hours unknown: call or ask first") < text.index("Rumour</a>")
    assert "known to be open: 1, hours unknown: 1" in text


@pytest.mark.parametrize(
    ("hour", "is_night"), [(5, True), (6, False), (20, False), (21, True)]
)
def test_at_night_the_ways_that_need_no_shop_come_first(client, hour, is_night):
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


def test_samples_bring_the_banner(client):
    factories.outlet(sells="smart", source="sample")
    assert "Sample data." in near(client)


def test_no_sample_no_banner(client):
    factories.outlet(sells="smart")
    assert "Sample data." not in near(client)


def test_the_local_name_stands_beneath_in_its_language(client):
    factories.outlet(name_en="Tola", name_km="តុលា", sells="smart")
    assert '<p class="local" lang="km">តុលា</p>' in near(client)


def test_a_name_only_in_khmer_says_that_it_is_khmer(client):
    factories.outlet(name="", name_en="", name_km="តុលា", sells="smart")
    assert '<h3 lang="km">' in near(client)


def test_the_address_begins_with_its_landmark(client):
    factories.outlet(
        sells="smart",
        landmark_relation="beside",
        landmark="Phsar Thmei, west gate",
        street="St. 130",
    )
    plain = re.sub(r"</?span[^>]*>", "", near(client))
    assert "beside Phsar Thmei, west gate" in plain
    assert "St. 130" in plain


def test_call_dials_the_number(client):
    factories.outlet(sells="smart", phones=("+85512345678",))
    assert 'href="tel:+85512345678"' in near(client)


def test_cash_only_is_said(client):
    factories.outlet(sells="smart", payments=("cash",))
    assert "cash only" in near(client)


@pytest.mark.parametrize(
    ("days", "said"),
    [(0, "checked today"), (1, "checked 1 day ago"), (90, "checked 3 months ago")],
)
def test_how_fresh_it_is(client, days, said):
    verified = timezone.now() - dt.timedelta(days=days)
    factories.outlet(sells="smart", verified_at=verified)
    assert said in near(client)


def test_what_nobody_checked_says_so(client):
    factories.outlet(sells="smart")
    assert "not checked yet" in near(client)


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


def test_a_longer_position_is_sent_to_four_decimals(client):
    factories.carrier("smart")
    response = client.get("/en/", {"near": "11.55641234,104.92821", "carrier": "smart"})
    assert response.status_code == 302
    assert response["Location"] == f"/en/?carrier=smart&near={NEAR}"


def test_no_page_sets_a_cookie(client):
    factories.outlet(sells="smart")
    response = client.get("/en/", {"near": NEAR})
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")


def test_bad_input_is_a_400_that_names_the_field_and_keeps_what_was_typed(client):
    factories.carrier("smart")
    text = page(client, 400, carrier="smart", near=NEAR, amount="lots")
    assert "Amount:" in text
    assert 'value="lots"' in text
    assert f'value="{NEAR}"' in text
    assert 'aria-invalid="true"' in text


@pytest.mark.parametrize(
    "query",
    [
        {"near": "x"},
        {"near": "91,181"},
        {"near": "\0"},
        {"q": "a\0b"},
        {"q": "x" * 101},
        {"place": "nowhere"},
        {"carrier": "nobody"},
        {"kind": "spaceship"},
        {"open": "yesterday"},
        {"limit": "0"},
        {"limit": "1e9"},
        {"near": NEAR, "place": "phsar-thmei"},
    ],
)
def test_what_cannot_be_read_is_a_400(client, query):
    factories.place(latitude=11.5, longitude=104.9)
    page(client, 400, **query)
    page(client, 400, path="/en/map/", **query)


def test_repeated_parameters_are_no_error(client):
    factories.carrier("smart")
    response = client.get(f"/en/?near=1,2&near={NEAR}&carrier=x&carrier=smart")
    assert response.status_code == 200


@pytest.fixture
def naughty_strings(real_data):
    return json.loads((real_data / "naughty-strings.json").read_text())


def test_no_text_breaks_the_page(client, naughty_strings):
    for text in naughty_strings:
        assert client.get("/en/", {"q": text}).status_code in (200, 302, 400), text


@pytest.mark.parametrize(
    "name", ["near", "carrier", "amount", "open", "kind", "payment", "recognised"]
)
def test_no_value_of_a_parameter_breaks_the_page(client, naughty_strings, name):
    factories.carrier("smart")
    for value in naughty_strings[::8]:
        query = {"near": NEAR, "carrier": "smart", name: value}
        response = client.get("/en/map/", query)
        assert response.status_code in (200, 302, 400), value


def test_what_is_typed_is_escaped(client):
    response = client.get("/en/", {"q": "<script>alert(1)</script>"})
    assert b"<script>alert" not in response.content
    assert escape("<script>alert").encode() in response.content


def test_the_start_address_leads_to_the_readers_language(client):
    response = client.get("/", headers={"accept-language": "en"})
    assert response.status_code == 302
    assert response["Location"] == "/en/"


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


def test_nobody_rides_a_motorbike_beyond_thirty_kilometres(client):
    factories.outlet(sells="smart", north_m=31_000)
    assert "by motorbike" not in near(client)


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
