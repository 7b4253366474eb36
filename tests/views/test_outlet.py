import datetime as dt
import html
import json
import re

import pytest

from locator.models import Offer, Outlet
from tests import factories

pytestmark = pytest.mark.django_db


def page(client, outlet, status=200):
    response = client.get(outlet.get_absolute_url())
    assert response.status_code == status
    return html.unescape(response.content.decode())


def structured(client, outlet):
    text = client.get(outlet.get_absolute_url()).content.decode()
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', text)
    return json.loads(found[1])


def test_it_shows_the_hours_of_the_week_with_today_marked(client):
    text = page(client, factories.outlet(hours="Mo-Fr 08:00-17:00; Sa 08:00-12:00"))
    rows = re.findall(r"<tr (.*?)>.*?<td>(.*?)</td>", text, re.DOTALL)
    assert [hours for _marked, hours in rows[:7]] == [
        *["08:00–17:00"] * 5,
        "08:00–12:00",
        "closed",
    ]
    assert ["today" in marked for marked, _hours in rows[:7]] == [True, *[False] * 6]


def test_it_shows_the_coming_holidays_and_the_hours_on_them(client):
    text = page(client, factories.outlet(hours="Mo-Su 08:00-17:00; PH off"))
    assert re.search(
        r"Mon 23 Nov<br><small>Water Festival.*?</th><td>closed</td>", text, re.DOTALL
    )


def test_unknown_hours_are_said_to_be_unknown(client):
    text = page(client, factories.outlet(hours_note="usually until dark"))
    assert "Nobody knows the exact hours yet." in text
    assert "usually until dark" in text


def test_unknown_hours_are_not_said_again_for_each_holiday(client):
    assert "Coming public holidays" not in page(client, factories.outlet())


def test_what_is_not_known_is_shown_as_unknown(client):
    text = page(client, factories.outlet())
    assert text.count("not known") >= 3
    assert "not checked yet" in text
    assert "Nothing shows that this outlet sells top-up." in text


def test_directions_lead_to_four_maps(client):
    text = page(client, factories.outlet())
    point = "11.556400,104.928200"
    assert f'href="geo:{point}?q={point}"' in text
    assert f"https://www.google.com/maps/dir/?api=1&destination={point}" in text
    assert f"https://maps.apple.com/?daddr={point}" in text
    assert "https://www.openstreetmap.org/?mlat=11.5564&mlon=104.9282" in text


def test_call_shows_the_number_as_it_is_dialled_here(client):
    text = page(client, factories.outlet(phones=("+85512345678",)))
    assert 'href="tel:+85512345678"' in text
    assert "Call 012 345 678" in text


def test_an_offer_shows_how_sure_it_is_and_why(client):
    outlet = factories.outlet(name="Shop")
    Offer.objects.create(
        outlet=outlet,
        carrier=factories.carrier("smart"),
        confidence="confirmed",
        evidence="seen on the counter",
        fact=factories.fact("F900", source_url="https://example.com/proof"),
        services=("airtime", "sim_sale"),
        min_amount=1,
        max_amount=20,
        needs_document=True,
    )
    text = page(client, outlet)
    assert 'class="pill confirmed"><b>Smart</b> confirmed' in text
    assert "seen on the counter" in text
    assert "https://example.com/proof" in text
    assert "Top-up (airtime), SIM sale" in text
    assert "$1–$20 (about 4,000 ៛–80,000 ៛ at the shop's rate)" in text
    assert "bring your passport" in text


def test_an_offer_of_its_chain_says_so_with_the_source(client):
    wing = factories.operator("wing", name="Wing Bank")
    factories.default_offer(operator=wing)
    text = page(client, factories.outlet(operator=wing))
    assert "outlets of Wing Bank sell it" in text
    assert "https://example.org/" in text


def test_source_and_licence_are_named(client):
    outlet = factories.outlet(
        source="osm", source_ref="node/123", source_date=dt.date(2026, 1, 2)
    )
    text = page(client, outlet)
    assert "https://www.openstreetmap.org/node/123" in text
    assert "2 January 2026" in text
    assert "ODbL 1.0" in text


def test_search_engines_read_it_as_a_local_business(client):
    outlet = factories.outlet(
        name="Tola</script>", kind="carrier_store", hours="Mo 08:00-17:00"
    )
    found = structured(client, outlet)
    assert found["@type"] == "MobilePhoneStore"
    assert found["name"] == "Tola</script>"
    assert found["geo"]["latitude"] == 11.5564
    assert found["openingHoursSpecification"] == [
        {
            "@type": "OpeningHoursSpecification",
            "dayOfWeek": "https://schema.org/Monday",
            "opens": "08:00",
            "closes": "17:00",
            "validFrom": "2026-11-16",
            "validThrough": "2026-11-16",
        }
    ]


def test_an_old_name_in_the_address_redirects(client):
    outlet = factories.outlet(name="New name")
    response = client.get(f"/en/o/{outlet.public_id}/old-name/")
    assert response.status_code == 302
    assert response["Location"] == outlet.get_absolute_url()


def test_the_id_alone_is_enough(client):
    outlet = factories.outlet()
    response = client.get(f"/en/o/{outlet.public_id}/")
    assert response["Location"] == outlet.get_absolute_url()


@pytest.mark.parametrize("typed", ["B0CD1F", "bocdlf", "bOcdIf"])
def test_a_mistyped_id_redirects(client, typed):
    outlet = factories.outlet(public_id="b0cd1f")
    response = client.get(f"/en/o/{typed}/")
    assert response.status_code == 302
    assert response["Location"] == outlet.get_absolute_url()


@pytest.mark.parametrize(
    "public_id",
    [
        "zzzzzz",
        "a",
        "abcdef",
    ],
)
def test_an_unknown_id_is_not_found(client, public_id):
    assert client.get(f"/en/o/{public_id}/x/").status_code == 404


def test_a_draft_is_not_found(client):
    outlet = factories.outlet(status=Outlet.Status.DRAFT)
    page(client, outlet, 404)


def test_closed_for_good_answers_410_with_the_nearest_open_ones(client):
    gone = factories.outlet(name="Gone", status=Outlet.Status.CLOSED)
    factories.outlet(name="Next door", hours="24/7", north_m=50)
    factories.outlet(name="Shut", hours="18:00-20:00", north_m=20)
    text = page(client, gone, 410)
    assert "Gone has closed for good" in text
    assert "Next door" in text
    assert "Shut" not in text


def test_closed_until_a_date_says_so(client):
    outlet = factories.outlet(
        status=Outlet.Status.CLOSED_UNTIL,
        closed_until=dt.date(2026, 12, 1),
        hours="24/7",
    )
    assert "Closed until 1 December 2026." in page(client, outlet)


def test_a_sample_brings_the_banner(client):
    assert "Sample data." in page(client, factories.outlet(source="sample"))


@pytest.mark.parametrize("path", ["report", "claim", "poster"])
def test_the_other_pages_of_a_sample_bring_it_too(client, path):
    shop = factories.outlet(source="sample")
    text = client.get(f"/en/{path}/{shop.public_id}/").content.decode()
    assert "Sample data." in text


def test_the_source_of_a_sample_is_said_in_words(client):
    assert "made up, as a sample" in page(client, factories.outlet(source="sample"))
