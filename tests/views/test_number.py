import json
from pathlib import Path

import pytest
from pytest_django.asserts import assertRedirects

from locator.models import Carrier
from locator.views.number import is_number, recognise
from tests import factories

pytestmark = pytest.mark.django_db

SHARED = json.loads((Path(__file__).parent.parent / "js/number_cases.json").read_text())


@pytest.fixture
def prefixes():
    factories.prefix("010")
    factories.prefix("087", is_certain=False)


@pytest.mark.parametrize(("text", "number", "_carrier"), SHARED["cases"])
def test_a_number_is_told_from_a_place_as_on_the_phone(text, number, _carrier):
    assert is_number(text) is number


def test_a_number_is_of_the_same_carrier_as_on_the_phone():
    for digits, (slug, sure) in SHARED["prefixes"].items():
        factories.prefix(digits, slug, is_certain=sure)
    found = [recognise(text).carrier for text, _number, _carrier in SHARED["cases"]]
    assert found == [carrier for _text, _number, carrier in SHARED["cases"]]


@pytest.mark.usefixtures("prefixes")
def test_a_foreign_number_in_the_place_box_does_not_stay_in_the_address(client):
    response = client.get("/en/", {"q": "+86 138 0013 8000"})
    assert response["Location"] == "/en/?recognised=unknown"


@pytest.mark.usefixtures("prefixes")
def test_a_posted_number_becomes_its_carrier_and_leaves_no_trace(client):
    form = {"number": "010 234 567", "near": "11.5564,104.9282"}
    response = client.post("/en/number/", form)
    assert response.status_code == 302
    assert response["Location"] == (
        "/en/?carrier=smart&near=11.5564,104.9282&recognised=sure"
    )
    assert "no-store" in response["Cache-Control"]


@pytest.mark.usefixtures("prefixes")
def test_an_uncertain_prefix_is_said_to_be_likely(client):
    response = client.post("/en/number/", {"number": "087 234 567"}, follow=True)
    assertRedirects(response, "/en/?carrier=smart&recognised=likely")
    assert b"likely of the carrier chosen below" in response.content


@pytest.mark.parametrize(
    "number", ["", "hello", "+1 212 555 0100", "099999999", "0" * 99]
)
def test_a_number_nobody_knows_says_so(client, number):
    response = client.post("/en/number/", {"number": number}, follow=True)
    assertRedirects(response, "/en/?recognised=unknown")
    assert b"not known to us" in response.content


@pytest.mark.usefixtures("prefixes")
def test_a_number_in_the_place_box_does_not_stay_in_the_address(client):
    response = client.get("/en/", {"q": "+855 10 234 567"})
    assert response["Location"] == "/en/?carrier=smart&recognised=sure"
    assert "no-store" in response["Cache-Control"]


@pytest.mark.usefixtures("prefixes")
@pytest.mark.parametrize(
    ("path", "carrier"),
    [
        ("/en/", "carrier"),
        ("/en/map/", "carrier"),
        ("/en/choose/", "sim"),
        ("/en/embed/", "carrier"),
    ],
)
def test_a_number_typed_as_the_place_says_whose_it_is_and_not_the_number(
    client, path, carrier
):
    Carrier.objects.filter(slug="smart").update(name="Smart")
    given = {"q": "010234567", carrier: "cellcard"}
    text = client.get(path, given, follow=True).content.decode()
    assert "That number belongs to Smart, which is chosen now." in text
    assert "10234567" not in text


def test_a_forged_remark_says_nothing(client):
    page = client.get("/en/", {"recognised": "sure"})
    assert b"belongs to" not in page.content


@pytest.mark.usefixtures("prefixes")
def test_no_number_is_logged(client, caplog):
    with caplog.at_level("DEBUG"):
        client.post("/en/number/", {"number": "010234567"})
        client.get("/en/", {"q": "010234567"})
    assert "10234567" not in caplog.text


@pytest.mark.usefixtures("prefixes")
def test_the_prefixes_are_on_the_page_for_the_phone_to_use(client):
    assert b'"010": ["smart", true]' in client.get("/en/").content


def test_a_number_is_never_asked_for_by_address(client):
    assert client.get("/en/number/").status_code == 405
