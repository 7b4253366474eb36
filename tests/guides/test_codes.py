import pytest

from guides.templatetags.guides_pages import at_stars
from locator.models import Fact
from tests import factories
from tests.guides import rows

pytestmark = pytest.mark.django_db

CODES = {"*1201#": "check balance", "*1203*PIN#": "top up", "1204": "call"}


@pytest.fixture(autouse=True)
def facts():
    factories.fact("F001", value=CODES, source_type="copy of an official notice")
    factories.fact("F002", value=5)


def page(client):
    return client.get("/en/codes/").content.decode()


def test_a_long_code_is_broken_before_a_star_alone():
    assert at_stars("*1203*PIN#") == "*1203*PIN#"
    broken = at_stars("*1537*PIN*NUMBER#")
    assert broken == "<wbr>*1537<wbr>*PIN<wbr>*NUMBER#"
    assert at_stars("*1203*<PIN>*NUMBER#").count("&lt;PIN&gt;") == 1


def test_the_codes_stand_large_with_what_they_do(client):
    text = page(client)
    assert ">*1203*PIN#</code>" in text
    assert "Top up with the number of a scratch card or slip" in text


def test_nobody_here_has_dialled_them_and_the_page_says_so(client):
    assert "Nobody here has dialled them" in page(client)


def test_a_code_that_no_fact_names_is_not_shown(client):
    assert "*1202#" not in page(client)


def test_without_the_fact_nothing_is_said_of_the_codes(client):
    Fact.objects.all().delete()
    text = page(client)
    for said in ("Reported by the regulator", "They are free", "call 1204"):
        assert said not in text


def test_the_link_to_dial_escapes_the_hash_and_needs_no_pin(client):
    text = page(client)
    assert 'href="tel:*1201%23"' in text
    assert "tel:*1203" not in text


def test_what_is_known_of_a_carrier_has_its_source(client):
    proof = factories.fact("F014", source_url="https://example.com/hotline")
    factories.carrier("cellcard", hotline="812", hotline_fact=proof)
    text = page(client)
    assert 'href="tel:812"' in text
    assert "https://example.com/hotline" in text


def test_what_is_not_known_of_a_carrier_is_said_to_be_unknown(client):
    factories.carrier("metfone")
    assert page(client).count("not known to us") == 3


def test_a_carrier_not_confirmed_to_sell_says_so(client):
    factories.carrier("cootel", not_confirmed_since=2020)
    assert "Cootel: nobody has confirmed since 2020 that it still sells." in page(
        client
    )


def test_the_search_page_hints_at_no_card_code_of_a_carrier_that_has_no_card(client):
    rows.channel("common-card", carriers="smart", code="*1203*PIN#")
    factories.carrier("cootel")
    of_smart = client.get("/en/", {"carrier": "smart"}).content.decode()
    of_cootel = client.get("/en/", {"carrier": "cootel"}).content.decode()
    assert "*1203*PIN#" in of_smart
    assert "*1203*PIN#" not in of_cootel
    assert "*1201#" in of_cootel


def test_the_search_page_shows_codes_before_the_results(client):
    factories.outlet(sells="smart")
    text = client.get("/en/", {"near": "11.5564,104.9282"}).content.decode()
    assert text.index("*1203*PIN#") < text.index('class="outlet')


def test_without_the_fact_no_code_is_hinted_at(client):
    Fact.objects.all().delete()
    assert "*1201#" not in client.get("/en/").content.decode()


@pytest.fixture
def two_carriers():
    factories.carrier("smart", hotline="888")
    factories.carrier("metfone", hotline="1777")


@pytest.mark.usefixtures("two_carriers")
def test_the_page_of_one_carrier_keeps_the_shared_codes_and_leaves_the_others_out(
    client,
):
    text = client.get("/en/codes/?carrier=smart").content.decode()
    assert ">*1201#</code>" in text
    assert 'href="tel:888"' in text
    assert 'href="tel:1777"' not in text
    assert '<a href="/en/codes/?carrier=metfone" >Metfone</a>' in text
    assert '<a href="/en/codes/" >All</a>' in text


@pytest.mark.usefixtures("two_carriers")
def test_links_to_other_carriers_keep_the_place(client):
    text = client.get("/en/codes/?place=siem-reap").content.decode()
    assert 'href="/en/codes/?carrier=smart&amp;place=siem-reap"' in text


@pytest.mark.usefixtures("two_carriers")
def test_a_carrier_nobody_knows_is_named_and_all_are_shown(client):
    response = client.get("/en/codes/?carrier=nobody")
    text = response.content.decode()
    assert response.status_code == 400
    assert "“nobody” is not known." in text
    assert 'href="tel:888"' in text


@pytest.mark.usefixtures("two_carriers")
def test_a_chosen_carrier_comes_before_the_codes_of_every_sim_with_its_ways(client):
    rows.channel("smart-card", name="Own card", carriers="smart", code="*888*PIN#")
    text = client.get("/en/codes/?carrier=smart").content.decode()
    own, shared, way = map(
        text.index, ('href="#smart-card"', ">*1201#</code>", 'id="smart-card"')
    )
    assert own < shared < way
    assert way < text.index('id="offers-running"')


@pytest.mark.usefixtures("two_carriers")
def test_a_chosen_carrier_without_a_way_says_so(client):
    text = client.get("/en/codes/?carrier=smart").content.decode()
    assert "No code and no app is known to us." in text
