"""Transactions that overlap: none is lost, whichever commits first."""

import threading
from functools import partial
from random import Random

import psycopg
import pytest
from django.db import connection, transaction

from locator.models import Outlet
from locator.search_index import write_index
from tests import factories
from tests.sync.mirror import Mirror, database
from tests.threads import PATIENCE_S, Worker, held

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgis]


def rename(outlet: Outlet, name: str) -> None:
    with transaction.atomic():
        Outlet.objects.filter(pk=outlet.pk).update(name_en=name)
        write_index([outlet.pk])


def test_what_commits_late_is_not_passed_by() -> None:
    early, late = factories.outlet(), factories.outlet()
    mirror = Mirror()
    mirror.catch_up()
    with held(lambda: rename(late, "Late")) as transaction_of_late:
        rename(early, "Early")
        mirror.catch_up()
        transaction_of_late.commit()
        mirror.catch_up()
    assert mirror.outlets == database()


def test_a_transaction_of_another_database_holds_nothing_back() -> None:
    outlet = factories.outlet()
    mirror = Mirror()
    parameters = connection.get_connection_params() | {"dbname": "postgres"}
    with psycopg.connect(**parameters) as elsewhere:
        elsewhere.execute("SELECT pg_current_xact_id()")
        rename(outlet, "Told")
        mirror.catch_up()
    assert mirror.outlets == database() != {}


def test_what_commits_late_comes_before_what_began_after_it() -> None:
    early, late = factories.outlet(), factories.outlet()
    mirror = Mirror()
    mirror.catch_up()
    with held(lambda: rename(late, "Late")) as transaction_of_late:
        rename(early, "Early")
        assert mirror.read_page(10)["changes"] == []
        transaction_of_late.commit()
    told = [row["id"] for row in mirror.read_page(10)["changes"]]
    assert told == [late.public_id, early.public_id]


def test_a_page_read_while_another_transaction_writes_the_same_outlet() -> None:
    outlet = factories.outlet()
    mirror = Mirror()
    with held(lambda: rename(outlet, "Later")):
        mirror.catch_up()
        assert mirror.outlets[outlet.public_id]["properties"]["name"] == "Shop"
    mirror.catch_up()
    assert mirror.outlets == database()


def test_a_token_is_known_while_all_outlets_wait_for_a_transaction_to_end() -> None:
    first, other = factories.outlet(), factories.outlet()
    mirror = Mirror()
    mirror.catch_up()
    with held(lambda: factories.place("elsewhere")):
        rename(first, "One")
        rename(other, "Two")
        assert mirror.read_page(10)["changes"] == []
    assert mirror.catch_up() == 2


def test_a_transaction_that_is_undone_leaves_no_trace() -> None:
    outlet = factories.outlet()
    mirror = Mirror()
    mirror.catch_up()
    with transaction.atomic():
        rename(outlet, "Never")
        transaction.set_rollback(True)
    assert mirror.catch_up() == 0
    rename(outlet, "At last")
    assert mirror.catch_up() == 1
    assert mirror.outlets == database()


def test_many_writers_and_a_mirror_that_pages_all_the_while() -> None:
    outlets = [factories.outlet() for _ in range(12)]
    writing = threading.Barrier(5, timeout=PATIENCE_S)

    def write(seed: int) -> None:
        random = Random(seed)
        writing.wait()
        for turn in range(12):
            # In the order of their keys, or they might wait for each other.
            chosen = sorted(random.sample(range(len(outlets)), 3))
            with transaction.atomic():
                for at in chosen:
                    status = random.choice(["published", "published", "closed"])
                    Outlet.objects.filter(pk=outlets[at].pk).update(
                        name_en=f"Writer {seed}, turn {turn}", status=status
                    )
                write_index([outlets[at].pk for at in chosen])
                transaction.set_rollback(random.random() < 0.2)

    writers = [Worker(partial(write, seed)) for seed in range(4)]
    mirror = Mirror()
    writing.wait()
    while any(writer.is_at_work for writer in writers):
        mirror.apply(mirror.read_page(2))
    for writer in writers:
        writer.end()
    mirror.catch_up(2)
    assert mirror.outlets == database()
