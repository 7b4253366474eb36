import pytest

from locator.models import Outlet
from locator.search.prepared import Prepared
from tests import factories

pytestmark = pytest.mark.django_db


def named(ids):
    rows = Outlet.objects.rewrite(False).filter(pk__among=ids, status="published")
    return rows.values_list("pk", "payments", "closed_until")


def test_rows_of_other_ids_come_from_what_was_compiled_once():
    asked = []

    def make(ids):
        asked.append(ids)
        return named(ids)

    prepared = Prepared(make)
    one, two = factories.outlet(), factories.outlet()
    assert [row[0] for row in prepared.rows([one.pk])] == [one.pk]
    assert {row[0] for row in prepared.rows([two.pk, one.pk])} == {one.pk, two.pk}
    assert len(asked) == 1


def test_values_come_as_django_gives_them():
    outlet = factories.outlet(payments=("khqr", "cash"))
    assert Prepared(named).rows([outlet.pk]) == list(named([outlet.pk]))


def test_no_ids_have_no_rows():
    factories.outlet()
    assert Prepared(named).rows([]) == []


def test_many_ids_are_one_parameter():
    outlet = factories.outlet()
    ids = [*range(10_000_000, 10_040_000), outlet.pk]
    assert [row[0] for row in Prepared(named).rows(ids)] == [outlet.pk]
