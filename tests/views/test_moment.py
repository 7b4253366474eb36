"""A search for another time than now: asked for, shown, taken off."""

import html
import re

import pytest

from tests import factories

pytestmark = pytest.mark.django_db

NEAR = "11.5564,104.9282"
TUESDAY_EVENING = "2026-11-17T19:00"
ASKED = {"carrier": "smart", "near": NEAR}


def page(client, status=200, path="/en/", **query):
    response = client.get(path, ASKED | query)
    assert response.status_code == status, response
    return html.unescape(response.content.decode())


def states(text):
    return re.findall(r'class="pill state[^>]*>([^<]*)<', text)


@pytest.mark.parametrize("chosen", ["at", ""])
def test_a_time_of_the_form_becomes_the_moment_of_the_search(client, chosen):
    given = ASKED | {"open": chosen, "at": TUESDAY_EVENING}
    response = client.get("/en/", given)
    assert response.status_code == 302
    assert response["Location"] == f"/en/?carrier=smart&near={NEAR}&open=" + (
        TUESDAY_EVENING.replace(":", "%3A")
    )


def test_from_another_time_one_comes_back_to_now(client):
    factories.outlet(sells="smart")
    text = page(client, open=TUESDAY_EVENING)
    now = re.search(r'name="open" value="([^"]*)"[^>]*><span>Now<', text)[1]
    response = client.get("/en/", ASKED | {"open": now, "at": TUESDAY_EVENING})
    assert "2026-11-17" not in response["Location"]


def test_a_time_left_in_the_form_does_not_count_where_any_is_chosen(client):
    response = client.get("/en/", ASKED | {"open": "any", "at": TUESDAY_EVENING})
    assert response["Location"] == f"/en/?carrier=smart&near={NEAR}&open=any"


def test_who_chooses_a_time_and_names_none_is_asked_for_it(client):
    factories.carrier("smart")
    text = page(client, status=400, open="at", at="")
    assert "Say the day and the time" in text
    assert 'value="at" class="at-a-time" checked' in text


def test_a_time_that_cannot_be_read_stays_in_its_field(client):
    factories.carrier("smart")
    text = page(client, status=400, open="tomorrow at nine")
    assert 'value="tomorrow at nine"' in text
    assert "a time such as 2026-11-23T12:00" in text


def test_the_form_shows_the_moment_in_the_time_of_cambodia(client):
    factories.carrier("smart")
    text = page(client, open="2026-11-17T12:00:00Z")
    assert f'type="datetime-local" value="{TUESDAY_EVENING}"' in text


def test_the_moment_stands_above_the_list_and_can_be_taken_off(client):
    factories.outlet(sells="smart", hours="08:00-20:00")
    text = page(client, open=TUESDAY_EVENING)
    chip = re.search(
        r'<a class="pill tall" href="([^"]*)">Open on Tue 17 Nov at 19:00', text
    )
    assert chip[1] == f"?carrier=smart&near={NEAR}"


def test_no_chip_says_that_it_is_open_now(client):
    factories.outlet(sells="smart", hours="08:00-20:00")
    assert "Open on" not in page(client)


def test_that_shut_ones_are_listed_too_is_a_chip(client):
    factories.outlet(sells="smart", hours="08:00-20:00")
    assert "Open or not" in page(client, open="any")


def test_a_card_speaks_of_the_chosen_moment(client):
    factories.outlet(sells="smart", hours="08:00-20:00")
    assert states(page(client, open=TUESDAY_EVENING)) == ["Open until 20:00"]
    assert states(page(client, open="2026-11-16T19:00")) == ["Open until 20:00"]


def test_a_frame_of_a_box_says_the_chosen_moment(client):
    factories.outlet(sells="smart", hours="Mo 08:00-20:00", kind="kiosk")
    query = {"near": "", "bbox": "104.9,11.5,105,11.6", "open": "2026-11-22T23:00"}
    text = page(client, path="/en/embed/", **query)
    assert "Open on Sun 22 Nov at 23:00" in text


@pytest.mark.parametrize("path", ["/en/", "/en/map/", "/en/embed/"])
def test_nothing_of_a_list_for_another_time_is_called_now(client, path):
    factories.outlet(sells="smart", hours="08:00-20:00", north_m=100)
    factories.outlet(sells="smart", hours="24/7", north_m=200)
    factories.outlet(sells="smart", hours="10:00-11:00", north_m=300)
    text = page(client, path=path, open=TUESDAY_EVENING)
    listed = text.partition('class="results"')[2]
    said = re.sub(r"<[^>]*>", " ", listed.partition("</main>")[0])
    said = said.replace("Only what is open now", "")
    assert not re.search(r"\bnow\b|tomorrow| in \d+ min", said)


def test_the_heading_speaks_of_the_chosen_moment(client):
    for number in range(2):
        factories.outlet(sells="smart", hours="24/7", north_m=number * 100)
    assert "Known to be open then" in page(client, open=TUESDAY_EVENING)
    assert "Known to be open then" not in page(client)


def test_the_shut_ones_are_counted_for_the_chosen_moment(client):
    factories.outlet(sells="smart", hours="24/7", north_m=200)
    factories.outlet(sells="smart", hours="08:00-09:00", north_m=200)
    assert "closed then within 5 km: 1" in page(client, open=TUESDAY_EVENING)
