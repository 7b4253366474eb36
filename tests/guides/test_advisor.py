import pytest
import time_machine

from locator.models import CarrierPrefix
from tests import factories

pytestmark = pytest.mark.django_db

CENTRE = "11.5564,104.9282"


@pytest.fixture(autouse=True)
def noon():
    with time_machine.travel("2026-11-16T12:00:00+07:00", tick=False):
        yield


def page(client, **query) -> str:
    answer = client.get("/en/choose/", query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_questions_stand_without_an_answer_yet(client, content):
    text = page(client)
    assert "Which SIM do you want to top up?" in text
    assert "buy a plan" not in text


def test_a_shop_that_is_open_near_is_named_with_the_way(client, content):
    factories.outlet(name="Sok Heng", sells="smart", hours="24/7")
    text = page(client, sim="smart", have="cash", near=CENTRE)
    assert "A shop or agent near you is open" in text
    assert "Sok Heng" in text
    assert "How long the credit takes is not confirmed." in text


def test_a_shop_that_is_shut_does_not_count(client, content):
    factories.outlet(name="Sok Heng", sells="smart", hours="Mo-Su 08:00-09:00")
    text = page(client, sim="smart", have="cash", near=CENTRE)
    assert "A shop or agent near you is open" not in text
    assert "ask somebody you trust with a bank app" in text


def test_a_shop_that_sells_another_carrier_does_not_count(client, content):
    factories.outlet(sells="metfone", hours="24/7")
    text = page(client, sim="smart", have="cash", near=CENTRE)
    assert "A shop or agent near you is open" not in text


def test_a_travel_esim_is_topped_up_where_it_was_bought(client, content):
    text = page(client, sim="travel_esim", have="cash")
    assert "only the app or shop that sold it can add data" in text
    assert "Customer service" not in text


def test_a_way_by_channel_shows_how_it_works(client, content):
    text = page(client, sim="metfone", have="foreign_card", online="wifi")
    assert "pay.metfone.com.kh" in text
    assert "Fee: not confirmed" in text


def test_an_unconfirmed_first_way_says_so(client, content):
    text = page(client, sim="smart", have="foreign_card", online="wifi", abroad="on")
    first = text[text.index("is-first") : text.index("is-first") + 600]
    assert "unconfirmed" in first


def test_where_nothing_sure_works_more_help_is_linked(client, content):
    text = page(client, sim="smart", near=CENTRE, amount="50")
    assert "Nothing sure works in your situation." in text
    assert 'href="/en/guides/no-data-left/"' in text


def test_answers_that_cannot_be_are_said_and_kept(client, content):
    answer = client.get("/en/choose/", {"sim": "smart", "amount": "lots"})
    assert answer.status_code == 400
    text = answer.content.decode()
    assert "Write an amount such as" in text
    assert 'value="lots"' in text


def test_without_any_rule_the_page_still_helps(client):
    assert "Nothing sure works" in page(client, sim="smart")


class TestNumber:
    @pytest.fixture(autouse=True)
    def prefix(self):
        CarrierPrefix.objects.create(carrier=factories.carrier("smart"), digits="010")

    @pytest.mark.parametrize(
        "number", ["010 234 567", "+855 10 234 567", "0085510234567"]
    )
    def test_a_number_leads_to_its_carrier_and_is_gone(self, client, number):
        answer = client.post("/en/choose/number/", {"number": number})
        assert answer["Location"] == "/en/choose/?sim=smart#questions"
        assert "no-store" in answer["Cache-Control"]

    def test_a_number_of_nobody_is_said_to_be_unknown(self, client):
        answer = client.post("/en/choose/number/", {"number": "02399"})
        assert "not known to us" in client.get(answer["Location"]).content.decode()
