"""Whatever happens to outlets, in whatever order: a mirror equals the database."""

from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from locator.change_index import differing_changes, record_changes
from locator.models import Carrier, Operator, OperatorDefault, Outlet
from locator.search_index import write_index
from locator.sync.snapshot import make_snapshot
from tests import factories
from tests.sync.mirror import Mirror, database

# What is drawn for "which" is taken modulo the number of outlets.
WHICH = st.integers(0, 9)
STATUSES = st.sampled_from(["draft", "published", "closed"])

STEPS = st.one_of(
    st.tuples(st.just("create"), STATUSES, st.booleans()),
    st.tuples(st.just("rename"), st.lists(WHICH, min_size=1, max_size=4), WHICH),
    st.tuples(st.just("set_status"), WHICH, STATUSES),
    st.tuples(st.just("delete"), WHICH),
    st.tuples(st.just("sells_by_default"), st.booleans()),
    st.tuples(st.just("rename_operator"), WHICH),
    st.tuples(st.just("rename_carrier"), WHICH),
    st.tuples(st.just("phone"), WHICH),
    st.tuples(st.just("undone"), WHICH),
    st.tuples(st.just("page"), st.integers(1, 4)),
    st.tuples(st.just("crash"), st.integers(1, 4)),
    st.tuples(st.just("snapshot")),
)


class Site:
    """The steps by name; each is a transaction as a write path makes it."""

    def __init__(self) -> None:
        self.mirror = Mirror()
        self.operator = factories.operator()
        self.fact, self.smart = factories.fact(), factories.carrier()

    def create(self, status: str, of_operator: bool) -> None:
        factories.outlet(
            status=status, operator=self.operator if of_operator else None, name=""
        )

    def rename(self, which: list[int], name: int) -> None:
        with transaction.atomic():
            chosen = [pk for at in which if (pk := self._outlet(at))]
            Outlet.objects.filter(pk__in=chosen).update(name_en=f"Name {name}")
            write_index(chosen)

    def set_status(self, which: int, status: str) -> None:
        with transaction.atomic():
            chosen = Outlet.objects.filter(pk=self._outlet(which))
            chosen.update(status=status)
            write_index(list(chosen.values_list("pk", flat=True)))

    def delete(self, which: int) -> None:
        with transaction.atomic():
            chosen = self._outlet(which)
            for table in ("listing", "outlettext", "outletphone", "offer"):
                self._sql(f"DELETE FROM locator_{table} WHERE outlet_id = %s", chosen)
            self._sql("DELETE FROM locator_outlet WHERE id = %s", chosen)
            record_changes()

    def sells_by_default(self, sells: bool) -> None:
        with transaction.atomic():
            OperatorDefault.objects.all().delete()
            if sells:
                OperatorDefault.objects.create(
                    operator=self.operator,
                    kind="partner_shop",
                    carrier=self.smart,
                    fact=self.fact,
                )
            write_index(list(self.operator.outlets.values_list("pk", flat=True)))

    def rename_operator(self, name: int) -> None:
        with transaction.atomic():
            Operator.objects.update(name_km=f"ឈ្មោះ {name}")
            write_index(list(self.operator.outlets.values_list("pk", flat=True)))

    def rename_carrier(self, name: int) -> None:
        with transaction.atomic():
            Carrier.objects.filter(pk=self.smart.pk).update(slug=f"smart-{name}")
            write_index(None)

    def phone(self, which: int) -> None:
        with transaction.atomic():
            if pk := self._outlet(which):
                outlet = Outlet.objects.get(pk=pk)
                outlet.phones.get_or_create(number=f"+85512{which:06}")
                write_index([pk])

    def undone(self, which: int) -> None:
        with transaction.atomic():
            self.set_status(which, "closed")
            transaction.set_rollback(True)

    def page(self, limit: int) -> None:
        self.mirror.apply(self.mirror.read_page(limit))

    def crash(self, limit: int) -> None:
        # What it read is gone; what it had applied is there.
        self.mirror.read_page(limit)

    def snapshot(self) -> None:
        make_snapshot(at=timezone.now())
        self.mirror.take_snapshot()

    def _outlet(self, which: int) -> int:
        ids = list(Outlet.objects.order_by("pk").values_list("pk", flat=True))
        return ids[which % len(ids)] if ids else 0

    def _sql(self, statement: str, *params: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement, params)


@pytest.mark.django_db(transaction=True)
@settings(
    max_examples=40,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=st.lists(STEPS, max_size=25), limit=st.integers(1, 5))
def test_snapshot_and_changes_make_the_database(
    steps: list[tuple[Any, ...]], limit: int, snapshots: Path
) -> None:
    site = Site()
    for name, *arguments in steps:
        getattr(site, name)(*arguments)
    site.mirror.catch_up(limit)
    assert site.mirror.outlets == database()
    # One that begins now comes to the same.
    make_snapshot(at=timezone.now())
    other = Mirror()
    other.take_snapshot()
    assert other.outlets == database()
    assert other.catch_up(limit) == 0
    assert differing_changes() == []
    clear()


def clear() -> None:
    """The next example begins without outlets, and with their tombstones."""
    Site().sells_by_default(False)
    while Outlet.objects.exists():
        Site().delete(0)
    Carrier.objects.all().delete()
    write_index(None)
