"""Versions: what is kept of a write, and what a row is made of again."""

import datetime as dt
from decimal import Decimal

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command

from guides.models import Promotion
from locator.models import Hours, Operator, Outlet, Place
from locator.models.history import (
    begin_history,
    occasion,
    parts_of,
    record_history,
    rows_in,
    versions_of,
)
from locator.models.restore import RestoreError, restore
from locator.restoring import restore_outlets
from tests import factories
from tests.importing.records import load_rows, named
from tests.importing.records import outlet as record

pytestmark = pytest.mark.django_db


def offers_in(version: object) -> list[dict[str, object]]:
    [offers] = [part for part in parts_of(Outlet) if part.name == "offers"]
    return rows_in(version, offers)


def test_a_saved_outlet_has_a_version_in_each_language() -> None:
    factories.outlet(name_en="Shop", name_km="ហាង")
    version = versions_of(Outlet).get()
    assert (version.name_en, version.name_km, version.history_type) == (
        "Shop",
        "ហាង",
        "+",
    )


def test_a_version_holds_offers_and_phones_as_they_were() -> None:
    outlet = factories.outlet(phones=("+85512345678",))
    outlet.offers.create(
        carrier=factories.carrier("smart"),
        services=("airtime", "esim"),
        min_amount=Decimal("0.10"),
        needs_document=True,
    )
    record_history(Outlet, [outlet.pk])
    version = versions_of(Outlet).first()
    [offer] = offers_in(version)
    assert offer["services"] == ("airtime", "esim")
    assert (str(offer["min_amount"]), offer["max_amount"]) == ("0.10", None)
    assert offer["needs_document"] is True
    assert [row["number"] for row in version.parts["phones"]] == ["+85512345678"]


def test_who_why_and_when_are_those_of_the_occasion() -> None:
    outlet, user = factories.outlet(), User.objects.create_user("sophea")
    moment = dt.datetime(2026, 1, 2, 3, 4, tzinfo=dt.UTC)
    with occasion(user=user, reason="called them", at=moment):
        record_history(Outlet, [outlet.pk])
    version = versions_of(Outlet).order_by("history_id").last()
    assert version.history_user == user
    assert version.history_change_reason == "called them"
    assert version.history_date == moment


def test_parts_that_are_as_they_were_keep_their_rows() -> None:
    outlet = factories.outlet(phones=("+85512345678",), sells="smart")
    outlet.offers.update(services=("airtime",), min_amount=Decimal("0.10"))
    record_history(Outlet, [outlet.pk])
    offer, phone = outlet.offers.get(), outlet.phones.get()
    outlet.phones.create(number="+85512345679")
    restore([versions_of(Outlet).latest("history_id")])
    assert outlet.offers.get().pk == offer.pk
    assert outlet.phones.get().number == phone.number


def test_many_rows_cost_a_statement_a_thousand(
    django_assert_num_queries: object,
) -> None:
    ids = [factories.outlet(sells="smart").pk for _number in range(5)]
    with django_assert_num_queries(1):
        record_history(Outlet, ids)


def test_what_was_there_before_the_first_change_is_kept_too() -> None:
    Outlet.objects.bulk_create(
        [Outlet(kind="atm", name_en="Old", latitude=11.5, longitude=104.9)]
    )
    ids = list(Outlet.objects.values_list("pk", flat=True))
    begin_history(Outlet, ids)
    begin_history(Outlet, ids)
    assert [version.name_en for version in versions_of(Outlet)] == ["Old"]


def test_an_import_writes_a_version_of_what_it_changes_and_no_more() -> None:
    factories.carrier("smart")
    load_rows(record(1), record(2))
    load_rows(record(1, name=named("Other")), record(2))
    kept = versions_of(Outlet).values_list("source_ref", "history_change_reason")
    assert sorted(kept) == [
        ("node/1", "Import of osm"),
        ("node/1", "Import of osm"),
        ("node/2", "Import of osm"),
    ]


def test_an_import_that_only_tries_writes_no_version() -> None:
    load_rows(record(1), dry_run=True)
    assert not versions_of(Outlet).exists()


def test_versions_of_one_import_have_one_moment() -> None:
    moment = dt.datetime(2026, 1, 2, 3, 4, tzinfo=dt.UTC)
    load_rows(record(1), record(2), at=moment)
    assert versions_of(Outlet).filter(history_date=moment).count() == 2


def test_an_outlet_is_restored_with_its_offers_and_phones_and_found_again() -> None:
    outlet = factories.outlet(
        name_en="Shop", hours="24/7", sells="smart", phones=("+85512345678",)
    )
    record_history(Outlet, [outlet.pk])
    before = versions_of(Outlet).first()
    outlet.offers.all().delete()
    outlet.phones.all().delete()
    Outlet.objects.filter(pk=outlet.pk).update(
        name_en="Other", hours=None, status="closed", latitude=13
    )
    restore_outlets([before], reason="a mistake")
    outlet.refresh_from_db()
    assert (outlet.name_en, outlet.status, outlet.hours.text) == (
        "Shop",
        "published",
        "24/7",
    )
    assert [offer.carrier.slug for offer in outlet.offers.all()] == ["smart"]
    assert [phone.number for phone in outlet.phones.all()] == ["+85512345678"]
    call_command("check_index", verbosity=0)
    assert versions_of(Outlet).first().history_change_reason == "a mistake"


def test_restoring_is_noticed_by_a_form_that_is_open() -> None:
    outlet = factories.outlet()
    restore_outlets([versions_of(Outlet).get()])
    seen = outlet.updated_at
    outlet.refresh_from_db()
    assert outlet.updated_at > seen


def test_what_a_curator_restores_stays_when_the_file_is_imported_again() -> None:
    load_rows(record(1, name=named("First")))
    load_rows(record(1, name=named("Second")))
    restore_outlets([versions_of(Outlet).order_by("history_id").first()])
    load_rows(record(1, name=named("Second")))
    assert Outlet.objects.get().name_en == "First"


def test_an_undone_import_is_as_if_it_had_not_been() -> None:
    load_rows(record(1, name=named("First")))
    load_rows(record(1, name=named("Second")))
    first = versions_of(Outlet).order_by("history_id").first()
    restore_outlets([first], keep=())
    load_rows(record(1, name=named("Third")))
    assert Outlet.objects.get().name_en == "Third"


def test_what_is_gone_since_is_left_out() -> None:
    wing, smart = factories.operator("wing"), factories.carrier("smart")
    outlet = factories.outlet(operator=wing)
    outlet.offers.create(carrier=smart)
    record_history(Outlet, [outlet.pk])
    version = versions_of(Outlet).first()
    Outlet.objects.update(operator=None)
    outlet.offers.all().delete()
    wing.delete()
    smart.delete()
    restore_outlets([version])
    outlet.refresh_from_db()
    assert outlet.operator is None
    assert not outlet.offers.exists()


def test_a_deleted_place_comes_back_with_its_other_names() -> None:
    place = factories.place("poipet", name_en="Poipet")
    place.aliases.create(name="波贝")
    key = place.pk
    place.delete()
    deleted = versions_of(Place)[0]
    assert deleted.history_type == "-"
    restore([deleted])
    place = Place.objects.get(pk=key)
    assert place.name_en == "Poipet"
    assert [alias.name for alias in place.aliases.all()] == ["波贝"]


def test_a_short_name_that_another_row_has_taken_is_told() -> None:
    wing = factories.operator("wing")
    version = versions_of(Operator).get()
    Operator.objects.filter(pk=wing.pk).update(slug="wing-bank")
    factories.operator("wing")
    with pytest.raises(RestoreError, match="unique"):
        restore([version])


def test_links_are_parts_of_a_version() -> None:
    carrier, wing = factories.carrier("smart"), factories.operator("wing")
    offer = Promotion.objects.create(
        slug="bonus", gives_en="Bonus", carrier=carrier, fact=factories.fact()
    )
    offer.operators.add(wing)
    record_history(Promotion, [offer.pk])
    version = versions_of(Promotion).first()
    offer.operators.clear()
    restore([version])
    assert list(offer.operators.all()) == [wing]


def test_what_a_version_cannot_do_without_and_is_gone_is_told() -> None:
    carrier = factories.carrier("smart")
    plan = carrier.plans.create(slug="p", name="P", price_usd=1, fact=factories.fact())
    version = type(plan).history.get()
    plan.delete()
    carrier.delete()
    with pytest.raises(RestoreError, match="carrier"):
        restore([version])


def test_hours_are_shared_and_never_change_so_they_have_no_versions() -> None:
    assert not hasattr(Hours, "history")
