"""The files that a mirror begins with."""

import datetime as dt
import gzip
import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from locator.models import Listing, Outlet
from locator.models.outlet import Kind
from locator.search_index import write_index
from locator.sync import store
from locator.sync.columns import ColumnFile
from locator.sync.snapshot import Snapshot, make_snapshot
from tests import factories
from tests.sync.mirror import SNAPSHOT, Mirror, database, file_address
from tests.threads import Worker

pytestmark = pytest.mark.django_db(transaction=True)

ROOT = Path(__file__).parents[2]
AT = dt.datetime(2026, 11, 22, 9, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def folder(snapshots: Path) -> Path:
    return snapshots


def make() -> Snapshot:
    return make_snapshot(at=AT)


def file_of(snapshot: Snapshot, form: str) -> dict[str, Any]:
    (file,) = [f for f in snapshot.manifest["files"] if f["form"] == form]
    return file


def read(snapshot: Snapshot, form: str) -> Any:
    path = store.path_of(file_of(snapshot, form)["name"])
    assert path is not None
    return json.loads(gzip.decompress(path.read_bytes()))


def rename(outlet: Outlet, name: str) -> None:
    Outlet.objects.filter(pk=outlet.pk).update(name_en=name)
    write_index([outlet.pk])


def test_the_manifest_tells_what_a_mirror_needs(client: Client) -> None:
    factories.outlet()
    made = make()
    answer = client.get(SNAPSHOT)
    told = answer.json()
    assert answer["Cache-Control"] == "no-cache"
    assert told["token"] == made.manifest["token"]
    assert told["made_at"] == "2026-11-22T16:00:00+07:00"
    assert told["count"] == 1
    assert told["licence"] == "ODbL-1.0"
    assert "OpenStreetMap" in told["attribution"]
    assert [file["format"] for file in told["files"]] == ["geojson", "columns"]


def test_a_file_is_what_its_name_and_the_manifest_say(client: Client) -> None:
    factories.outlet()
    make()
    for file in client.get(SNAPSHOT).json()["files"]:
        answer = client.get(file["url"])
        body = b"".join(answer.streaming_content)
        assert hashlib.sha256(body).hexdigest() == file["sha256"]
        assert file["sha256"] in file["url"]
        assert len(body) == file["bytes"]
        assert answer["Content-Type"] == "application/gzip"
        json.loads(gzip.decompress(body))


def test_a_file_is_for_good_and_need_not_be_sent_twice(client: Client) -> None:
    address = file_address(file_of(make(), "geojson")["name"])
    answer = client.get(address)
    answer.close()
    assert answer["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer["Access-Control-Allow-Origin"] == "*"
    again = client.get(address, headers={"If-None-Match": answer["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again["ETag"] == answer["ETag"]


def test_a_file_is_not_compressed_twice(client: Client) -> None:
    made = make()
    address = file_address(file_of(made, "geojson")["name"])
    answer = client.get(
        address, headers={"Accept-Encoding": "gzip, br", "Accept": "application/gzip"}
    )
    body = b"".join(answer.streaming_content)
    assert "Content-Encoding" not in answer
    assert len(body) == file_of(made, "geojson")["bytes"]


def test_the_geojson_file_holds_every_public_outlet_and_the_terms() -> None:
    for number in range(3):
        factories.outlet(north_m=number * 5000, sells="smart", hours="24/7")
    factories.outlet(status="draft")
    made = make()
    collection = read(made, "geojson")
    assert {row["id"]: row for row in collection["features"]} == database()
    assert collection["type"] == "FeatureCollection"
    assert collection["licence"] == "ODbL-1.0"
    assert collection["token"] == made.manifest["token"]


def test_a_snapshot_of_no_outlet_is_one(client: Client) -> None:
    made = make()
    assert read(made, "geojson")["features"] == []
    assert read(made, "columns")["count"] == 0
    mirror = Mirror()
    mirror.take_snapshot()
    factories.outlet()
    mirror.catch_up()
    assert mirror.outlets == database() != {}


def test_the_columns_say_the_same_as_the_features() -> None:
    factories.carrier("metfone", order=1)
    factories.default_offer(carrier=factories.carrier("smart", order=2))
    factories.outlet(sells="metfone", hours="24/7", name="Dara", name_km="ដារ៉ា")
    factories.outlet(
        north_m=70_000, operator=factories.operator("wing"), name="", source="sample"
    )
    factories.outlet(
        north_m=-900,
        status="closed_until",
        closed_until=dt.date(2027, 1, 15),
        kind="atm",
    )
    made = make()
    assert {row["id"]: row for row in outlets_of(read(made, "columns"))} == {
        public_id: {
            "id": public_id,
            "lat": round(row["geometry"]["coordinates"][1], 5),
            "lon": round(row["geometry"]["coordinates"][0], 5),
            "kind": told["kind"],
            "operator": told["operator"] or "",
            "hours": told["opening_hours"] or "",
            "offers": {o["carrier"]: o["confidence"] for o in told["offers"]},
            "closed_until": told["closed_until"] or "",
            "sample": told["is_sample"],
            "names": {
                language: text["name"]
                for language, text in told["texts"].items()
                if "name" in text
            },
        }
        for public_id, row in database().items()
        if (told := row["properties"])
    }


def outlets_of(table: dict[str, Any]) -> list[dict[str, Any]]:
    """Reads the columns as docs/mirroring.md describes them."""
    columns, length = table["columns"], table["id_length"]
    outlets, lat, lon = [], 0, 0
    for at in range(table["count"]):
        lat += columns["lat"][at]
        lon += columns["lon"][at]
        offers = {}
        for bit, carrier in enumerate(table["carriers"]):
            for confidence, mask in (
                ("unconfirmed", "sells"),
                ("likely", "likely"),
                ("confirmed", "confirmed"),
            ):
                if columns[mask][at] >> bit & 1:
                    offers[carrier] = confidence
        outlets.append(
            {
                "id": columns["id"][at * length : (at + 1) * length],
                "lat": lat / table["scale"],
                "lon": lon / table["scale"],
                "kind": table["kinds"][columns["kind"][at]],
                "operator": table["operators"][columns["operator"][at]]["slug"],
                "hours": table["hours"][columns["hours"][at]],
                "offers": offers,
                "closed_until": columns["closed_until"][at],
                "sample": bool(columns["sample"][at]),
                "names": {
                    language: name
                    for language in ("en", "km", "zh-hans")
                    if (name := columns[f"name_{language}"][at])
                },
            }
        )
    return outlets


def test_every_kind_has_its_number() -> None:
    for kind in Kind:
        factories.outlet(kind=kind)
    assert len({row["kind"] for row in outlets_of(read(make(), "columns"))}) == 5


def test_where_nothing_changed_nothing_is_made(folder: Path) -> None:
    outlet = factories.outlet()
    first = make()
    again = make()
    assert (first.is_new, again.is_new) == (True, False)
    assert again.manifest == first.manifest
    rename(outlet, "Another")
    assert make().is_new


def test_a_file_that_was_lost_is_made_again() -> None:
    made = make()
    path = store.path_of(file_of(made, "geojson")["name"])
    assert path is not None
    path.unlink()
    assert make().is_new
    assert path.exists()


def test_the_same_outlets_make_the_same_file_at_any_time() -> None:
    outlet = factories.outlet(name_en="Dara")
    first = make()
    path = store.path_of(file_of(first, "columns")["name"])
    assert path is not None
    before = path.read_bytes()
    path.unlink()
    again = make_snapshot(at=AT + dt.timedelta(hours=1))
    assert path.read_bytes() == before
    assert again.manifest["files"] == first.manifest["files"]
    assert outlet.public_id in str(read(again, "columns")["columns"]["id"])


def test_a_replaced_file_stays_for_a_day_from_then(folder: Path) -> None:
    outlet = factories.outlet()
    old = store.path_of(file_of(make(), "geojson")["name"])
    assert old is not None
    grow_old(old, days=30)
    rename(outlet, "Second")
    make()
    assert old.exists()
    grow_old(old, days=2)
    rename(outlet, "Third")
    make()
    assert not old.exists()


def grow_old(path: Path, days: int) -> None:
    then = timezone.now().timestamp() - days * 86_400
    os.utime(path, (then, then))


def test_what_a_killed_maker_left_goes_after_a_day(folder: Path) -> None:
    folder.mkdir()
    left, recent = folder / ".making-left", folder / ".making-recent"
    stray, other = folder / f"{'0' * 64}.geojson.gz", folder / "notes.txt"
    for path in (left, recent):
        path.mkdir()
        (path / "geojson").write_bytes(b"half")
    stray.write_bytes(b"never named")
    other.write_text("not ours")
    for path in (left, stray, other):
        grow_old(path, days=2)
    make()
    assert not left.exists()
    assert not stray.exists()
    assert recent.exists()
    assert other.exists()


def test_without_a_snapshot_the_answer_says_when_to_come_again(client: Client) -> None:
    answer = client.get(SNAPSHOT)
    assert answer.status_code == 503
    assert answer["Content-Type"] == "application/problem+json"
    assert int(answer["Retry-After"]) > 0


@pytest.mark.parametrize(
    "name",
    [
        "manifest.json",
        "..%2f..%2fsettings.py",
        f"{'0' * 64}.geojson.gz",
        f"{'0' * 64}.geojson",
        f"{'A' * 64}.geojson.gz",
        "x" * 300,
        "%00",
    ],
)
def test_no_other_file_is_served(name: str, client: Client) -> None:
    make()
    answer = client.get(f"/api/v1/snapshot/{name}")
    assert answer.status_code in {400, 404}


def test_a_write_that_was_not_told_is_told_with_the_next_snapshot() -> None:
    outlet = factories.outlet()
    make()
    mirror = Mirror()
    mirror.take_snapshot()
    Outlet.objects.filter(pk=outlet.pk).update(verified_at=AT)
    make()
    mirror.catch_up()
    assert mirror.outlets == database()


def test_a_save_past_the_index_is_seen_whole_with_the_next_snapshot() -> None:
    outlet = factories.outlet()
    outlet.status = Outlet.Status.DRAFT
    outlet.save()
    assert Listing.objects.filter(outlet=outlet).exists()
    assert make().manifest["count"] == 0
    assert not Listing.objects.filter(outlet=outlet).exists()
    call_command("check_index", verbosity=0)


def test_a_folder_that_cannot_be_is_named_in_a_line(folder: Path) -> None:
    folder.write_text("no folder")
    with pytest.raises(CommandError, match=f"^{folder}.*: Not a directory$"):
        call_command("make_snapshot")


@pytest.mark.postgis
def test_what_is_written_meanwhile_is_in_the_changes_and_not_in_the_files(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    outlets = [factories.outlet(name_en="Before") for _ in range(3)]
    add = ColumnFile.add

    def add_after_a_write(self: ColumnFile, outlet: Any) -> None:
        monkeypatch.setattr(ColumnFile, "add", add)
        Worker(lambda: [rename(row, "After") for row in outlets]).end()
        add(self, outlet)

    monkeypatch.setattr(ColumnFile, "add", add_after_a_write)
    names = {row["properties"]["name"] for row in read(make(), "geojson")["features"]}
    assert names == {"Before"}
    mirror = Mirror()
    mirror.take_snapshot()
    assert mirror.catch_up() == 3
    assert mirror.outlets == database()


def test_the_command_tells_what_it_made(capsys: pytest.CaptureFixture[str]) -> None:
    factories.outlet()
    call_command("make_snapshot")
    call_command("make_snapshot")
    made, unchanged = capsys.readouterr().out.splitlines()
    assert made.startswith("Snapshot of 1 outlets: geojson ")
    assert unchanged == "Nothing changed since the last snapshot."


@pytest.mark.sqlite
@pytest.mark.parametrize("form", ["geojson", "columns"])
def test_a_maker_that_is_killed_leaves_the_last_snapshot_offered(
    form: str, tmp_path: Path
) -> None:
    database_file, kept = tmp_path / "site.sqlite3", tmp_path / "kept"
    environment = os.environ | {
        "DATABASE_URL": f"sqlite:///{database_file}",
        "SNAPSHOT_DIR": str(kept),
    }

    def manage(*arguments: str) -> None:
        subprocess.run(
            [sys.executable, "manage.py", *arguments, "--skip-checks"],
            cwd=ROOT,
            env=environment,
            check=True,
            stdout=subprocess.DEVNULL,
        )

    manage("migrate", "--verbosity=0")
    manage("make_snapshot")
    before = (kept / "manifest.json").read_bytes()
    manage("load_initial")
    with subprocess.Popen(
        [sys.executable, "-m", "tests.sync.make_and_wait", form],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == "in the middle\n"
        finally:
            process.kill()
    assert (kept / "manifest.json").read_bytes() == before
    for file in json.loads(before)["files"]:
        body = (kept / file["name"]).read_bytes()
        assert hashlib.sha256(body).hexdigest() == file["sha256"]
    manage("make_snapshot")
    assert json.loads((kept / "manifest.json").read_bytes())["count"] > 300
