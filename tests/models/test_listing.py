import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from locator.geo.point import BoundingBox, Point
from locator.indexing import index_outlets
from locator.models import Carrier, Confidence, Hours, Kind, Listing, Offer, Outlet

pytestmark = pytest.mark.django_db

HERE = Point(11.5564, 104.9282)
NOON = dt.datetime(2026, 11, 18, 12, tzinfo=ZoneInfo("Asia/Phnom_Penh"))
NIGHT = NOON.replace(hour=3)


def outlet(hours="", **values):
    row = Outlet.objects.create(
        **{
            "kind": Kind.PARTNER_SHOP,
            "status": Outlet.Status.PUBLISHED,
            "latitude": HERE.latitude,
            "longitude": HERE.longitude,
            "hours": Hours.objects.get_or_create(text=hours)[0] if hours else None,
            **values,
        }
    )
    index_outlets([row.pk])
    return row


def sells(row, carrier, confidence):
    Offer.objects.create(outlet=row, carrier=carrier, confidence=confidence)
    index_outlets([row.pk])


def ids(rows):
    return [near.outlet_id for near in rows.nearest_to(HERE)]


@pytest.fixture
def smart():
    return Carrier.objects.create(slug="smart", name="Smart")


def test_without_a_carrier_every_published_outlet_is_found_once(smart):
    seller, other = outlet(), outlet()
    sells(seller, smart, Confidence.LIKELY)
    assert ids(Listing.objects.all()) == [seller.pk, other.pk]
    assert ids(Listing.objects.selling(None)) == [seller.pk, other.pk]


def test_a_carrier_leaves_those_that_sell_it(smart):
    seller = outlet()
    outlet()
    sells(seller, smart, Confidence.UNCONFIRMED)
    assert ids(Listing.objects.selling(smart.pk)) == [seller.pk]


def test_the_least_confidence_leaves_out_weaker_offers(smart):
    unconfirmed, likely = outlet(), outlet()
    sells(unconfirmed, smart, Confidence.UNCONFIRMED)
    sells(likely, smart, Confidence.LIKELY)
    at_least_likely = Confidence.LIKELY.rank
    rows = Listing.objects.selling(smart.pk, at_least=at_least_likely)
    assert ids(rows) == [likely.pk]
    assert ids(Listing.objects.selling(None, at_least=at_least_likely)) == [likely.pk]


def test_any_carrier_with_some_evidence_leaves_out_machines_with_none(smart):
    seller = outlet()
    outlet()
    sells(seller, smart, Confidence.UNCONFIRMED)
    assert ids(Listing.objects.selling(None, at_least=1)) == [seller.pk]


def test_open_at_keeps_those_surely_open():
    by_day = outlet("Mo-Su 08:00-18:00")
    always = outlet("24/7")
    outlet()
    assert ids(Listing.objects.open_at(NOON)) == [by_day.pk, always.pk]
    assert ids(Listing.objects.open_at(NIGHT)) == [always.pk]


def test_open_at_keeps_unknown_hours_where_asked():
    outlet("Mo-Su 08:00-18:00")
    always = outlet("24/7")
    nobody_knows = outlet()
    rows = Listing.objects.open_at(NIGHT, unknown=True)
    assert ids(rows) == [always.pk, nobody_knows.pk]


def test_shut_at_is_what_open_at_leaves_out():
    by_day = outlet("Mo-Su 08:00-18:00")
    outlet("24/7")
    outlet()
    assert ids(Listing.objects.shut_at(NIGHT)) == [by_day.pk]
    assert ids(Listing.objects.shut_at(NOON)) == []


def test_an_outlet_closed_until_a_date_is_open_from_that_day_on():
    row = outlet(
        "24/7",
        status=Outlet.Status.CLOSED_UNTIL,
        closed_until=NOON.date() + dt.timedelta(days=1),
    )
    rows = Listing.objects.all()
    assert ids(rows.open_at(NOON)) == []
    assert ids(rows.open_at(NOON, unknown=True)) == []
    assert ids(rows.shut_at(NOON)) == [row.pk]
    assert ids(rows.open_at(NOON + dt.timedelta(days=1))) == [row.pk]


def test_the_day_of_closed_until_is_that_of_cambodia():
    row = outlet(
        "24/7",
        status=Outlet.Status.CLOSED_UNTIL,
        closed_until=NOON.date() + dt.timedelta(days=1),
    )
    one_am_there = (NOON + dt.timedelta(hours=13)).astimezone(dt.UTC)
    assert one_am_there.date() == NOON.date()
    assert ids(Listing.objects.open_at(one_am_there)) == [row.pk]


def test_all_four_filters_chain(smart):
    wanted = outlet("24/7")
    elsewhere = outlet("24/7", latitude=13.36, longitude=103.86)
    shut = outlet("Mo-Su 08:00-18:00")
    outlet("24/7")
    for row in (wanted, elsewhere, shut):
        sells(row, smart, Confidence.LIKELY)
    rows = (
        Listing.objects.within(BoundingBox(104, 11, 105, 12))
        .open_at(NIGHT)
        .filter(outlet__payments="")
        .selling(smart.pk)
    )
    assert ids(rows) == [wanted.pk]
    assert rows.count_within(HERE, 5_000) == 1
    assert list(rows.values_list("outlet_id", flat=True)) == [wanted.pk]


def test_the_nearest_in_a_town_take_one_query(django_assert_num_queries):
    outlets = [outlet(latitude=HERE.latitude + n / 10_000) for n in range(25)]
    with django_assert_num_queries(1):
        found = ids(Listing.objects.selling(None))
    assert found == [row.pk for row in outlets[:20]]


def test_a_listing_says_what_it_is(smart):
    row = outlet()
    assert str(Listing.objects.get()) == f"{row.pk} under carrier 0"
