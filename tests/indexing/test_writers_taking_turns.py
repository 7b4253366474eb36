"""Writers of neighbours take turns on PostgreSQL, and never wait for each other."""

from collections.abc import Callable

import pytest
from django.db import transaction

from locator.changing import changed_outlet
from locator.importing.load import load
from locator.models import Outlet, Place, QualityFlag
from locator.quality.checking import check_outlets
from locator.search_index import write_index
from tests import factories
from tests.importing import records
from tests.threads import Worker

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgis]


def other_at_work(work: Callable[[], object]) -> Worker:
    """Started, and as far as it comes while others hold their locks."""
    worker = Worker(work)
    worker.await_its_end_or_its_waiting()
    return worker


def rename(outlet: Outlet, name: str) -> None:
    with transaction.atomic():
        Outlet.objects.filter(pk=outlet.pk).update(name_en=name, latitude=11.6)
        write_index([outlet.pk])


def test_the_index_is_written_twice_where_all_outlets_were_locked_first() -> None:
    one, two = factories.outlet(), factories.outlet()
    with transaction.atomic():
        both = Outlet.objects.filter(pk__in=[one.pk, two.pk]).order_by("pk")
        list(both.select_for_update(no_key=True))
        rename(one, "One")
        other = other_at_work(lambda: rename(two, "Two by another"))
        rename(two, "Two")
    other.end()
    two.refresh_from_db()
    assert two.name_en == "Two by another"


def test_a_check_of_all_waits_for_nobody_who_edits() -> None:
    outlet = factories.outlet(latitude=13.7563, longitude=100.5018)
    with changed_outlet(outlet.pk, reason="a curator", at=outlet.created_at) as row:
        row.name_en = "Edited"
        other = other_at_work(lambda: check_outlets(None, at=outlet.created_at))
    other.end()
    assert QualityFlag.objects.filter(outlet=outlet).exists()
    outlet.refresh_from_db()
    assert outlet.name_en == "Edited"


def test_an_import_that_fills_a_place_takes_turns_with_who_saves_it() -> None:
    rows = [records.place(1, "Poipet"), records.outlet(2)]
    load(rows, source="osm")
    town, outlet = Place.objects.get(), Outlet.objects.get()
    rows[0] = records.place(1, "Poipet", population=98_934)
    with transaction.atomic():
        Place.objects.filter(pk=town.pk).update(name_km="ប៉ោយប៉ែត")
        other = other_at_work(lambda: load(rows, source="osm"))
        write_index([outlet.pk], place_ids=[town.pk])
    other.end()
    town.refresh_from_db()
    assert (town.name_km, town.population) == ("ប៉ោយប៉ែត", 98_934)
