"""What the addresses of guides and of the advisor do not keep of a visitor."""

import pytest

from tests import factories
from tests.guides import rows

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]

NUMBER = "012345678"


@pytest.mark.parametrize(
    ("asked", "kept"),
    [
        ({"sim": "smart", "amount": NUMBER}, "?sim=smart"),
        ({"sim": NUMBER, "have": "cash"}, "?have=cash"),
        ({"sim": "smart", "place": "012 345 678"}, "?sim=smart"),
        ({"sim": "smart", "q": f"my number {NUMBER}"}, "?sim=smart"),
        ({"sim": "smart", "q": "call +855 12 345 678 now"}, "?sim=smart"),
        ({"sim": "smart", "q": "លេខ ០១២ ៣៤៥ ៦៧៨"}, "?sim=smart"),
        ({"sim": "smart", "near": NUMBER}, "?sim=smart"),
        ({"sim": "smart", "number": NUMBER}, "?sim=smart"),
        ({"sim": "smart", "amount": [NUMBER, "5"]}, "?sim=smart&amount=5"),
        ({"amount": NUMBER}, ""),
    ],
    ids=range(10),
)
def test_no_phone_number_stays_in_the_advisors_address(client, asked, kept):
    factories.carrier("smart")
    answer = client.get("/en/choose/", asked)
    assert answer["Location"] == f"/en/choose/{kept}"
    assert "no-store" in answer["Cache-Control"]
    assert client.get(answer["Location"]).status_code == 200


@pytest.mark.parametrize(
    "asked",
    [
        {"sim": "smart", "amount": "8000"},
        {"sim": "smart", "q": "Street 271, house 12"},
        {"sim": "smart", "near": "11.5564,104.9282"},
    ],
)
def test_other_answers_stay(client, asked):
    factories.carrier("smart")
    assert client.get("/en/choose/", asked).status_code == 200


def test_coordinates_typed_with_many_decimals_become_a_rounded_position(client):
    factories.carrier("smart")
    words = "11.556412345, 104.928212345"
    answer = client.get("/en/choose/", {"sim": "smart", "q": words})
    assert answer["Location"] == "/en/choose/?sim=smart&near=11.5564,104.9282"


@pytest.mark.parametrize("name", ["amount", "sim", "place", "q"])
def test_a_number_sent_elsewhere_in_its_form_goes_into_no_address(client, name):
    factories.prefix("012")
    answer = client.post("/en/choose/number/", {"number": NUMBER, name: NUMBER})
    assert answer["Location"] == "/en/choose/?sim=smart&recognised=sure#questions"


@pytest.mark.parametrize("amount", ["$1001", "12345678", "$5000"])
def test_an_amount_that_nobody_tops_up_is_refused(client, amount):
    factories.carrier("smart")
    asked = {"sim": "smart", "amount": amount}
    answer = client.get("/api/v1/advice/", asked)
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["parameter"] == "amount"


def test_a_position_in_a_guides_address_is_rounded(client):
    rows.text()
    asked = {"near": "11.556412345,104.928212345", "ends": "2026-11-30", "x": "1"}
    answer = client.get("/en/guides/by-app/", asked)
    kept = "?near=11.5564,104.9282&ends=2026-11-30"
    assert answer["Location"] == f"/en/guides/by-app/{kept}"
    assert client.get(answer["Location"]).status_code == 200
