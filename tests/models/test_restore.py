"""Rows made again of their versions, with their parts."""

from decimal import Decimal

import pytest
from django.core.management import call_command

from guides.models import Promotion
from locator.contention import waiting_at_most
from locator.models import Operator, Outlet, Place, QualityFlag
from locator.models.history import record_history, versions_of
from locator.models.quality import QualityRule, Severity
from locator.models.restore import RestoreError, restore
from locator.restoring import restore_outlets
from tests import factories
from tests.importing.records import load_rows, named
from tests.importing.records import outlet as record
from tests.threads import held

pytestmark = pytest.mark.django_db


def test_parts_that_are_as_they_were_keep_their_rows() -> None:
    outlet = factories.outlet(phones=("+85512345678",), sells="smart")
    outlet.offers.update(services=("airtime",), min_amount=Decimal("0.10"))
    record_history(Outlet, [outlet.pk])
    offer, phone = outlet.offers.get(), outlet.phones.get()
    outlet.phones.create(number="+85512345679")
    restore([versions_of(Outlet).latest("history_id")])
    assert outlet.offers.get().pk == offer.pk
    assert outlet.phones.get().number == phone.number


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


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgis
def test_what_points_to_an_outlet_is_written_while_it_is_restored() -> None:
    outlet, beside = factories.outlet(), factories.outlet()
    [before] = versions_of(Outlet).filter(id=outlet.pk)
    with held(lambda: restore_outlets([before])), waiting_at_most(50):
        QualityFlag.objects.create(
            outlet=beside,
            other=outlet,
            rule=QualityRule.NEAR_DUPLICATE,
            severity=Severity.DOUBTFUL,
            found_at=beside.created_at,
        )
    assert QualityFlag.objects.filter(other=outlet).exists()


def test_a_short_name_is_restored_too() -> None:
    operator = factories.operator("wing")
    record_history(Operator, [operator.pk])
    before = versions_of(Operator).latest("history_id")
    Operator.objects.filter(pk=operator.pk).update(slug="wing-bank")
    restore([before])
    operator.refresh_from_db()
    assert operator.slug == "wing"


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
