"""What a curator set stays, and what the source says now is told."""

import pytest

from locator.geo.point import Point
from locator.importing.records import Flag
from locator.models import Carrier, Hours, Offer, Operator
from tests.importing.records import (
    brand,
    claim,
    edit,
    load_rows,
    named,
    outlet,
    the_outlet,
)

pytestmark = pytest.mark.django_db


def test_only_warnings_a_curator_has_not_dealt_with_come_back() -> None:
    hours = Flag("opening_hours", "cannot be read", "ask the guard")
    phone = Flag("phone", "not a phone number", "call us")
    load_rows(outlet(flags=(hours,)))
    edit(flags=[])
    report = load_rows(outlet(flags=(hours,)))
    assert (report.unchanged, the_outlet().flags) == (1, [])
    load_rows(outlet(flags=(hours, phone)))
    assert the_outlet().flags == [phone.as_json()]


def test_a_curators_edit_stays_and_is_listed() -> None:
    load_rows(outlet())
    edit(name_en="Mine")
    report = load_rows(outlet())
    assert the_outlet().name_en == "Mine"
    assert report.unchanged == 1
    (conflict,) = report.conflicts
    assert (conflict.ref, conflict.value.field) == ("node/1", "name_en")
    assert (conflict.value.kept, conflict.value.says) == ("Mine", "ATM 1")
    assert not conflict.value.is_news


def test_a_curators_edit_stays_when_the_source_moves_on_and_that_is_news() -> None:
    load_rows(outlet())
    edit(name_en="Mine")
    report = load_rows(outlet(name=named("Theirs"), hours="24/7"))
    stored = the_outlet()
    assert (stored.name_en, stored.hours) == ("Mine", Hours.objects.get(text="24/7"))
    assert [item.value.is_news for item in report.conflicts] == [True]
    again = load_rows(outlet(name=named("Theirs"), hours="24/7"))
    assert [item.value.is_news for item in again.conflicts] == [False]


def test_a_curator_may_empty_a_field() -> None:
    load_rows(outlet(phones=("+85512345678",), hours="24/7"))
    edit(hours=None)
    the_outlet().phones.all().delete()
    report = load_rows(outlet(phones=("+85512345678",), hours="24/7"))
    assert the_outlet().hours is None
    assert the_outlet().phones.count() == 0
    assert {item.value.field for item in report.conflicts} == {"hours", "phones"}


def test_a_pin_a_curator_moved_stays_where_it_is() -> None:
    load_rows(outlet())
    edit(latitude=11.5, longitude=104.9)
    load_rows(outlet(point=Point(11.7, 104.8)))
    stored = the_outlet()
    assert (stored.latitude, stored.longitude) == (11.5, 104.9)


def test_a_curator_who_agrees_with_the_source_is_no_conflict() -> None:
    load_rows(outlet())
    edit(name_en="Better")
    report = load_rows(outlet(name=named("Better")))
    assert report.conflicts == []
    load_rows(outlet(name=named("Best")))
    assert the_outlet().name_en == "Best"


def test_an_operator_a_curator_chose_stays() -> None:
    other = Operator.objects.create(slug="other", name="Other")
    load_rows(outlet(operator=brand("ABA Bank")))
    edit(operator=other)
    report = load_rows(outlet(operator=brand("ABA Bank")))
    assert the_outlet().operator == other
    assert report.conflicts[0].value.kept == "other"


def test_an_offer_a_curator_confirmed_stays(smart: Carrier) -> None:
    load_rows(outlet(offers=(claim("smart"),)))
    Offer.objects.update(confidence="confirmed")
    report = load_rows(outlet())
    assert Offer.objects.get().confidence == "confirmed"
    assert [item.value.field for item in report.conflicts] == ["offer:smart"]
