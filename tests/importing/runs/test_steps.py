"""A spreadsheet from upload to undo, each step done by a job."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.db import IntegrityError
from django.test import Client
from django.utils import timezone

from locator import jobs
from locator.admin.neighbours import neighbours_of
from locator.geo.distance import Point
from locator.importing.runs import steps, tasks
from locator.importing.runs.files import file_of, remove_old
from locator.importing.runs.undoing import undo
from locator.importing.sheets.layout import Layout
from locator.models import ImportRow, ImportRun, Outlet, QualityFlag, QualityRule
from locator.models.history import versions_of
from locator.quality.checking import check_outlets
from locator.search_index import write_index
from tests import factories

pytestmark = pytest.mark.django_db

HEAD = "id,name,type,lat,lon,phone,carriers\n"
TWO = HEAD + (
    "W1,Wing Olympic,agent,11.5564,104.9282,012 345 678,Smart\n"
    "W2,Wing Orussey,agent,11.5600,104.9200,016 345 678,\n"
)
Run = Callable[..., ImportRun]


@pytest.fixture
def sophea() -> User:
    factories.carrier("smart")
    return User.objects.create_superuser("sophea")


@pytest.fixture
def upload(sophea: User) -> Run:
    """A run of the file, read; its rows are not checked yet."""

    def begin(
        content: str, *, source: str = "agents", name: str = "a.csv"
    ) -> ImportRun:
        run = steps.begin(
            ContentFile(content.encode()),
            name=name,
            source=source,
            licence="CC BY 4.0",
            attribution="Wing",
            user=sophea,
        )
        return fresh(run)

    return begin


@pytest.fixture
def checked(upload: Run) -> Run:
    def check(content: str, *, layout: dict[str, Any] | None = None, **options: Any):
        run = upload(content, **options)
        assert run.problem == ""
        columns = Layout.from_json(run.layout | (layout or {}))
        steps.set_columns(run, columns)
        return fresh(run)

    return check


@pytest.fixture
def applied(checked: Run, sophea: User) -> Run:
    def apply(content: str, **options: Any) -> ImportRun:
        run = checked(content, **options)
        steps.apply(run, user=sophea)
        run = fresh(run)
        assert (run.state, run.problem) == ("applied", "")
        return run

    return apply


def fresh(run: ImportRun) -> ImportRun:
    return ImportRun.objects.get(pk=run.pk)


def undone(run: ImportRun, user: User) -> ImportRun:
    steps.undo(run, user=user)
    run = fresh(run)
    assert (run.state, run.problem) == ("undone", "")
    call_command("check_index", verbosity=0)
    return run


def saved(outlet: Outlet) -> None:
    """As the admin saves."""
    outlet.save()
    write_index([outlet.pk])


def diff(run: ImportRun) -> list[tuple[int, str]]:
    return list(run.diff.values_list("number", "outcome"))


def everything() -> list[Any]:
    """All that visitors and imports read of outlets, but for when they changed."""
    told = []
    for outlet in Outlet.objects.order_by("pk"):
        values = {
            field.attname: getattr(outlet, field.attname)
            for field in Outlet._meta.concrete_fields
            if field.attname != "updated_at"
        }
        offers = outlet.offers.order_by("carrier").values("carrier", "evidence")
        phones = [phone.number for phone in outlet.phones.all()]
        told.append((values, list(offers), phones))
    return told


def test_an_upload_is_read_and_its_columns_guessed(upload: Run) -> None:
    run = upload(TWO)
    assert run.state == "columns"
    assert run.rows == 2
    assert run.sample[0][:2] == ["W1", "Wing Olympic"]
    assert run.layout["fields"][:3] == ["ref", "name", "kind"]
    assert len(run.file_digest) == 64


def test_a_file_that_is_no_table_is_told_and_nothing_written(upload: Run) -> None:
    run = upload("%PDF-1.7")
    assert (run.state, run.problem) == (
        "failed",
        "This is a PDF. Save the sheet as CSV or XLSX.",
    )


def test_what_is_wrong_with_json_is_told_of_the_file_as_it_was_called(
    upload: Run,
) -> None:
    run = upload('{"features": [', name="agents.geojson")
    assert run.problem.startswith("agents.geojson: byte 14 (line 1): not JSON")


def test_a_check_shows_each_row_and_writes_no_outlet(checked: Run) -> None:
    run = checked(TWO + "W3,Nowhere,agent,51,0,,\n")
    assert run.state == "checked"
    assert run.counts["created"] == 2
    assert run.counts["rejected"] == 1
    assert diff(run) == [(2, "created"), (3, "created"), (4, "rejected")]
    [problem] = run.diff.get(number=4).problems
    assert problem[0] == "lat, lon"
    assert not Outlet.objects.exists()


def test_what_was_checked_is_applied_with_its_versions(applied: Run) -> None:
    run = applied(TWO)
    outlet = Outlet.objects.get(source="agents", source_ref="W1")
    assert outlet.name_en == "Wing Olympic"
    assert outlet.licence == "CC BY 4.0"
    assert [phone.number for phone in outlet.phones.all()] == ["+85512345678"]
    assert outlet.offers.get().evidence == "agents: a.csv"
    version = versions_of(Outlet).get(id=outlet.pk)
    assert version.history_user.username == "sophea"
    assert version.history_change_reason == f"Import {run.pk}: a.csv"
    assert run.diff.get(number=2).outlet == outlet
    call_command("check_index", verbosity=0)


def test_new_outlets_without_an_operator_or_an_offer_are_counted(
    checked: Run, applied: Run
) -> None:
    wing = factories.operator("wing")
    wing.defaults.create(
        kind="partner_shop", carrier=factories.carrier("metfone"), fact=factories.fact()
    )
    text = TWO.replace("carriers", "carriers,operator").replace("Smart", "Smart,")
    text += f"W3,Wing Toul Kork,agent,11.5700,104.9000,,,{wing.name_en}\n"
    lacking = {"no_operator": 2, "no_offer": 1}
    assert checked(text).counts.items() >= lacking.items()
    assert applied(text).counts.items() >= lacking.items()
    assert checked(text).counts.items() >= {"no_operator": 0, "no_offer": 0}.items()


def test_the_same_file_again_says_unchanged(applied: Run, checked: Run) -> None:
    applied(TWO)
    run = checked(TWO)
    assert diff(run) == [(2, "unchanged"), (3, "unchanged")]


def test_columns_are_remembered_by_their_headings(applied: Run, upload: Run) -> None:
    odd = TWO.replace("name", "Chhmuah")
    fields = ["ref", "name_en", "kind", "latitude", "longitude", "phones", "carriers"]
    applied(odd, layout={"fields": fields})
    assert upload(odd, source="others").layout["fields"] == fields
    assert upload(TWO.replace("name", "Chhmuol")).layout["fields"][1] == ""


def test_partial_columns_update_only_these(applied: Run, checked: Run) -> None:
    applied(TWO)
    run = checked("id,phone\nW1,017 345 678\nW2,016 345 678\n")
    assert diff(run) == [(2, "updated"), (3, "unchanged")]
    assert run.diff.get(number=2).changes == [
        ["phones", ["+85512345678"], ["+85517345678"], False]
    ]


def test_a_key_that_stands_twice_is_told_by_its_row(checked: Run) -> None:
    run = checked(TWO + "W1,Another,agent,11.57,104.9,,\n")
    row = run.diff.get(number=4)
    assert row.outcome == "rejected"
    assert row.problems == [["", "is in the file twice; row 2 counts", ""]]


def test_what_a_curator_set_stays_and_is_shown(applied: Run, checked: Run) -> None:
    applied(TWO)
    Outlet.objects.filter(source_ref="W1").update(name_en="Mine")
    run = checked(TWO)
    assert run.counts["kept"] == 1
    assert run.diff.get(number=2).changes == [["name_en", "Mine", "Wing Olympic", True]]


def test_rows_by_public_id_edit_outlets_of_any_source(
    applied: Run, checked: Run, sophea: User
) -> None:
    outlet = factories.outlet(name_en="Old", source="osm", source_ref="node/1")
    outlet.imported = {"name_en": "Old"}
    outlet.save()
    text = f"public_id,name_en\n{outlet.public_id},New\n zzzzzz ,Nobody\n"
    run = applied(text)
    assert diff(run) == [(2, "updated"), (3, "rejected")]
    outlet.refresh_from_db()
    assert outlet.name_en == "New"
    # The next import of its source sees a curator's value.
    assert outlet.imported == {"name_en": "Old"}


def test_a_row_older_than_the_outlets_last_change_is_kept_out(checked: Run) -> None:
    outlet = factories.outlet(name_en="Old")
    moment = (outlet.updated_at - timezone.timedelta(hours=1)).isoformat()
    run = checked(f"public_id,name_en,changed\n{outlet.public_id},New,{moment}\n")
    [[_column, why, _raw]] = run.diff.get().problems
    assert why == "was changed here after the export: export it again"


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


def test_a_step_out_of_turn_is_told(applied: Run, sophea: User) -> None:
    run = applied(TWO)
    with pytest.raises(steps.NotNowError, match="this import is now “Applied”"):
        steps.apply(run, user=sophea)
    with pytest.raises(steps.NotNowError, match="not interrupted"):
        steps.start_again(run)


def test_work_that_died_is_interrupted_and_starts_again(
    checked: Run, sophea: User
) -> None:
    run = checked(TWO)
    ImportRun.objects.update(
        state="applying", started_at=timezone.now(), applied_by=sophea
    )
    run = fresh(run)
    assert steps.is_interrupted(run)
    steps.start_again(run)
    run = fresh(run)
    assert run.state == "applied"
    assert not steps.is_interrupted(run)
    assert Outlet.objects.count() == 2


def test_what_waits_for_a_worker_is_not_interrupted(checked: Run) -> None:
    run = checked(TWO)
    ImportRun.objects.update(state="applying", started_at=None)
    assert not steps.is_interrupted(fresh(run))


def test_files_and_rows_are_removed_in_time_and_the_way_back_stays(
    applied: Run, sophea: User, settings: Any
) -> None:
    run = applied(TWO)
    settings.IMPORT_KEEP_DAYS = 0
    remove_old()
    assert not file_of(run).exists()
    assert not run.diff.exists()
    assert undone(fresh(run), sophea).counts["withdrawn"] == 2


def test_a_file_removed_before_it_was_applied_is_told(
    checked: Run, sophea: User
) -> None:
    run = checked(TWO)
    file_of(run).unlink()
    steps.apply(run, user=sophea)
    run = fresh(run)
    assert run.state == "checked"
    assert "has been removed by now" in run.problem


def test_what_somebody_deleted_during_an_import_is_told_in_words(
    checked: Run, sophea: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def meet_a_deletion(*_args: Any, **_options: Any) -> None:
        raise IntegrityError("violates foreign key constraint")

    run = checked(TWO)
    monkeypatch.setattr(tasks, "load", meet_a_deletion)
    steps.apply(run, user=sophea)
    run = fresh(run)
    assert run.state == "checked"
    assert "Somebody deleted or changed meanwhile" in run.problem


def test_a_formula_in_a_cell_keeps_its_value_out(checked: Run) -> None:
    run = checked(HEAD + "W1,=cmd|x,agent,11.5564,104.9282,,\n")
    assert run.diff.get().problems[0][0] == "name"
    assert run.counts["flagged"] == 1


def test_every_real_branch_goes_in_and_nothing_changes_the_second_time(
    applied: Run, checked: Run, real_data: Path
) -> None:
    text = (real_data / "bakong-bank-branches.csv").read_text()
    run = applied(text, source="bakong")
    assert run.counts["created"] == 150
    assert run.counts["flagged"] == 3
    assert checked(text, source="bakong").counts["unchanged"] == 150


def test_what_an_import_brought_twice_stands_on_the_quality_desk(
    applied: Run, sophea: User
) -> None:
    run = applied(TWO + "W3,Wing Olympic,agent,11.5565,104.9282,,Smart\n")
    flags = QualityFlag.objects.filter(rule=QualityRule.NEAR_DUPLICATE)
    assert set(flags.values_list("outlet__source_ref", flat=True)) == {"W1", "W3"}
    steps.undo(run, user=sophea)
    assert not flags.exists()


def test_a_file_whose_uploader_is_gone_is_not_applied(
    checked: Run, sophea: User
) -> None:
    run = checked(TWO)
    run.created_by.delete()
    steps.apply(run, user=User.objects.create_superuser("dara"))
    run = fresh(run)
    assert run.state == "checked"
    assert "has no account any more" in run.problem
    assert not Outlet.objects.exists()


def test_what_the_site_fails_at_leads_back_and_says_so(
    checked: Run, sophea: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = checked(TWO)

    def fail(*args: Any, **options: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("locator.importing.runs.tasks.load", fail)
    steps.apply(run, user=sophea)
    run = fresh(run)
    assert run.state == "checked"
    assert run.problem == "The site failed at this file, and wrote nothing."


@pytest.mark.parametrize("odd", ["\0", "\ud800"])
def test_what_no_database_stores_is_shown_as_a_question_mark(
    upload: Run, odd: str
) -> None:
    if odd == "\0":
        run = upload(HEAD[:-1] + f",fo{odd}o\nW1,Wing,agent,11.5,104.9,,,a{odd}b\n")
    else:
        feature = {"properties": {"name": "x", f"fo{odd}o": f"a{odd}b"}}
        collection = {"type": "FeatureCollection", "features": [feature]}
        run = upload(json.dumps(collection), name="a.geojson")
    assert "fo\ufffdo" in run.headings
    assert "a\ufffdb" in run.sample[0]


def test_an_encoding_that_changes_the_columns_is_refused(upload: Run) -> None:
    run = upload("id|name|type|lat|lon\nE1|Cafe|agent|11.5|104.9\n")
    layout = Layout.from_json(run.layout)
    run.headings, other = run.headings[:-1], replace(layout, fields=layout.fields[:-1])
    steps.set_columns(run, other)
    run = fresh(run)
    assert run.state == "columns"
    assert "choose another one" in run.problem
