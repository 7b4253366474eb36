"""Rows that may be one outlet, told before they are applied."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.base import ContentFile

from locator.importing.runs import steps
from locator.importing.sheets.layout import Layout
from locator.models import ImportRun
from locator.models.partnership import Partnership
from locator.quality.duplicates import PILE
from tests import factories

pytestmark = pytest.mark.django_db

HEAD = "id,name,type,lat,lon\n"
OLYMPIC = "W1,Wing Olympic,agent,11.5564,104.9282\n"
OLYMPIK = "W2,Wing Olympik,agent,11.5566,104.9282\n"
Check = Callable[..., ImportRun]


@pytest.fixture
def sophea() -> User:
    return User.objects.create_superuser("sophea")


@pytest.fixture
def check(sophea: User) -> Check:
    def checked(content: str, *, source: str = "agents") -> ImportRun:
        run = steps.begin(
            ContentFile(content.encode()),
            name="a.csv",
            source=source,
            licence="ODbL 1.0",
            attribution="",
            user=sophea,
        )
        run.refresh_from_db()
        steps.set_columns(run, Layout.from_json(run.layout))
        run.refresh_from_db()
        return run

    return checked


def told(run: ImportRun) -> dict[int, list[Any]]:
    rows = run.diff.exclude(problems=[])
    return {row.number: row.problems for row in rows}


def test_two_new_rows_alike_and_close_are_told_by_row(check: Check) -> None:
    run = check(HEAD + OLYMPIC + OLYMPIK + "W3,Orussey,agent,11.5564,104.9283\n")
    assert told(run) == {
        2: [["", "perhaps the same as row 3, 22 m from it", "Wing Olympik"]],
        3: [["", "perhaps the same as row 2, 22 m from it", "Wing Olympic"]],
    }
    assert run.counts.items() >= {"alike": 2, "flagged": 2, "created": 3}.items()


def test_machines_of_one_operator_on_one_spot_are_told(check: Check) -> None:
    factories.operator("wing")
    run = check(
        "id,operator,type,lat,lon\n"
        "A1,Wing,ATM,11.5564,104.9282\n"
        "A2,Wing,ATM,11.5564,104.9282\n"
    )
    assert [*told(run)] == [2, 3]


def test_a_new_row_beside_an_outlet_here_names_its_id(check: Check) -> None:
    here = factories.outlet(name="Wing Olympic", source="osm", source_ref="node/1")
    run = check(HEAD + OLYMPIC)
    why = f"perhaps the same as {here.public_id}, which is here, 0 m from it"
    assert told(run) == {2: [["", why, "Wing Olympic"]]}


def test_a_partner_is_told_of_no_draft_of_others(check: Check, sophea: User) -> None:
    sophea.is_superuser = False
    sophea.save()
    partnership = Partnership.objects.create(user=sophea)
    partnership.operators.add(factories.operator("wing"))
    here = factories.outlet(name="Wing Olympic", status="draft")
    sheet = (
        "id,name,operator,type,lat,lon\nW1,Wing Olympic,Wing,agent,11.5564,104.9282\n"
    )
    assert told(check(sheet)) == {}
    here.status = "published"
    here.save()
    assert [*told(check(sheet))] == [2]


def test_a_row_is_not_told_of_its_own_outlet(check: Check, sophea: User) -> None:
    first = check(HEAD + OLYMPIC)
    steps.apply(first, user=sophea)
    first.refresh_from_db()
    assert told(first) == {}
    assert told(check(HEAD + OLYMPIC)) == {}


def test_of_two_that_are_here_both_the_quality_desk_tells(
    check: Check, sophea: User
) -> None:
    first = check(HEAD + OLYMPIC + OLYMPIK)
    steps.apply(first, user=sophea)
    first.refresh_from_db()
    assert [*told(first)] == [2, 3]
    assert told(check(HEAD + OLYMPIC + OLYMPIK)) == {}


def test_an_outlet_that_closed_is_no_twin(check: Check) -> None:
    factories.outlet(name="Wing Olympic", status="closed")
    assert told(check(HEAD + OLYMPIC)) == {}


def test_of_a_pile_only_the_nearest_few_are_named(check: Check) -> None:
    rows = (
        f"W{number},Wing Olympic,agent,11.55640{number},104.9282\n"
        for number in range(PILE)
    )
    run = check(HEAD + "".join(rows))
    assert {len(problems) for problems in told(run).values()} == {3}
