"""The frame for pages of others, and the page that makes its code."""

import gzip
import html
import json
import re
from pathlib import Path

import pytest
from django.conf import settings as configured

from locator.text_index import index_text
from tests import factories
from tests.queries import INDEX, tables_asked
from tests.views import pages
from tests.views.pages import card_names

pytestmark = pytest.mark.django_db

NEAR = "11.5564,104.9282"
FRAME = f"/en/embed/?near={NEAR}&carrier=smart"
MAKE = "/en/embed/make/"


def page(client, path="/en/embed/", **asked):
    return pages.page(client, path, **asked)


def policy(response):
    parts = (part.split() for part in response["Content-Security-Policy"].split(";"))
    return {name: sources for name, *sources in parts}


# Who may show it.


def test_any_site_may_show_it_unless_the_settings_say_otherwise(client):
    response = client.get(FRAME)
    assert "X-Frame-Options" not in response
    assert policy(response)["frame-ancestors"] == ["'self'", "*"]


def test_the_settings_name_the_sites_that_may_show_it(client, settings):
    settings.EMBED_ANCESTORS = ["'self'", "https://bank.example"]
    allowed = policy(client.get(FRAME))["frame-ancestors"]
    assert allowed == ["'self'", "https://bank.example"]


def test_the_rest_of_its_policy_is_that_of_every_page(client):
    frame, other = policy(client.get(FRAME)), policy(client.get("/en/about/"))
    del frame["frame-ancestors"], other["frame-ancestors"]
    assert frame == other


@pytest.mark.parametrize(
    "path", ["/en/", f"/en/map/?near={NEAR}", "/en/embed/make/", "/embed/"]
)
def test_all_other_pages_stay_out_of_frames(client, path):
    response = client.get(path)
    assert policy(response)["frame-ancestors"] == ["'none'"]
    assert response.get("X-Frame-Options", "DENY") == "DENY"


def test_what_is_wrong_in_its_address_is_said_inside_the_frame(client):
    response = client.get("/en/embed/", {"bbox": "1,2"})
    assert response.status_code == 400
    assert policy(response)["frame-ancestors"] == ["'self'", "*"]


# What a visitor of the other page keeps to themselves.


def test_it_sets_no_cookie_not_even_for_a_language_gone_over_to(client):
    client.get("/km/embed/", headers={"referer": "http://testserver/en/embed/make/"})
    assert not client.cookies


def test_its_address_is_no_links_referrer(client):
    assert client.get(FRAME)["Referrer-Policy"] == "no-referrer"


def test_positions_in_its_address_are_rounded_and_numbers_leave_it(client):
    factories.prefix("010")
    response = client.get("/en/embed/", {"near": "11.556412,104.928249", "map": "1"})
    assert response.url == f"/en/embed/?near={NEAR}&map=1"
    response = client.get("/en/embed/", {"q": "010 234 567"})
    assert response.url == "/en/embed/?carrier=smart&recognised=sure"
    assert "no-store" in response["Cache-Control"]


def test_search_engines_leave_it_out(client):
    assert '<meta name="robots" content="noindex">' in page(client)


# What it shows.


def test_an_address_without_a_language_leads_to_the_readers(client):
    response = client.get(
        "/embed/?carrier=smart", headers={"accept-language": "zh-CN,zh;q=0.9"}
    )
    assert response.url == "/zh-hans/embed/?carrier=smart"


def test_it_has_the_credits_and_a_way_out_and_none_of_our_navigation(client):
    factories.carrier("smart")
    text = page(client, near=NEAR, carrier="smart", open="any")
    assert "ODbL 1.0" in text
    assert "<nav" not in text
    assert re.search(
        rf'href="/en/\?carrier=smart&near={NEAR}&open=any" '
        'target="_blank" rel="noopener"',
        text,
    )


def test_the_way_out_of_a_frame_with_a_map_leads_to_the_map(client):
    text = page(client, near=NEAR, map="1")
    assert f'href="/en/map/?near={NEAR}"' in text


def test_without_a_position_it_asks_for_one_and_keeps_what_the_site_chose(client):
    factories.carrier("metfone", name="Metfone")
    factories.place("phnom-penh", level="province", latitude=11.57, longitude=104.92)
    text = page(client, carrier="metfone", kind="atm", open="any", map="1")
    assert re.search('value="metfone" checked', text)
    for name, value in [("kind", "atm"), ("open", "any"), ("map", "1")]:
        assert f'<input type="hidden" name="{name}" value="{value}">' in text
    address = "?carrier=metfone&place=phnom-penh&kind=atm&open=any&map=1"
    assert f'href="{address}" target="_self"' in text


def test_it_asks_for_no_box_again(client):
    text = page(client, bbox="104.8,11.5,105,11.6")
    assert 'name="bbox"' not in text


def test_what_is_called_by_no_place_leads_to_the_list_of_them(client):
    text = page(client, q="Nowhere")
    assert "Nothing here is called “Nowhere”" in text
    assert '<details class="more" id="pick" open>' in text


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({}, ["Near shop", "Far shop"]),
        ({"kind": "atm", "unproven": "1"}, ["Machine"]),
        ({"open": "any"}, ["Near shop", "Closed shop", "Far shop"]),
        ({"confidence": "confirmed"}, ["Near shop"]),
        ({"limit": "1"}, ["Near shop"]),
    ],
)
def test_it_takes_the_parameters_of_the_search_page(client, query, names):
    factories.outlet(name="Near shop", sells="smart", hours="24/7")
    factories.outlet(name="Closed shop", sells="smart", hours="18:00-20:00", north_m=50)
    factories.outlet(name="Far shop", sells="smart", confidence="likely", north_m=90)
    factories.outlet(name="Machine", kind="atm", north_m=70)
    text = page(client, near=NEAR, carrier="smart", **query)
    assert card_names(text) == names


def test_it_says_for_which_moment_a_planned_list_is(client):
    factories.outlet(sells="smart", hours="18:00-20:00")
    asked = {"near": NEAR, "carrier": "smart"}
    said = '<p class="small">Open on Tue 17 Nov at 19:00</p>'
    assert said in page(client, **asked, open="2026-11-17T19:00")
    assert '<p class="small">Open' not in page(client, **asked, open="any")


def test_a_place_is_searched_around(client):
    factories.place(latitude=11.5564, longitude=104.9282)
    factories.outlet(name="Near shop", sells="smart", north_m=410)
    text = page(client, place="phsar-thmei")
    assert card_names(text) == ["Near shop"]
    assert "410 m" in text


def test_a_box_holds_its_outlets_and_measures_from_nowhere(client):
    factories.outlet(name="Inside", sells="smart", north_m=410)
    factories.outlet(name="Outside", sells="smart", north_m=40_000)
    text = page(client, bbox="104.8,11.5,105,11.6", map="1")
    assert card_names(text) == ["Inside"]
    assert 'class="far"' not in text
    assert '"near": null' in text
    assert 'href="/en/map/?near=11.55,104.9"' in text


def test_the_map_of_a_box_fits_all_pins_listed_and_not_the_whole_box(client):
    for number in range(9):
        factories.outlet(sells="smart", hours="24/7", north_m=number * 10)
    text = page(client, bbox="104.8,11.5,105,11.6", map="1", limit="9")
    assert '"corners": null' in text
    assert '"fitted": 9' in text


def test_the_map_of_a_box_in_which_nothing_is_listed_shows_the_box(client):
    text = page(client, bbox="104.8,11.5,105,11.6", map="1")
    assert '"corners": [[11.5, 104.8], [11.6, 105.0]]' in text


def test_a_box_may_cross_the_antimeridian(client):
    factories.outlet(name="In Fiji", sells="smart", latitude=-17, longitude=-179.5)
    box = {"bbox": "178,-19,-178,-16", "map": "1"}
    text = page(client, **box)
    assert card_names(text) == ["In Fiji"]
    assert "near=-17.5,180" in text
    nothing = page(client, **box, kind="atm")
    assert '"corners": [[-19.0, 178.0], [-16.0, 182.0]]' in nothing


def test_a_narrowed_list_says_how_it_is_narrowed(client):
    factories.outlet(name="Store", sells="smart", kind="carrier_store", hours="24/7")
    query = {"carrier": "smart", "kind": "carrier_store", "bbox": "104.8,11.5,105,11.6"}
    text = page(client, **query)
    assert "<h1>Smart · Carrier store · in a chosen area</h1>" in text
    assert "<title>Smart · Carrier store · " in text


def test_a_box_has_one_heading_before_its_first_outlet(client):
    factories.outlet(name="Sure", sells="smart", hours="24/7")
    factories.outlet(name="Unsure", sells="smart", north_m=10)
    box = {"bbox": "104.8,11.5,105,11.6"}
    assert headings(page(client, **box)) == [
        "Known to be open",
        "Hours unknown: call or ask first",
    ]
    assert headings(page(client, open="any", **box)) == ["Top-up points"]


def headings(text):
    return [said.strip() for said in re.findall(r"<h2[^>]*>([^<]*)</h2>", text)]


def test_a_list_is_short_and_leads_on_without_javascript(client):
    for number in range(9):
        factories.outlet(name=f"Shop {number}", sells="smart", north_m=number * 10)
    text = page(client, near=NEAR)
    assert len(card_names(text)) == 6
    [more] = re.findall(r'href="(\?[^"#]*)#n7"', text)
    assert len(card_names(page(client, f"/en/embed/{more}"))) == 9
    assert len(card_names(page(client, near=NEAR, limit="8"))) == 8


def test_a_map_with_nothing_on_it_shows_the_surroundings(client):
    factories.carrier("smart")
    text = page(client, near=NEAR, carrier="smart", map="1")
    [corners] = re.findall(r'"corners": (\[\[.*?\]\])', text)
    (south, west), (north, east) = json.loads(corners)
    assert 0.08 < north - south < 0.1
    assert south < 11.5564 < north
    assert west < 104.9282 < east
    assert '"near": [11.5564, 104.9282]' in text


def test_whose_the_data_is_stands_in_sight(client):
    said = "© <a [^>]*>OpenStreetMap contributors</a>, <a [^>]*>ODbL</a>"
    for path in (FRAME, "/en/embed/", "/en/embed/?limit=x"):
        assert re.search(said, client.get(path).content.decode())
    sheet = (Path(configured.BASE_DIR) / "static/css/embed.css").read_text()
    assert re.search(r"\.whose \{ position: sticky; inset-block-end: 0;", sheet)


def test_near_and_a_box_together_are_refused(client):
    text = page(client, status=400, near=NEAR, bbox="104.8,11.5,105,11.6")
    assert "Give only one of near, bbox and place" in text


@pytest.mark.parametrize("path", ["/en/embed/", MAKE])
@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("carier=smart", "“carier”: There is no such parameter; did you mean carrier?"),
        ("carrier=smart&carrier=metfone", "“carrier”: Give it once."),
        ("utm_source=bank", "“utm_source”: There is no such parameter; there are"),
        # Also where the rest of the address would be written better.
        ("near=11.556412,104.928249&carier=smart", "did you mean carrier?"),
    ],
)
def test_a_misspelt_parameter_is_said_and_not_passed_over(client, path, query, said):
    factories.carrier("smart")
    factories.carrier("metfone")
    text = page(client, f"{path}?{query}", status=400)
    assert said in text
    assert not card_names(text)
    assert "because" not in text


@pytest.mark.parametrize("path", ["/en/embed/", MAKE])
def test_a_carrier_that_is_not_known_is_chosen_below(client, path):
    factories.carrier("smart", name="Smart")
    text = page(client, path, status=400, carrier="xx")
    said = text.index("“xx” is not known. Choose one of those below.")
    assert said < text.index('value="smart"')


def test_a_place_that_is_not_known_is_chosen_below(client):
    factories.place("phnom-penh", level="province", latitude=11.57, longitude=104.92)
    text = page(client, status=400, place="nowhere")
    said = text.index("“nowhere” is not known. Choose one of those below.")
    assert said < text.index('id="pick" open') < text.index("?place=phnom-penh")


def test_a_place_that_is_not_known_is_typed_where_there_is_no_list(client):
    text = page(client, MAKE, status=400, place="nowhere")
    said = text.index("“nowhere” is not known. Type its name below.")
    assert said < text.index('id="q"')


def test_what_the_frame_itself_writes_into_its_address_is_taken(client):
    factories.carrier("smart")
    page(client, f"/en/embed/?recognised=sure&carrier=smart&near={NEAR}")
    page(client, "/en/embed/?because=denied&kind=atm&kind=kiosk")


def test_links_that_stay_in_the_frame_say_so_and_all_others_leave_it(client):
    for number in range(7):
        factories.outlet(name="Shop", sells="smart", north_m=number * 10)
    text = page(client, near=NEAR, carrier="smart")
    assert '<base target="_blank">' in text
    links = re.findall(r'<a (?:class="[^"]*" )?(href="\?[^"]*"[^>]*)>', text)
    assert len(links) == 3  # the map, more, closed ones too
    assert all('target="_self"' in link for link in links)


def test_made_up_outlets_are_called_so(client):
    factories.outlet(name="Sample shop", sells="smart", source="sample")
    assert "Sample data." in page(client, near=NEAR)


# What it costs.


def style_sheet(name):
    return gzip.compress((Path(configured.BASE_DIR) / "static/css" / name).read_bytes())


@pytest.mark.usefixtures("twenty_outlets")
def test_a_list_of_twenty_weighs_less_than_that_of_the_search_page(client):
    frame, search = (
        len(gzip.compress(client.get(f"/en/{path}?near={NEAR}&carrier=smart").content))
        for path in ("embed/", "")
    )
    sheets = len(style_sheet("site.css")) + len(style_sheet("embed.css"))
    assert frame + sheets < search + len(style_sheet("site.css"))


INDEX_QUERIES = 24
"""At most so many: each search and each count looks in ever larger surroundings."""

FRAME_QUERIES = {
    "locator_carrier": 3,  # the one asked for, the chips, the names of those sold
    "locator_carrierprefix": 1,
    # Which is nearest, then its name with its parents'; the provinces to pick from.
    "locator_place": 3,
    # Whether hours or holidays have changed; then, as a test's transaction remembers
    # nothing, the texts, the days that were added and those taken away.
    "locator_hours": 2,
    "locator_publicholiday": 2,
    "locator_outlet": 1,  # with their phones
}


@pytest.mark.usefixtures("twenty_outlets")
@pytest.mark.parametrize("limit", [5, 20, 30])
def test_a_frame_asks_as_much_however_long_its_list_is(client, limit):
    factories.place(latitude=11.557, longitude=104.928)
    client.get(FRAME)
    asked = tables_asked(client, f"{FRAME}&limit={limit}")
    assert sum(asked.pop(table, 0) for table in INDEX) <= INDEX_QUERIES
    assert asked == FRAME_QUERIES


def test_the_small_form_asks_each_table_once(client, django_assert_num_queries):
    client.get("/en/embed/")
    with django_assert_num_queries(3):  # carriers, prefixes, provinces
        client.get("/en/embed/")


# The page that makes the code.


def code_of(client, path=MAKE, **query):
    """The attributes of the frame in the code that is shown to be copied."""
    text = page(client, path, **query)
    shown = re.search(r"<code>(<iframe.*?</iframe>)</code>", text, re.DOTALL)
    attributes = re.findall(r'([\w-]+)="([^"]*)"', shown[1])
    return {name: html.unescape(value) for name, value in attributes}


def test_the_data_page_leads_to_it(client):
    assert f'href="{MAKE}"' in page(client, "/en/data/")


def test_its_code_names_the_frame_and_keeps_the_other_page_quick_and_private(client):
    factories.carrier("smart", name="Smart")
    code = code_of(client, carrier="smart")
    assert code == {
        "src": "http://testserver/en/embed/?carrier=smart",
        "title": "Where to top up: Smart · Top-up Finder",
        "lang": "en",
        "width": "100%",
        "height": "600",
        "style": "border: 0; max-width: 100%",
        "loading": "lazy",
        "referrerpolicy": "no-referrer",
        "allow": "geolocation",
    }


def test_the_language_of_the_frame_is_chosen_and_names_it(client):
    factories.place(name_km="ផ្សារថ្មី", latitude=11.5564, longitude=104.9282)
    code = code_of(client, language="km", place="phsar-thmei")
    assert code["src"] == "http://testserver/km/embed/?place=phsar-thmei"
    assert code["lang"] == "km"
    assert "ផ្សារថ្មី" in code["title"]


def test_the_language_is_the_readers_unless_chosen(client):
    code = code_of(client, "/zh-hans/embed/make/")
    assert code["src"] == "http://testserver/zh-hans/embed/"


def test_words_are_looked_up_once_so_that_they_always_mean_the_same(client):
    market = factories.place(latitude=11.5564, longitude=104.9282)
    index_text(place_ids=[market.pk])
    code = code_of(client, q="Phsar Thmei")
    assert code["src"] == f"http://testserver/en/embed/?near={NEAR}"


@pytest.mark.parametrize("query", [{"q": "Nowhere"}, {"place": "kep"}, {"q": "atm"}])
def test_there_is_no_code_until_a_place_is_known(client, query):
    factories.place("kep", name_en="Kep")
    text = page(client, MAKE, **query)
    assert 'class="notice"' in text
    assert "<iframe" not in text


def test_the_button_leads_to_the_code(client):
    text = page(client, MAKE)
    assert 'action="#made"' in text
    assert re.search(r'id="made">\s*<h2>Code for your page</h2>', text)


def test_the_button_leads_to_why_there_is_no_code_above_the_form(client):
    text = page(client, MAKE, q="Nowhere")
    assert text.count('id="made"') == 1
    said = text.index("Nothing here is called “Nowhere”")
    assert text.index('id="made"') < said < text.index("<form")
    refused = page(client, MAKE, status=400, height="3")
    assert re.search(r'<form [^>]*id="made">\s*<div class="notice"', refused)
    assert refused.count('id="made"') == 1


def test_where_no_list_stands_the_page_leads_to_none(client):
    assert "Pick from a list" not in page(client, MAKE, q="Nowhere")


def test_another_place_of_that_name_leads_to_its_code(client):
    places = [
        factories.place("kep", name_en="Kep", latitude=10.48, longitude=104.32),
        factories.place("kep-2", name_en="Kep", latitude=12.5, longitude=105.3),
    ]
    index_text(place_ids=[place.pk for place in places])
    assert re.search(r'href="\?place=kep(-2)?#made"', page(client, MAKE, q="Kep"))


def test_a_place_that_is_not_known_does_not_come_back_with_the_form(client):
    text = page(client, MAKE, status=400, place="nowhere")
    assert 'name="place"' not in text


def test_what_is_narrowed_is_offered_and_named(client):
    query = {"kind": ["atm", "kiosk"], "open": "any", "limit": "3"}
    text = page(client, MAKE, **query)
    for value in ("atm", "kiosk"):
        assert f'name="kind" value="{value}" checked' in text
    assert 'name="open" value="any" checked' in text
    assert re.search('name="limit" value="3"', text)
    code = code_of(client, **query)
    address = "http://testserver/en/embed/?kind=atm&kind=kiosk&open=any&limit=3"
    assert code["src"] == address
    said = "Where to top up: Any carrier · ATM · Self-service kiosk · Top-up Finder"
    assert code["title"] == said


def test_a_moment_in_the_address_stays_in_the_code(client):
    query = {"open": "2026-11-23T12:00"}
    assert 'value="2026-11-23T12:00" checked' in page(client, MAKE, **query)
    assert code_of(client, **query)["src"].endswith("?open=2026-11-23T12%3A00")


def test_its_document_is_a_link_away(client):
    assert 'href="/en/docs/embedding/"' in page(client, MAKE)


def test_size_map_and_filters_of_the_address_come_into_the_code(client):
    query = {"width": "320", "height": "480", "map": "1", "kind": "atm"}
    code = code_of(client, near=NEAR, **query)
    assert (code["width"], code["height"]) == ("320", "480")
    assert code["src"] == f"http://testserver/en/embed/?near={NEAR}&kind=atm&map=1"


GUIDE = (Path(configured.BASE_DIR) / "docs/embedding.md").read_text()


@pytest.mark.parametrize("code", re.findall(r"<iframe.*?</iframe>", GUIDE, re.DOTALL))
def test_the_snippets_of_the_guide_lead_to_frames(client, code):
    factories.carrier("smart")
    factories.carrier("metfone")
    factories.place("siem-reap", latitude=13.36, longitude=103.86)
    source = html.unescape(re.search(r'src="([^"]*)"', code)[1])
    response = client.get(source.removeprefix("https://topup.example"))
    assert response.status_code == 200
    assert re.search(r' title="[^"]+"', code)
    language = re.search(r"example/([\w-]+)/embed", code)[1]
    assert re.search(r' lang="([^"]+)"', code)[1].lower() == language


@pytest.mark.parametrize(
    "query",
    [
        {"height": "3"},
        {"width": "x"},
        {"width": "279"},
        {"language": "fr"},
        {"carrier": "xx"},
    ],
)
def test_a_frame_that_cannot_be_is_refused(client, query):
    assert "<iframe" not in page(client, MAKE, status=400, **query)


def test_nobody_writes_their_own_code_into_it(client, settings):
    settings.SITE_NAME = '"><script>'
    factories.carrier("smart", name='Smart" onload="x')
    response = client.get(MAKE, {"carrier": "smart"})
    shown = response.content.decode()
    assert "<script>" not in shown
    code = re.search(r"<code>(.*?)</code>", shown, re.DOTALL)[1]
    assert '" onload' not in html.unescape(code)


def test_what_lies_beyond_five_kilometres_stands_apart(client):
    factories.outlet(name="Here", sells="smart")
    factories.outlet(name="There", sells="smart", north_m=28_000)
    text = page(client, near=NEAR, carrier="smart")
    assert text.index("Here") < text.index("Further away") < text.index("There")
