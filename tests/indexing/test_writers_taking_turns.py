"""Writers of neighbours take turns on PostgreSQL, and never wait for each other."""

import threading
from collections.abc import Callable

import pytest
from django.db import connection, transaction

from locator.contributing.changing import changed_outlet
from locator.models import Outlet, QualityFlag
from locator.quality.checking import check_outlets
from locator.search_index import write_index
from tests import factories

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgis]
PATIENCE_S = 60


class Other:
    """Work on a connection of its own, in a thread."""

    def __init__(self, work: Callable[[], object]) -> None:
        self._work = work
        self._error: BaseException | None = None
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        self._await_its_end_or_its_waiting()

    def end(self) -> None:
        self._thread.join(PATIENCE_S)
        assert not self._thread.is_alive()
        if self._error:
            raise self._error

    def _run(self) -> None:
        try:
            self._work()
        except BaseException as error:
            self._error = error
        finally:
            connection.close()

    def _await_its_end_or_its_waiting(self) -> None:
        with connection.cursor() as cursor:
            while self._thread.is_alive():
                cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
                if cursor.fetchone()[0]:
                    return
                self._thread.join(0.01)


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
        other = Other(lambda: rename(two, "Two by another"))
        rename(two, "Two")
    other.end()
    two.refresh_from_db()
    assert two.name_en == "Two by another"


def test_a_check_of_all_waits_for_nobody_who_edits() -> None:
    outlet = factories.outlet(latitude=13.7563, longitude=100.5018)
    with changed_outlet(outlet.pk, reason="a curator") as row:
        row.name_en = "Edited"
        other = Other(lambda: check_outlets(None, at=outlet.created_at))
    other.end()
    assert QualityFlag.objects.filter(outlet=outlet).exists()
    outlet.refresh_from_db()
    assert outlet.name_en == "Edited"
