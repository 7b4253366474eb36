"""What accepting a visitor's report does to the outlet, and what rejecting leaves."""

import datetime as dt

import pytest
import time_machine
from django.contrib.auth.models import User
from django.core.management import call_command
from django.utils import timezone

from locator.contributing import deciding
from locator.contributing.deciding import (
    AlreadyDecidedError,
    CannotAcceptError,
    OfferChange,
    Ruling,
)
from locator.geo.point import Point
from locator.models import (
    Confidence,
    Listing,
    Offer,
    Outlet,
    QualityFlag,
    Report,
)
from locator.models.history import versions_of
from locator.quality.checking import check_outlets
from locator.quality.contradicted import contradicted_offers
from locator.search_index import write_index
from tests import factories

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 16)


@pytest.fixture(autouse=True)
def noon():
    with time_machine.travel("2026-11-16T12:00:00+07:00", tick=False):
        yield


@pytest.fixture
def curator(db):
    return User.objects.create_superuser("sophea")


@pytest.fixture
def shop():
    return factories.outlet(sells="smart", hours="Mo-Su 08:00-20:00")


def report(shop, kind, *, day=TODAY, slug=None, **values):
    carrier = factories.carrier(slug) if slug else None
    return Report.objects.create(
        outlet=shop, kind=kind, reported_on=day, carrier=carrier, **values
    )


@pytest.fixture
def accept(curator):
    def send(*reports, **ruling):
        deciding.accept(
            [r.pk for r in reports], Ruling(**ruling), by=curator, at=timezone.now()
        )
        call_command("check_index", verbosity=0)
        return Outlet.objects.get(pk=reports[0].outlet_id)

    return send


def test_closed_for_good_closes_the_outlet_and_tells_history_who_and_why(
    shop, accept, curator
):
    said = report(shop, "closed_for_good")
    outlet = accept(said)
    assert outlet.status == Outlet.Status.CLOSED
    assert outlet.verified_at == timezone.now()
    said.refresh_from_db()
    assert (said.status, said.decided_by, said.decided_on) == (
        "accepted",
        curator,
        TODAY,
    )
    version = versions_of(Outlet).first()
    assert version.history_user == curator
    assert said.reference in version.history_change_reason


def test_the_hours_that_were_given_are_kept(shop, accept):
    outlet = accept(report(shop, "wrong_hours", hours_text="08:00-17:00"))
    assert outlet.hours.text == "08:00-17:00"


def test_a_curator_s_hours_go_before_those_of_the_report(shop, accept):
    said = report(shop, "wrong_hours", hours_text="08:00-17:00")
    assert accept(said, hours="9-18").hours.text == "09:00-18:00"


@pytest.mark.parametrize("hours", ["", "whenever"])
def test_without_hours_that_can_be_read_nothing_changes(shop, accept, hours):
    said = report(shop, "wrong_hours")
    before = Outlet.objects.values().get()
    with pytest.raises(CannotAcceptError):
        accept(said, hours=hours)
    assert Outlet.objects.values().get() == before
    assert Report.objects.waiting().exists()


def test_a_wrong_place_moves_the_outlet_and_its_nearest_place_with_it(shop, accept):
    market = factories.place(latitude=11.6, longitude=104.9)
    write_index([], place_ids=[market.pk])
    outlet = accept(report(shop, "wrong_place", latitude=11.6, longitude=104.9001))
    assert (outlet.latitude, outlet.longitude) == (11.6, 104.9001)
    assert outlet.place == market


def test_a_curator_s_point_goes_before_that_of_the_report(shop, accept):
    said = report(shop, "wrong_place", latitude=11.6, longitude=104.9)
    assert accept(said, point=Point(11.7, 104.8)).latitude == 11.7


def test_what_does_not_sell_is_withdrawn_or_kept_as_unconfirmed(shop, accept):
    accept(report(shop, "does_not_sell", slug="smart"), offer=OfferChange.DOUBTED)
    offer = Offer.objects.get()
    assert (offer.sells, offer.confidence) == (True, Confidence.UNCONFIRMED)
    accept(report(shop, "does_not_sell", slug="smart"))
    offer = Offer.objects.get()
    assert offer.sells is False
    assert not Listing.objects.filter(carrier_id=offer.carrier_id).exists()


def test_an_inherited_offer_is_withdrawn_by_one_of_the_outlet_s_own(accept):
    default = factories.default_offer()
    shop = factories.outlet(operator=default.operator)
    accept(report(shop, "does_not_sell", slug="smart"))
    assert Offer.objects.get().sells is False


def test_no_visitor_makes_an_offer_confirmed(accept):
    shop = factories.outlet()
    accept(report(shop, "top_up_worked", slug="smart"))
    assert Offer.objects.get().confidence == Confidence.LIKELY
    accept(report(shop, "top_up_worked", slug="smart"))
    assert Offer.objects.get().confidence == Confidence.LIKELY


def test_a_fact_against_an_offer_does_not_prove_it_when_a_top_up_worked(accept):
    shop = factories.outlet(sells="smart")
    Offer.objects.update(sells=False, fact=factories.fact("F001"))
    accept(report(shop, "top_up_worked", slug="smart"))
    offer = Offer.objects.get()
    assert offer.sells
    assert offer.fact is None


def test_a_confirmed_offer_stays_so_when_a_top_up_worked(shop, accept):
    accept(report(shop, "top_up_worked", slug="smart"))
    assert Offer.objects.get().confidence == Confidence.CONFIRMED


def test_an_outlet_counts_as_verified_on_the_day_that_it_was_seen(shop, accept):
    seen = TODAY - dt.timedelta(days=20)
    outlet = accept(report(shop, "top_up_worked", slug="smart", day=seen))
    assert timezone.localdate(outlet.verified_at) == seen


def test_an_old_report_does_not_make_an_outlet_less_verified(shop, accept):
    Outlet.objects.update(verified_at=timezone.now())
    seen = TODAY - dt.timedelta(days=20)
    outlet = accept(report(shop, "top_up_worked", slug="smart", day=seen))
    assert outlet.verified_at == timezone.now()


def test_several_that_say_the_same_are_accepted_at_once(shop, accept):
    accept(*(report(shop, "closed_for_good") for _time in range(3)))
    assert not Report.objects.waiting().exists()


def test_reports_of_different_things_are_not_accepted_at_once(shop, accept):
    with pytest.raises(CannotAcceptError):
        accept(report(shop, "closed_for_good"), report(shop, "wrong_hours"))


def test_what_another_curator_decided_is_not_decided_again(shop, accept, curator):
    said = report(shop, "closed_for_good")
    deciding.reject([said.pk], by=curator, at=timezone.now())
    with pytest.raises(AlreadyDecidedError):
        accept(said)
    assert Outlet.objects.get().status == Outlet.Status.PUBLISHED


def test_a_question_keeps_a_report_waiting_with_a_note(shop):
    said = report(shop, "closed_for_good")
    deciding.ask([said.pk], "call on Monday")
    assert Report.objects.waiting().get().curators_note == "call on Monday"


def said_not_sold(shop, number, **values):
    for _time in range(number):
        report(shop, "does_not_sell", slug="smart", **values)


def test_an_offer_is_contradicted_where_several_say_that_it_is_not_sold(shop):
    said_not_sold(shop, 2)
    assert contradicted_offers(today=TODAY) == []
    said_not_sold(shop, 1)
    [sign] = contradicted_offers(today=TODAY)
    assert (sign.outlet_id, sign.count) == (shop.pk, 3)


@pytest.mark.parametrize(
    "values", [{"status": "rejected"}, {"day": TODAY - dt.timedelta(days=100)}]
)
def test_rejected_and_old_reports_contradict_nothing(shop, values):
    said_not_sold(shop, 3, **values)
    assert contradicted_offers(today=TODAY) == []


def test_top_ups_that_worked_outweigh_a_contradiction(shop):
    said_not_sold(shop, 3)
    for _time in range(3):
        report(shop, "top_up_worked", slug="smart")
    assert contradicted_offers(today=TODAY) == []


def test_what_is_not_offered_any_more_is_not_contradicted(shop, accept):
    said_not_sold(shop, 3)
    accept(*Report.objects.all())
    assert contradicted_offers(today=TODAY) == []


def test_rejecting_takes_back_the_flag_of_a_contradicted_offer(shop, curator):
    said_not_sold(shop, 3)
    check_outlets([shop.pk], at=timezone.now())
    flags = QualityFlag.objects.filter(outlet=shop, rule="contradicted_offer")
    assert flags.exists()
    ids = list(Report.objects.values_list("pk", flat=True))
    deciding.reject(ids, by=curator, at=timezone.now())
    assert not flags.exists()
