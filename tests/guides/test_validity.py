import pytest

from guides.pages import channels_with_facts
from guides.validity import comparison
from locator.models import Carrier
from tests import factories
from tests.guides import rows

pytestmark = pytest.mark.django_db


def compared():
    return comparison(Carrier.objects.all(), list(channels_with_facts()))


def table():
    """Amount to days, None where they are not known."""
    return dict(compared().rows)


def test_amounts_stand_in_order_with_the_days_of_each_way():
    rows.channel("card", carriers="smart", validity="10 = 70\n2.50 = 16\n1 = 8")
    rows.channel("slip", carriers="cellcard", validity="1 = 5")
    assert table() == {"1": [5, 8], "2.50": [None, 16], "10": [None, 70]}


def test_a_band_counts_for_the_amounts_in_it():
    rows.channel("card", carriers="smart", validity="1 = 8\n2 = 15")
    rows.channel("online", carriers="smart", validity="1-1.99 = 9\n5-9 = 40")
    assert table() == {"1": [8, 9], "2": [15, None], "5-9": [None, 40]}


def test_a_carrier_that_nothing_is_known_of_is_named():
    metfone = factories.carrier("metfone")
    rows.channel("card", carriers="smart", validity="1 = 8")
    assert compared().unknown == [metfone]


def test_an_amount_in_words_stands_last():
    rows.channel("card", carriers="smart", validity="any = 3\nnan = 3\n1 = 8")
    assert list(table()) == ["1", "any", "nan"]


def test_where_nothing_is_known_there_is_no_table():
    rows.channel(carriers="smart")
    assert compared() is None


def test_the_fact_that_lists_the_days_is_the_source():
    channel = rows.channel(carriers="smart", validity="1 = 8")
    days = factories.fact("F032", value=[{"usd": 1, "days": 8}])
    channel.facts.set([factories.fact("F031", value="card"), days])
    assert compared().facts == [days]


def test_without_such_a_fact_all_of_the_channel_are():
    channel = rows.channel(carriers="smart", validity="1 = 8")
    channel.facts.set([factories.fact("F031", value=None)])
    assert [fact.pk for fact in compared().facts] == ["F031"]


def test_no_age_is_claimed_of_the_source_of_days(client):
    rows.channel(carriers="smart", validity="1 = 8")
    assert "older page" not in client.get("/en/codes/").content.decode()


@pytest.mark.parametrize("address", ["/en/codes/", "/en/guides/data-plans/"])
def test_what_ships_is_compared_on_pages_for_who_has_topped_up(
    client, content, address
):
    text = client.get(address).content.decode()
    shown = text[text.index('id="validity"') :]
    shown = shown[: shown.index("</section>")]
    assert '<th scope="row">50</th>' in shown
    assert shown.count("<td>200</td>") == 1
    assert "<dt>Metfone</dt><dd>not confirmed</dd>" in shown
    assert "CooTel" not in shown
    assert "source without a date" in shown
