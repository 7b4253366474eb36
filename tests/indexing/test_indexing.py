import datetime as dt
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from locator.geo.point import Point
from locator.indexing import differing_outlets, index_outlets
from locator.models import (
    Carrier,
    Confidence,
    Currency,
    Fact,
    Hours,
    Kind,
    Listing,
    Offer,
    Operator,
    OperatorDefault,
    Outlet,
)
from locator.search_index import write_index
from tests import factories

pytestmark = pytest.mark.django_db

HERE = Point(11.5564, 104.9282)


@pytest.fixture
def smart():
    return Carrier.objects.create(slug="smart", name="Smart")


@pytest.fixture
def metfone():
    return Carrier.objects.create(slug="metfone", name="Metfone")


@pytest.fixture
def wing(smart):
    """An operator whose partner shops sell Smart, as a fact says."""
    operator = Operator.objects.create(slug="wing", name="Wing")
    fact = Fact.objects.create(
        id="F900", subject="Wing", statement="Agents sell.", confidence="high"
    )
    OperatorDefault.objects.create(
        operator=operator,
        kind=Kind.PARTNER_SHOP,
        carrier=smart,
        fact=fact,
        services=("airtime",),
    )
    return operator


def unindexed(**values):
    return Outlet.objects.create(
        **{
            "kind": Kind.PARTNER_SHOP,
            "status": Outlet.Status.PUBLISHED,
            "latitude": HERE.latitude,
            "longitude": HERE.longitude,
            **values,
        }
    )


def rows_of(outlet):
    """{carrier id: confidence rank}"""
    return dict(outlet.listings.values_list("carrier_id", "confidence"))


def test_an_outlet_without_evidence_is_listed_under_any_carrier_alone():
    outlet = unindexed()
    index_outlets([outlet.pk])
    assert rows_of(outlet) == {0: 0}


def test_an_offer_lists_the_outlet_under_its_carrier_and_lifts_any(smart, metfone):
    outlet = unindexed()
    Offer.objects.create(outlet=outlet, carrier=smart)
    Offer.objects.create(outlet=outlet, carrier=metfone, confidence="confirmed")
    index_outlets([outlet.pk])
    assert rows_of(outlet) == {0: 3, smart.pk: 1, metfone.pk: 3}


def test_an_operators_default_is_inherited_as_likely(wing, smart):
    outlet = unindexed(operator=wing)
    index_outlets([outlet.pk])
    assert rows_of(outlet) == {0: 2, smart.pk: 2}


def test_a_default_of_another_kind_is_not_inherited(wing):
    outlet = unindexed(operator=wing, kind=Kind.ATM)
    index_outlets([outlet.pk])
    assert rows_of(outlet) == {0: 0}


def test_does_not_sell_overrides_the_default(wing, smart):
    outlet = unindexed(operator=wing)
    Offer.objects.create(outlet=outlet, carrier=smart, sells=False)
    index_outlets([outlet.pk])
    assert rows_of(outlet) == {0: 0}


def test_a_carrier_not_confirmed_to_sell_never_counts_above_unconfirmed(smart):
    smart.not_confirmed_since = 2020
    smart.save()
    outlet = unindexed()
    Offer.objects.create(outlet=outlet, carrier=smart, confidence="confirmed")
    index_outlets([outlet.pk])
    assert rows_of(outlet) == {0: 1, smart.pk: 1}


@pytest.mark.parametrize("status", [Outlet.Status.DRAFT, Outlet.Status.CLOSED])
def test_an_outlet_that_visitors_do_not_see_is_not_listed(status):
    outlet = unindexed()
    index_outlets([outlet.pk])
    outlet.status = status
    outlet.save()
    index_outlets([outlet.pk])
    assert rows_of(outlet) == {}
    assert Listing.objects.nearest_to(HERE) == []


def test_a_row_holds_what_searches_filter_by(smart):
    hours = Hours.objects.create(text="24/7")
    outlet = unindexed(
        hours=hours,
        status=Outlet.Status.CLOSED_UNTIL,
        closed_until=dt.date(2027, 1, 2),
    )
    Offer.objects.create(
        outlet=outlet,
        carrier=smart,
        services=("airtime", "esim"),
        min_amount=Decimal(4000),
        max_amount=Decimal(100_000),
        currency=Currency.KHR,
        confidence=Confidence.LIKELY,
    )
    index_outlets([outlet.pk])
    row = Listing.objects.get(carrier_id=smart.pk)
    assert (row.latitude, row.longitude) == (HERE.latitude, HERE.longitude)
    assert (row.kind, row.hours_id) == (Kind.PARTNER_SHOP, hours.pk)
    assert row.closed_until == dt.date(2027, 1, 2)
    assert row.services == ("airtime", "esim")
    assert (row.min_usd, row.max_usd) == (1.0, 25.0)


def test_indexing_again_changes_nothing_and_says_so(smart):
    outlet = unindexed()
    Offer.objects.create(outlet=outlet, carrier=smart)
    assert index_outlets([outlet.pk]) == 2
    before = list(Listing.objects.values_list("pk", flat=True))
    assert index_outlets([outlet.pk]) == 0
    assert list(Listing.objects.values_list("pk", flat=True)) == before


def test_an_outlet_that_moves_is_found_where_it_went():
    outlet = unindexed()
    index_outlets([outlet.pk])
    outlet.latitude = 13.36
    outlet.save()
    index_outlets([outlet.pk])
    (near,) = Listing.objects.nearest_to(Point(13.36, HERE.longitude))
    assert near == (outlet.pk, 0)


def test_only_the_named_outlets_are_indexed():
    named, other = unindexed(), unindexed()
    index_outlets([named.pk])
    assert rows_of(named) == {0: 0}
    assert rows_of(other) == {}


def test_without_names_every_outlet_is_indexed(wing):
    outlets = [unindexed(operator=wing), unindexed()]
    assert index_outlets() == 3
    assert [len(rows_of(outlet)) for outlet in outlets] == [2, 1]


def test_check_index_passes_where_all_is_equal(wing, capsys):
    unindexed(operator=wing)
    write_index(None)
    call_command("check_index")
    assert "equals" in capsys.readouterr().out


def test_check_index_names_an_outlet_that_differs(smart):
    outlet = unindexed()
    write_index(None)
    Offer.objects.create(outlet=outlet, carrier=smart)
    with pytest.raises(CommandError, match=rf"1 outlets differ: {outlet.pk}\b"):
        call_command("check_index")


def test_check_index_repairs_what_differs(smart):
    outlet = unindexed()
    write_index(None)
    Offer.objects.create(outlet=outlet, carrier=smart)
    Outlet.objects.filter(pk=outlet.pk).update(latitude=12)
    call_command("check_index", "--repair", verbosity=0)
    assert differing_outlets() == []
    call_command("check_index", verbosity=0)


@pytest.mark.sqlite
@pytest.mark.parametrize(
    "damage",
    [
        "DELETE FROM locator_listing_rtree",
        "UPDATE locator_listing_rtree SET south = 1, north = 1",
        "UPDATE locator_listing_rtree SET north = 50",
        "UPDATE locator_listing_rtree SET carrier_from = 7, carrier_to = 7.5",
        "UPDATE locator_listing_rtree SET carrier_to = 9",
        "INSERT INTO locator_listing_rtree VALUES (999999, 1, 1, 1, 1, 0, 0.5)",
    ],
)
def test_check_index_finds_and_repairs_a_damaged_tree(damage):
    unindexed()
    write_index(None)
    with connection.cursor() as cursor:
        cursor.execute(damage)
    with pytest.raises(CommandError, match="1 spatial entries differ"):
        call_command("check_index")
    call_command("check_index", "--repair", verbosity=0)
    call_command("check_index", verbosity=0)


@pytest.mark.parametrize("of", ["outlet", "place"])
def test_check_index_finds_and_repairs_a_text_that_differs(of):
    rows = {"outlet": factories.outlet(name="Dara"), "place": factories.place("kampot")}
    write_index(None, place_ids=None)
    rows[of].name_en = "Another Name"
    rows[of].save()
    with pytest.raises(CommandError, match=rf"1 {of}s' texts differ: {rows[of].pk}\b"):
        call_command("check_index")
    call_command("check_index", "--repair", verbosity=0)
    call_command("check_index", verbosity=0)


@pytest.mark.sqlite
@pytest.mark.parametrize(
    "damage",
    [
        "INSERT INTO locator_placetext_grams(locator_placetext_grams)"
        " VALUES ('delete-all')",
        "INSERT INTO locator_placetext_grams(rowid, pairs) VALUES (999999, 'aabb')",
    ],
)
def test_check_index_finds_and_repairs_damaged_bigrams(damage):
    factories.place("kampot")
    write_index(None, place_ids=None)
    with connection.cursor() as cursor:
        cursor.execute(damage)
    with pytest.raises(CommandError, match="1 places' texts differ"):
        call_command("check_index")
    call_command("check_index", "--repair", verbosity=0)
    call_command("check_index", verbosity=0)


def test_many_differing_outlets_are_not_all_named():
    for _number in range(25):
        unindexed()
    with pytest.raises(CommandError, match=r"25 outlets differ: .* \.\.\."):
        call_command("check_index")
