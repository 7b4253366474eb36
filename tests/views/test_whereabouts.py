import html
import re

import pytest

from locator.text_index import index_text
from tests import factories
from tests.views.pages import page

pytestmark = pytest.mark.django_db


def place(slug, **values):
    row = factories.place(slug, **values)
    index_text(place_ids=[row.pk])
    return row


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


def test_an_outlets_name_leads_to_it_and_is_no_position_unasked(client):
    shop = factories.outlet(name="Tola Phone Shop", sells="smart")
    index_text(outlet_ids=[shop.pk])
    text = page(client, q="tola phone")
    assert "Outlets of that name" in text
    assert shop.get_absolute_url() in text
    assert "near Tola Phone Shop" not in text
    assert "outlets are. Say where you are" in text
    assert 'href="?near=11.5564,104.9282">Search near it' in text


@pytest.mark.parametrize(
    ("words", "link"),
    [
        ("ATM", 'href="?carrier=smart&kind=atm" >ATM</a>'),
        ("kiosk", 'href="?carrier=smart&kind=kiosk" >Self-service kiosk</a>'),
        ("metfone", 'href="?carrier=metfone" >Metfone</a>'),
        ("WING", 'href="?carrier=smart&operator=wing" >Wing</a>'),
    ],
)
def test_words_that_name_a_filter_are_offered_as_one(client, words, link):
    factories.carrier("smart", name="Smart")
    factories.carrier("metfone", name="Metfone")
    factories.operator("wing", name_en="Wing")
    branch = factories.outlet(name="Wing ATM kiosk metfone", sells="smart")
    index_text(outlet_ids=[branch.pk])
    text = page(client, q=words, carrier="smart")
    assert f"“{words}” is no place known here." in text
    assert link in text
    assert branch.get_absolute_url() not in text


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("អេធីអឹម", "atm"),
        ("ម៉ាស៊ីន ដកប្រាក់", "atm"),
        ("取款机", "atm"),
        ("提款機", "atm"),
        ("自动柜员机", "atm"),
        ("ATM机", "atm"),
        ("cash machine", "atm"),
        ("ម៉ាស៊ីនបញ្ចូលលុយ", "kiosk"),
        ("自助机", "kiosk"),
        ("ម៉ាត", "partner_shop"),
        ("便利店", "partner_shop"),
        ("营业厅", "carrier_store"),
        ("ធនាគារ", "bank_branch"),
    ],
)
@pytest.mark.parametrize("language", ["en", "km", "zh-hans"])
def test_everyday_words_for_a_kind_are_understood_in_every_language(
    client, language, words, kind
):
    response = client.get(f"/{language}/", {"q": words})
    assert f'href="?kind={kind}"' in response.content.decode()


def test_a_place_of_a_filters_name_is_that_place(client):
    place("bank", name="Bank", latitude=11.5564, longitude=104.9282)
    assert "near Bank" in page(client, q="bank")


def test_the_advisor_takes_a_carriers_name_for_the_sim(client):
    factories.carrier("smart", name="Smart")
    response = client.get("/en/choose/", {"q": "smart", "sim": "unknown"})
    assert 'href="?sim=smart"' in html.unescape(response.content.decode())


def test_a_position_outside_cambodia_says_so(client):
    assert "seems to lie outside Cambodia" in page(client, near="13.7563,100.5018")
    assert "outside Cambodia" not in page(client, near="11.5564,104.9282")


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


def test_nobody_is_told_to_arrive_from_where_they_are_not(client):
    town = place("siem-reap", level="town", latitude=11.5564, longitude=104.9282)
    place("angkor-wat", name="Angkor Wat", parent=town)
    factories.outlet(name="Sure", sells="smart", hours="24/7", north_m=720)
    text = page(client, q="Angkor Wat", carrier="smart")
    assert "Best bet</b> · confirmed for Smart</p>" in text
    assert "<b>720 m</b> from the middle of Siem Reap" in text
    assert "min walk" not in text
    assert "when you get there" not in text
    there = page(client, place="siem-reap", carrier="smart")
    assert "confirmed for Smart, still open when you get there" in there
    assert "10 min walk" in there


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


@pytest.mark.parametrize(
    "words",
    ["night market Siem Reap", "暹粒夜市", "ផ្សារលើសៀមរាប", "street 63, siemreap"],
)
def test_a_place_named_among_unknown_words_is_searched_and_said(client, words):
    names = {"name_km": "សៀមរាប", "name_zh_hans": "暹粒"}
    place("siem-reap", level="town", latitude=13.36, longitude=103.86, **names)
    text = page(client, q=words)
    assert f"Nothing here is called “{words}”. Distances are from Siem Reap." in text
    assert "near Siem Reap" in text


def test_the_longest_name_inside_the_words_counts(client):
    place("kampong", latitude=11.2, longitude=105.0)
    place("kampong-cham", latitude=12.0, longitude=105.4)
    assert "near Kampong Cham" in page(client, q="bus station kampong cham")


def test_part_of_a_word_is_no_place(client):
    place("kep", latitude=10.48, longitude=104.3)
    assert "pick" in page(client, q="keptown skep").lower()
    assert "near Kep" not in page(client, q="skeptic")


def test_a_whole_name_offers_no_other_that_only_begins_with_it(client):
    place("phnom-penh", level="province", latitude=11.56, longitude=104.92)
    place("airport", name="Phnom Penh Airport", latitude=11.55, longitude=104.84)
    assert "Did you mean" not in page(client, q="Phnom Penh")
    assert "Did you mean" in page(client, q="Phnom")


ROYAL_PALACE = {"name_zh_hans": "王宫", "name_km": "វាំង"}


@pytest.mark.parametrize("words", ["女王宫", "大女王宫附近", "ស្រីវាំង", "វាំងន"])
def test_a_name_is_not_cut_out_of_another_word(client, words):
    place("palace", latitude=11.56, longitude=104.93, **ROYAL_PALACE)
    text = page(client, q=words)
    assert f"Nothing here is called “{words}”. Try another spelling" in text
    assert "near Palace" not in text


@pytest.mark.parametrize(
    "words",
    [
        *("王宫附近", "王宫旁边", "金边王宫", "王宫取款机", "王宫永旺", "ABA王宫"),
        *("女 王宫", "ជិតវាំង", "វាំងថ្មី", "អេធីអឹមវាំង", "ស្រី វាំង"),
    ],
)
def test_a_name_beside_understood_words_is_searched(client, words):
    factories.operator("wing", name_zh_hans="永旺")
    place("phnom-penh", name_zh_hans="金边", level="commune")
    place("palace", latitude=11.56, longitude=104.93, **ROYAL_PALACE)
    assert "near Palace" in page(client, q=words)


def test_a_market_of_the_town_that_is_named_comes_before_its_namesake(client):
    town = place("reap", name_km="សៀមរាប", level="town", latitude=13.3, longitude=103.8)
    place("old", name="Old", name_km="ផ្សារចាស់", latitude=11.5, longitude=104.9)
    names = {"name": "Old there", "name_km": "ផ្សារចាស់"}
    place("old-there", parent=town, latitude=13.4, longitude=103.9, **names)
    assert "near Old there" in page(client, q="ផ្សារចាស់សៀមរាប")


def test_a_town_that_is_named_comes_before_a_market_elsewhere(client):
    place("reap", level="town", latitude=13.3, longitude=103.8)
    place("central-market", latitude=11.5, longitude=104.9)
    assert "near Reap" in page(client, q="central market reap")
    assert "near Central Market" in page(client, q="that central market")


def test_a_market_is_its_name_and_not_the_province_it_is_called_after(client):
    place("kandal", level="province", latitude=11.2, longitude=105.0)
    place("kandal-market", latitude=11.5, longitude=104.9)
    assert "near Kandal Market" in page(client, q="kandal market street")


def test_namesakes_of_a_place_among_other_words_are_offered(client):
    place("old", name="Old", name_km="ផ្សារចាស់", latitude=11.5, longitude=104.9)
    names = {"name": "Old there", "name_km": "ផ្សារចាស់"}
    place("old-there", latitude=13.4, longitude=103.9, **names)
    text = page(client, q="ជិតផ្សារចាស់", carrier=factories.carrier().slug)
    assert "Did you mean" in text
    assert "&place=old-there" in text


def test_a_namesake_without_a_point_of_its_own_is_offered_where_it_leads(client):
    north = place("north", level="province", latitude=13.3, longitude=103.8)
    south = place("south", level="province", latitude=11.5, longitude=104.9)
    place("old-north", name="Old North", name_zh_hans="北老市场", parent=north)
    place("old-south", name="Old South", name_zh_hans="南老市场", parent=south)
    place("old-too", name="Old South too", name_zh_hans="又老市场", parent=south)
    text = page(client, q="老市场")
    assert "Did you mean" in text
    assert "?place=old-south" in text
    assert "?place=old-too" not in text


@pytest.mark.parametrize(
    ("language", "label"),
    [("en", "Siem Reap"), ("km", "សៀមរាប"), ("zh-hans", "暹粒省")],
)
def test_one_wrong_letter_leads_to_the_place_and_says_so(client, language, label):
    names = {"name_km": "សៀមរាប", "name_zh_hans": "暹粒省"}
    place("siem-reap", level="province", latitude=13.3, longitude=103.8, **names)
    text = html.unescape(
        client.get(f"/{language}/", {"q": "Siam Reap"}).content.decode()
    )
    said = re.search(r'<p class="notice">([^<]*Siam Reap[^<]*)</p>', text)
    assert label in said[1]
    assert re.search(rf"<h1>[^<]*{label}", text)


def test_a_slip_for_either_of_two_places_leads_to_none_and_offers_both(client):
    smart = factories.carrier("smart").slug
    place("kampong-cham", level="province", latitude=12, longitude=105.4)
    place("kampong-thom", level="province", latitude=12.7, longitude=104.9)
    text = page(client, q="Kampong Chom", carrier=smart)
    assert "Nothing here is called “Kampong Chom”. Try another spelling" in text
    for slug in ("kampong-cham", "kampong-thom"):
        assert f'href="?carrier=smart&place={slug}"' in text


def test_what_is_like_no_name_is_offered_none(client):
    place("kep", level="province", latitude=10.48, longitude=104.3)
    text = page(client, q="Paris")
    assert "Nothing here is called" in text
    assert "Did you mean" not in text


def test_a_place_that_somebody_says_to_be_near_is_that_place(client):
    place("siem-reap", level="province", latitude=13.3, longitude=103.8)
    for typed in ("near Siem Reap", "Siem Reap nearby"):
        text = page(client, q=typed)
        assert "Any carrier · near Siem Reap" in text
        assert "Nothing here is called" not in text


def test_atm_near_me_names_what_to_search_for(client):
    text = page(client, q="ATM near me")
    assert 'href="?kind=atm"' in text


def test_a_misspelt_place_among_other_words_is_offered(client):
    place("siem-reap", level="province", latitude=13.3, longitude=103.8)
    text = page(client, q="night market Siam Reap")
    assert "Did you mean" in text
    assert 'href="?place=siem-reap"' in text


def test_other_places_of_the_name_are_folded_above_an_answer(client):
    place("old", name="Old", name_km="ផ្សារចាស់", latitude=11.5, longitude=104.9)
    names = {"name": "Old there", "name_km": "ផ្សារចាស់"}
    place("old-there", latitude=13.4, longitude=103.9, **names)
    text = page(client, q="ផ្សារចាស់")
    assert "<summary>Did you mean something else?</summary>" in text
