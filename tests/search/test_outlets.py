import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from locator.geo.point import Point
from locator.hours.schedule import State
from locator.indexing import index_outlets
from locator.models import Confidence, Offer
from locator.search.form import OutletSearch
from locator.search.outlets import find_outlets
from tests import factories
from tests.queries import tables_named

pytestmark = pytest.mark.django_db

NEAR = Point(*factories.CENTRE)
# A Monday that is no holiday.
NOON = dt.datetime.fromisoformat("2026-11-16T12:00:00+07:00")
NIGHT = dt.datetime.fromisoformat("2026-11-16T03:00:00+07:00")
WATER_FESTIVAL = dt.datetime.fromisoformat("2026-11-24T12:00:00+07:00")


def names(**search) -> list[str]:
    found = find_outlets(OutletSearch(near=NEAR, **search), at=NOON)
    return [str(outlet.name) for outlet in found]


def test_the_nearest_comes_first_with_its_distance():
    factories.outlet(name="Far", north_m=900)
    factories.outlet(name="Close", north_m=100)
    found = find_outlets(OutletSearch(near=NEAR), at=NOON)
    assert [str(outlet.name) for outlet in found] == ["Close", "Far"]
    assert found[0].distance_m == pytest.approx(100, abs=1)


def test_only_what_sells_the_carrier_is_found():
    factories.outlet(name="Smart shop", sells="smart")
    factories.outlet(name="Metfone shop", sells="metfone")
    factories.outlet(name="Bank")
    assert names(carrier=factories.carrier("smart")) == ["Smart shop"]
    assert len(names()) == 3


def test_a_chain_passes_its_default_to_its_outlets():
    factories.default_offer(operator=factories.operator("wing"))
    factories.outlet(name="Agent", operator=factories.operator("wing"))
    [found] = find_outlets(
        OutletSearch(near=NEAR, carrier=factories.carrier("smart")), at=NOON
    )
    assert found.offers[0].confidence == Confidence.LIKELY


def test_an_outlets_own_word_goes_before_its_chains():
    factories.default_offer(operator=factories.operator("wing"))
    agent = factories.outlet(operator=factories.operator("wing"))
    Offer.objects.create(outlet=agent, carrier=factories.carrier(), sells=False)
    index_outlets([agent.pk])
    assert names(carrier=factories.carrier("smart")) == []


def test_a_carrier_not_confirmed_to_sell_is_never_above_unconfirmed():
    cootel = factories.carrier("cootel", not_confirmed_since=2020)
    factories.outlet(name="Shop", sells="cootel", confidence="confirmed")
    assert names(carrier=cootel) == ["Shop"]
    assert names(carrier=cootel, at_least=Confidence.LIKELY) == []


def test_at_least_likely_leaves_the_unconfirmed_out():
    factories.outlet(name="Sure", sells="smart", north_m=500)
    factories.outlet(name="Perhaps", sells="smart", confidence="unconfirmed")
    smart = factories.carrier("smart")
    assert names(carrier=smart) == ["Perhaps", "Sure"]
    assert names(carrier=smart, at_least=Confidence.LIKELY) == ["Sure"]


def test_a_machine_without_evidence_is_unproven_unless_it_is_known_not_to_sell():
    factories.outlet(name="Machine", kind="atm")
    denied = factories.outlet(name="Denied", kind="atm")
    smart = factories.carrier("smart")
    Offer.objects.create(outlet=denied, carrier=smart, sells=False)
    factories.outlet(name="Shop", sells="smart")
    assert names(carrier=smart, unproven=True) == ["Machine"]
    assert set(names(unproven=True)) == {"Machine", "Denied"}


def test_what_is_shut_is_left_out_and_unknown_hours_stay():
    factories.outlet(name="Day", hours="08:00-18:00", north_m=1)
    factories.outlet(name="Always", hours="24/7", north_m=2)
    factories.outlet(name="Who knows", north_m=3)
    assert names(open_at=NOON) == ["Day", "Always", "Who knows"]
    assert names(open_at=NIGHT) == ["Always", "Who knows"]
    assert names(open_at=NIGHT, keep_unknown=False) == ["Always"]
    assert names(open_at=NIGHT, shut=True) == ["Day"]


def test_closed_on_the_water_festival_is_not_offered_as_open():
    factories.outlet(name="Bank", hours="Mo-Fr 08:00-16:00; PH off")
    factories.outlet(name="Shop", hours="Mo-Su 07:00-20:00", north_m=5)
    assert names(open_at=NOON) == ["Bank", "Shop"]
    assert names(open_at=WATER_FESTIVAL) == ["Shop"]


def test_closed_until_a_date_is_shown_as_closed_and_not_as_open():
    factories.outlet(
        name="Works",
        status="closed_until",
        closed_until=dt.date(2026, 11, 20),
        hours="08:00-18:00",
    )
    [found] = find_outlets(OutletSearch(near=NEAR), at=NOON)
    assert found.state is State.CLOSED
    assert found.next_change == dt.datetime.fromisoformat("2026-11-20T08:00:00+07:00")
    assert names(open_at=NOON) == []
    assert names(open_at=NOON, shut=True) == ["Works"]
    assert names(open_at=WATER_FESTIVAL) == ["Works"]


@pytest.mark.parametrize("status", ["draft", "closed"])
def test_what_is_not_published_is_not_found(status):
    factories.outlet(status=status, sells="smart")
    assert names() == []


def test_amount_service_and_payment_narrow_the_offers():
    shop = factories.outlet(name="Shop", payments=("cash", "khqr"))
    Offer.objects.create(
        outlet=shop,
        carrier=factories.carrier("smart"),
        services=("airtime",),
        min_amount=Decimal(4000),
        max_amount=Decimal(40000),
        currency="KHR",
    )
    index_outlets([shop.pk])
    smart = factories.carrier("smart")
    for carrier in (smart, None):
        assert names(carrier=carrier, amount_usd=Decimal(5)) == ["Shop"]
        assert names(carrier=carrier, amount_usd=Decimal(11)) == []
        assert names(carrier=carrier, service="airtime") == ["Shop"]
        assert names(carrier=carrier, service="esim") == []
    assert names(payment="khqr") == ["Shop"]
    assert names(payment="alipay") == []


def test_an_amount_that_no_single_offer_takes_is_not_found():
    shop = factories.outlet(name="Shop")
    for slug, smallest, largest in (("smart", 1, 2), ("metfone", 10, 20)):
        Offer.objects.create(
            outlet=shop,
            carrier=factories.carrier(slug),
            min_amount=smallest,
            max_amount=largest,
        )
    index_outlets([shop.pk])
    assert names(amount_usd=Decimal(5)) == []


def test_kind_and_operator_narrow_the_list():
    factories.outlet(name="Agent", operator=factories.operator("wing"))
    factories.outlet(name="Cash machine", kind="atm")
    assert names(kinds=("atm",)) == ["Cash machine"]
    assert names(operator=factories.operator("wing")) == ["Agent"]


def test_names_come_in_the_readers_language_or_say_which_they_are_in():
    factories.outlet(name_en="Central shop", name_km="ហាងកណ្តាល", name_zh_hans="中央店")
    with translation.override("zh-hans"):
        [found] = find_outlets(OutletSearch(near=NEAR), at=NOON)
    assert (found.name.text, found.name.language) == ("中央店", "zh-Hans")
    assert found.local_name == "ហាងកណ្តាល"


def test_an_outlet_without_a_name_is_called_after_its_operator_and_kind():
    factories.outlet(name="", operator=factories.operator("wing"), kind="atm")
    assert names() == ["Wing, ATM"]


def test_a_search_costs_the_same_queries_for_one_and_for_twenty():
    factories.outlet(sells="smart", hours="24/7")
    search = OutletSearch(near=NEAR, carrier=factories.carrier("smart"), open_at=NOON)
    with CaptureQueriesContext(connection) as for_one:
        assert len(find_outlets(replace(search, limit=1), at=NOON)) == 1
    for number in range(25):
        factories.outlet(sells="smart", hours="24/7", north_m=number * 30)
    with CaptureQueriesContext(connection) as for_twenty:
        assert len(find_outlets(search, at=NOON)) == 20
    assert tables_named(for_twenty) == tables_named(for_one)
