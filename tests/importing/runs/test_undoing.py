"""An import undone: what it changed, created, and what somebody changed since."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from locator import jobs
from locator.admin.neighbours import neighbours_of
from locator.geo.distance import Point
from locator.importing.runs.undoing import undo
from locator.models import ImportRow, Outlet, QualityFlag
from locator.models.history import versions_of
from locator.quality.checking import check_outlets
from tests.importing.runs.seen import HEAD, TWO, Run, everything, saved, undone

pytestmark = pytest.mark.django_db


def test_undoing_restores_what_was_changed_and_withdraws_what_was_created(
    applied: Run, sophea: User
) -> None:
    applied(TWO)
    before = everything()
    run = applied(
        HEAD
        + "W1,Wing Stadium,ATM,11.5570,104.9290,017 345 678,\n"
        + "W3,Wing Toul Kork,agent,11.5700,104.9000,,Smart\n"
    )
    assert everything() != before
    run = undone(run, sophea)
    assert run.counts["restored"] == 1
    assert run.counts["withdrawn"] == 1
    new = Outlet.objects.get(source_ref="W3")
    assert (new.status, new.is_undone) == ("draft", True)
    version = versions_of(Outlet).filter(id=new.pk).latest("history_id")
    assert version.history_change_reason == f"Undo of import {run.pk}: a.csv"
    assert [told for told in everything() if told[0]["id"] != new.pk] == before
    assert set(run.diff.values_list("number", "undone")) == {
        (2, "restored"),
        (3, "withdrawn"),
    }


def test_all_that_one_undoing_writes_bears_its_moment(
    applied: Run, sophea: User
) -> None:
    applied(TWO)
    run = applied(
        HEAD
        + "W1,Wing Stadium,ATM,11.5570,104.9290,017 345 678,\n"
        + "W3,Wing Toul Kork,agent,11.5700,104.9000,,Smart\n"
    )
    run = undone(run, sophea)
    moments = Outlet.objects.filter(source_ref__in=["W1", "W3"])
    assert set(moments.values_list("updated_at", flat=True)) == {run.undone_at}
    versions = versions_of(Outlet).filter(history_date=run.undone_at)
    assert versions.count() == 2


def test_undoing_asks_nothing_outlet_by_outlet(
    applied: Run, sophea: User, django_assert_max_num_queries: Any
) -> None:
    def sheet(name: str, first: int) -> str:
        rows = (
            f"W{number},{name} {number},agent,11.5{number},104.9282,,Smart\n"
            for number in range(first, first + 40)
        )
        return HEAD + "".join(rows)

    applied(sheet("Wing", 10))
    run = applied(sheet("Wing agent", 30))
    run.undone_by, run.undone_at = sophea, timezone.now()
    with jobs.working("test") as progress, django_assert_max_num_queries(80):
        counts = undo(run, progress)
    assert counts == {"restored": 20, "withdrawn": 20, "skipped": 0}


def test_an_undone_creation_is_not_said_to_have_closed(
    applied: Run, sophea: User, client: Client
) -> None:
    undone(applied(TWO), sophea)
    outlet = Outlet.objects.get(source_ref="W1")
    assert client.get(outlet.get_absolute_url()).status_code == 404
    said = client.get(f"/api/v1/outlets/{outlet.public_id}/")
    assert said.status_code == 404
    assert "closed" not in said.content.decode()


@pytest.mark.django_db(transaction=True)
def test_mirrors_are_told_that_an_undone_creation_is_gone(
    applied: Run, sophea: User, client: Client
) -> None:
    run = applied(TWO)
    since = client.get("/api/v1/outlets/changes/").json()["next"]
    undone(run, sophea)
    told = client.get("/api/v1/outlets/changes/", {"since": since}).json()
    ids = set(Outlet.objects.values_list("public_id", flat=True))
    assert {row["id"]: row.get("deleted") for row in told["changes"]} == dict.fromkeys(
        ids, True
    )


def test_nobody_is_asked_to_mend_an_undone_creation(applied: Run, sophea: User) -> None:
    run = applied(TWO + "W3,Wing Olympic,agent,11.5565,104.9282,,Smart\n")
    here = Point(11.5564, 104.9282)
    assert QualityFlag.objects.exists()
    assert neighbours_of(here, but=None)
    undone(run, sophea)
    check_outlets(None, at=timezone.now())
    assert not QualityFlag.objects.exists()
    assert neighbours_of(here, but=None) == []


def test_an_undone_creation_that_a_curator_published_stays_when_its_row_comes(
    applied: Run, sophea: User
) -> None:
    undone(applied(TWO), sophea)
    outlet = Outlet.objects.get(source_ref="W1")
    outlet.status = "published"
    saved(outlet)
    assert outlet in Outlet.objects.in_work()
    applied(TWO)
    outlet.refresh_from_db()
    outlet.status = "draft"
    saved(outlet)
    applied(TWO)
    outlet.refresh_from_db()
    assert (outlet.status, outlet.is_undone) == ("draft", False)


def test_undoing_leaves_what_somebody_changed_since_and_lists_it(
    applied: Run, sophea: User
) -> None:
    run = applied(TWO)
    mine = Outlet.objects.get(source_ref="W1")
    mine.name_en = "Mine"
    saved(mine)
    run = undone(run, sophea)
    assert run.counts["skipped"] == 1
    assert run.counts["withdrawn"] == 1
    mine.refresh_from_db()
    assert (mine.name_en, mine.status) == ("Mine", "published")
    assert run.diff.get(number=2).undone == ImportRow.Undone.SKIPPED


def test_imports_undone_one_after_the_other_lead_back_to_the_first(
    applied: Run, sophea: User
) -> None:
    applied(TWO)
    before = everything()
    first = applied(HEAD + "W1,First,ATM,11.5570,104.9290,017 345 678,\n")
    second = applied(HEAD + "W1,Second,agent,11.5580,104.9280,,Smart\n")
    third = applied(HEAD + "W1,Third,agent,11.5590,104.9270,,\n")
    for run in (third, second, first):
        assert undone(run, sophea).counts["restored"] == 1
    assert everything() == before


def test_what_was_withdrawn_and_came_again_is_withdrawn_again(
    applied: Run, sophea: User
) -> None:
    undone(applied(TWO), sophea)
    withdrawn = everything()
    again = undone(applied(TWO), sophea)
    assert again.counts["restored"] == 2
    assert everything() == withdrawn


def test_what_somebody_changed_between_two_imports_stays_when_both_are_undone(
    applied: Run, sophea: User
) -> None:
    first = applied(TWO)
    mine = Outlet.objects.get(source_ref="W1")
    mine.name_en = "Mine"
    saved(mine)
    second = applied("id,phone\nW1,017 345 678\n")
    assert undone(second, sophea).counts["restored"] == 1
    first = undone(first, sophea)
    assert (first.counts["skipped"], first.counts["withdrawn"]) == (1, 1)
    mine.refresh_from_db()
    assert (mine.name_en, mine.status) == ("Mine", "published")


def test_what_has_no_older_version_any_more_is_left_as_it_is(
    applied: Run, sophea: User
) -> None:
    applied(TWO)
    run = applied("id,phone\nW1,017 345 678\n")
    versions_of(Outlet).exclude(history_date=run.applied_at).delete()
    assert undone(run, sophea).counts["skipped"] == 1
    assert Outlet.objects.published().count() == 2


def test_an_undone_import_goes_in_again(
    applied: Run, checked: Run, sophea: User
) -> None:
    before = applied(TWO)
    whole = everything()
    undone(before, sophea)
    again = applied(TWO)
    assert again.counts["updated"] == 2
    assert not any(outlet.is_undone for outlet in Outlet.objects.all())
    assert everything() == whole


def test_an_outlet_closed_in_the_meantime_stays_closed(
    applied: Run, sophea: User
) -> None:
    run = applied(TWO)
    closed = Outlet.objects.get(source_ref="W1")
    closed.status = "closed"
    saved(closed)
    undone(run, sophea)
    closed.refresh_from_db()
    assert closed.status == "closed"
