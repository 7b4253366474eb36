import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.core.management.base import CommandParser

from locator.contention import wait_for_turn, waiting_at_most
from locator.management.commands.import_outlets import Command
from locator.models import Listing, Outlet, Place
from tests.importing.files import collection, feature, write_collection
from tests.threads import held

pytestmark = pytest.mark.django_db


def run(path: Path, *options: str, source: str = "osm") -> str:
    said = StringIO()
    call_command("import_outlets", str(path), "--source", source, *options, stdout=said)
    return said.getvalue()


def test_a_file_is_imported_and_again_says_that_nothing_changed(tmp_path: Path) -> None:
    path = write_collection(tmp_path, feature(1), feature(2))
    assert run(path) == "Outlets: 2 created\n"
    assert run(path) == "Outlets: 2 unchanged\n"


def test_the_report_tells_people_what_was_rejected_flagged_and_kept(
    tmp_path: Path,
) -> None:
    path = write_collection(
        tmp_path,
        feature(1, {"name": "ABA"}),
        feature(2, {"opening_hours": "ask the guard", "brand": "ABA Bank"}),
        feature(3, point=(104.9282, 11.5564)),
        feature(4, {"amenity": "cafe"}),
        feature(5, {"amenity": "marketplace", "name": "Central Market"}),
    )
    run(path)
    Outlet.objects.filter(source_ref="node/1").update(name_en="Mine")
    said = run(path)
    assert "Outlets: 2 unchanged, 1 rejected" in said
    assert "Places: 1 unchanged" in said
    assert "1 other feature is of no kind the rules ask for." in said
    assert "feature 3 (node/3): latitude and longitude look swapped" in said
    assert "feature 2 (node/2): opening_hours: " in said
    assert "(ask the guard)" in said
    assert "feature 1 (node/1): name_en stays “Mine”; the source says “ABA”" in said


def test_of_a_long_list_twenty_are_shown_and_the_file_has_all(tmp_path: Path) -> None:
    outside = [feature(number, point=(51.5, -0.1)) for number in range(30)]
    path = write_collection(tmp_path, *outside)
    report = tmp_path / "report.jsonl"
    said = run(path, "--report", str(report))
    assert said.count("lies outside Cambodia") == 20
    assert "and 10 more" in said
    items = [json.loads(line) for line in report.read_text().splitlines()]
    assert len(items) == 30
    assert items[0] == {
        "kind": "rejected",
        "where": "feature 1 (node/0)",
        "why": "lies outside Cambodia (51.5, -0.1)",
        "ref": "node/0",
    }


def test_half_a_surrogate_pair_is_written_escaped(tmp_path: Path) -> None:
    broken = feature(1) | {"geometry": {"type": "\ud800"}}
    report = tmp_path / "report.jsonl"
    said = run(write_collection(tmp_path, broken), "--report", str(report))
    assert r"has no point but “\ud800”" in said
    assert "\ud800" in json.loads(report.read_text("utf-8"))["why"]


def test_a_report_that_cannot_be_written_stops_before_the_import(
    tmp_path: Path,
) -> None:
    path = write_collection(tmp_path, feature(1))
    with pytest.raises(CommandError, match="No such file or directory"):
        run(path, "--report", str(tmp_path / "no folder" / "report.jsonl"))
    assert not Outlet.objects.exists()


def test_a_dry_run_says_so_and_writes_nothing(tmp_path: Path) -> None:
    said = run(write_collection(tmp_path, feature(1)), "--dry-run")
    assert "Outlets: 1 created" in said
    assert "Dry run: nothing was written." in said
    assert not Outlet.objects.exists()


def test_a_broken_file_is_one_line_and_nothing_is_written(tmp_path: Path) -> None:
    whole = collection(*(feature(number) for number in range(10)))
    path = tmp_path / "cut.geojson"
    path.write_text(whole[:-40])
    with pytest.raises(
        CommandError, match=r"^cut\.geojson: byte \d+ \(line 1\)"
    ) as end:
        run(path)
    assert end.value.returncode == 1
    assert "\n" not in str(end.value)
    assert not Outlet.objects.exists()
    assert not Place.objects.exists()
    assert not Listing.objects.exists()


def test_closing_too_many_is_one_line_and_goes_through_with_force(
    tmp_path: Path,
) -> None:
    run(write_collection(tmp_path, *(feature(number) for number in range(5))))
    path = write_collection(tmp_path, feature(1))
    with pytest.raises(CommandError, match="4 of the 5 outlets"):
        run(path, "--close-missing")
    assert "4 closed" in run(path, "--close-missing", "--force")


@pytest.mark.parametrize("name", ["", "Open Street Map", "x" * 41, "osm/kh"])
def test_a_source_is_a_short_plain_name(name: str) -> None:
    parser = CommandParser(called_from_command_line=False)
    Command().add_arguments(parser)
    with pytest.raises(CommandError, match="small letters"):
        parser.parse_args(["file", "--source", name])


@pytest.mark.parametrize("name", ["", "x" * 81])
def test_a_licence_is_as_short_as_its_column(name: str) -> None:
    parser = CommandParser(called_from_command_line=False)
    Command().add_arguments(parser)
    with pytest.raises(CommandError, match="in 1 to 80 characters"):
        parser.parse_args(["file", "--source", "osm", "--licence", name])


def test_the_site_s_own_outlets_are_no_source() -> None:
    parser = CommandParser(called_from_command_line=False)
    Command().add_arguments(parser)
    with pytest.raises(CommandError, match="outlets of its own"):
        parser.parse_args(["file", "--source", "sample"])


def test_no_progress_bar_where_nobody_watches(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(write_collection(tmp_path, feature(1)))
    assert capsys.readouterr().err == ""


def test_the_real_banks_and_atms_go_in_whole_each_near_a_place(real_data: Path) -> None:
    for number, point in enumerate([(11.56, 104.92), (13.36, 103.86)]):
        Place.objects.create(
            level="town", slug=f"town-{number}", latitude=point[0], longitude=point[1]
        )
    path = real_data / "osm-cambodia-banks-atms.geojson"
    first = run(path)
    assert first.splitlines()[0] == "Outlets: 394 created"
    assert "Rejected" not in first
    assert run(path) == "Outlets: 394 unchanged\n"
    assert not Outlet.objects.filter(place=None).exists()
    assert Outlet.objects.exclude(operator=None).count() == 394


def test_nothing_a_name_can_hold_breaks_an_import(
    tmp_path: Path, real_data: Path
) -> None:
    naughty = json.loads((real_data / "naughty-strings.json").read_text("utf-8"))
    path = write_collection(
        tmp_path,
        *(
            feature(
                number, dict.fromkeys(["name", "brand", "phone", "addr:full"], text)
            )
            for number, text in enumerate(naughty)
        ),
    )
    run(path)
    said = run(path)
    assert "created" not in said
    assert "updated" not in said


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgis
def test_who_was_in_the_way_is_told_in_a_line_and_the_same_again_is_imported(
    tmp_path: Path,
) -> None:
    path = write_collection(tmp_path, feature(1))
    run(path)
    newer = write_collection(tmp_path, feature(1, {"name": "Newer"}))
    with (
        held(lambda: wait_for_turn(Outlet.objects.all())),
        waiting_at_most(50),
        pytest.raises(CommandError, match="Nothing was written: do it once more"),
    ):
        run(newer)
    assert "1 updated" in run(newer)
