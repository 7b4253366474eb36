"""A spreadsheet from upload to outlets, each step done by a job."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import IntegrityError
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from locator.importing.runs import steps, tasks
from locator.importing.runs.files import file_of, remove_old
from locator.importing.sheets.layout import Layout
from locator.models import ImportRun, Outlet, QualityFlag, QualityRule
from locator.models.history import versions_of
from tests import factories
from tests.importing.runs.seen import (
    HEAD,
    TWO,
    Run,
    diff,
    fresh,
    undone,
)

pytestmark = pytest.mark.django_db


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


def test_work_that_died_before_it_said_so_is_interrupted_too(
    checked: Run, sophea: User, settings: Any
) -> None:
    run = checked(TWO)
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    steps.apply(run, user=sophea)
    assert not steps.is_interrupted(fresh(run))
    DBTaskResult.objects.get().claim("a worker")
    assert steps.is_interrupted(fresh(run))
    steps.start_again(fresh(run))
    assert not steps.is_interrupted(fresh(run))
    assert DBTaskResult.objects.ready().count() == 1


def test_files_and_rows_are_removed_in_time_and_the_way_back_stays(
    applied: Run, sophea: User, settings: Any
) -> None:
    run = applied(TWO)
    settings.IMPORT_KEEP_DAYS = 0
    remove_old(at=timezone.now())
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
