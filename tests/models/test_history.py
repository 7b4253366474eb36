"""Versions: what is kept of a write, and what a row is made of again."""

import datetime as dt
from decimal import Decimal

import pytest
from django.contrib.auth.models import User

from locator.models import Hours, Outlet
from locator.models.history import (
    begin_history,
    occasion,
    parts_of,
    record_history,
    rows_in,
    versions_of,
)
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


def test_hours_are_shared_and_never_change_so_they_have_no_versions() -> None:
    assert not hasattr(Hours, "history")
