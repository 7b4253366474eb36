import datetime as dt
import threading
from functools import partial
from importlib import import_module
from types import SimpleNamespace

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from locator.clusters import writing
from locator.clusters.writing import differing_clusters
from locator.indexing import index_outlets
from locator.models import Cluster, ClusterHours, Hours, Listing, Offer, Outlet
from locator.search_index import write_index
from tests import factories
from tests.clusters.counting import expected, kept
from tests.threads import Worker

HOURS = ("", "24/7", "Mo-Su 08:00-18:00", "Mo-Fr 07:30-16:00; PH off")
# Edges of cells, the antimeridian and the poles among them.
LATITUDES = st.one_of(
    st.sampled_from([-90.0, 90.0, 0.0, 11.25, 11.5564, 12.65625]),
    st.floats(10.4, 14.6),
    st.floats(-90, 90),
)
LONGITUDES = st.one_of(
    st.sampled_from([-180.0, 180.0, 0.0, 104.9282, 179.99999999, 101.25]),
    st.floats(102.4, 107.6),
    st.floats(-180, 180),
)
NUMBERS = st.integers(0, 5)
STEPS = st.one_of(
    st.tuples(st.just("open"), LATITUDES, LONGITUDES, st.sampled_from(HOURS)),
    st.tuples(st.just("move"), NUMBERS, LATITUDES, LONGITUDES),
    st.tuples(st.just("hours"), NUMBERS, st.sampled_from(HOURS)),
    st.tuples(st.just("sell"), NUMBERS, st.sampled_from(["smart", "metfone"])),
    st.tuples(st.just("sell no more"), NUMBERS),
    st.tuples(st.just("close"), NUMBERS),
    st.tuples(st.just("close until"), NUMBERS, st.integers(1, 40)),
    st.tuples(st.just("publish"), NUMBERS),
)


def take(step, outlets):
    """Do a step to one of the outlets, as a curator's write would."""
    what, *values = step
    if what == "open":
        latitude, longitude, hours = values
        outlets.append(
            factories.outlet(latitude=latitude, longitude=longitude, hours=hours)
        )
        return
    if not outlets:
        return
    number, *values = values
    outlet = outlets[number % len(outlets)]
    if what == "move":
        outlet.latitude, outlet.longitude = values
    elif what == "hours":
        outlet.hours = Hours.objects.for_text(values[0])
    elif what == "sell":
        carrier = factories.carrier(values[0])
        Offer.objects.get_or_create(outlet=outlet, carrier=carrier)
    elif what == "sell no more":
        outlet.offers.all().delete()
    elif what == "close":
        outlet.status, outlet.closed_until = Outlet.Status.CLOSED, None
    elif what == "close until":
        outlet.status = Outlet.Status.CLOSED_UNTIL
        outlet.closed_until = dt.date(2026, 11, 1) + dt.timedelta(days=values[0])
    elif what == "publish":
        outlet.status, outlet.closed_until = Outlet.Status.PUBLISHED, None
    outlet.save()
    write_index([outlet.pk])


class AnySequenceOfWrites(TestCase):
    @settings(max_examples=40)
    @given(steps=st.lists(STEPS, max_size=25))
    def test_leaves_the_counts_of_a_brute_force_grouping(self, steps):
        outlets = []
        for step in steps:
            take(step, outlets)
        assert kept() == expected()
        assert differing_clusters() == []


@pytest.mark.django_db
def test_many_outlets_written_at_once_are_counted_as_one_by_one(monkeypatch):
    monkeypatch.setattr(writing, "_HELD", 3)
    for metres in range(40):
        factories.outlet(north_m=metres * 900, sells="smart", hours=HOURS[metres % 4])
    once = kept()
    Listing.objects.all().delete()
    Cluster.objects.all().delete()
    ClusterHours.objects.all().delete()
    index_outlets()
    assert kept() == once == expected()


@pytest.mark.django_db
def test_what_changes_no_place_and_no_hours_writes_no_counts(
    django_assert_num_queries, monkeypatch
):
    outlet = factories.outlet(sells="smart", confidence="likely")
    Offer.objects.update(confidence="confirmed")
    monkeypatch.setattr(writing, "_upsert", None)
    assert index_outlets([outlet.pk]) == 4


@pytest.mark.django_db
@pytest.mark.parametrize("model", [Cluster, ClusterHours])
def test_check_index_finds_and_repairs_counts_that_differ(model):
    factories.outlet(sells="smart")
    write_index(None)
    model.objects.filter(zoom=9, carrier_id=0).update(count=7)
    with pytest.raises(CommandError, match="1 counts of clusters differ: 9/0/"):
        call_command("check_index")
    call_command("check_index", "--repair", verbosity=0)
    call_command("check_index", verbosity=0)
    assert kept() == expected()


@pytest.mark.django_db
def test_check_index_finds_and_repairs_counts_of_rows_deleted_behind_our_back():
    gone, _stays = factories.outlet(sells="smart"), factories.outlet(north_m=9000)
    write_index(None)
    gone.listings.all().delete()
    index_outlets([gone.pk])
    with pytest.raises(CommandError, match="counts of clusters differ"):
        call_command("check_index")
    call_command("check_index", "--repair", verbosity=0)
    assert kept() == expected()


@pytest.mark.postgis
@pytest.mark.django_db(transaction=True)
def test_writers_at_the_same_time_lose_nothing():
    """Eight at once move outlets to and fro among the same cells."""
    outlets = [factories.outlet(north_m=900 * n, sells="smart") for n in range(16)]
    begin = threading.Barrier(8)

    def move(mine):
        begin.wait()
        for turn in range(6):
            with transaction.atomic():
                for outlet in mine:
                    outlet.latitude = 11.5 + (turn * 7 + outlet.pk) % 5 / 10
                    outlet.save()
                write_index([outlet.pk for outlet in mine])

    movers = [Worker(partial(move, outlets[number::8])) for number in range(8)]
    for mover in movers:
        mover.end()
    assert kept() == expected()


@pytest.mark.django_db
def test_a_database_with_index_rows_is_counted_by_the_migration():
    migration = import_module("locator.migrations.0012_clusters")
    until = {"status": "closed_until", "closed_until": dt.date(2027, 1, 2)}
    factories.outlet(sells="smart", hours="24/7", **until)
    factories.outlet(latitude=90.0, longitude=180.0)
    Cluster.objects.all().delete()
    ClusterHours.objects.all().delete()
    migration.fill(None, SimpleNamespace(connection=connection))
    assert kept() == expected()


@pytest.mark.sqlite
@pytest.mark.django_db
def test_on_sqlite_the_key_is_the_table():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM sqlite_master WHERE name LIKE 'locator_cluster%%'"
            " AND sql LIKE '%%WITHOUT ROWID'"
        )
        assert cursor.fetchone() == (2,)


@pytest.mark.django_db
def test_an_edit_that_moves_no_count_writes_none():
    outlet = factories.outlet(sells="smart", hours="24/7")
    write_index([outlet.pk])
    before = differing_clusters()
    outlet.hours = None
    outlet.save()
    write_index([outlet.pk])
    assert differing_clusters() == before
