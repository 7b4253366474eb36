"""An import on SQLite that is killed, and readers meanwhile."""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from locator.models import Listing, Operator, Outlet, Place
from tests.importing.files import feature, write_collection

ROOT = Path(__file__).parents[2]
WATCHED = (Outlet, Listing, Operator, Place)


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file with one outlet, with the settings of the real site."""
    folder = tmp_path_factory.mktemp("site")
    path = folder / "site.sqlite3"
    file = str(write_collection(folder, feature(1)))
    manage(path, "migrate", "--verbosity=0")
    manage(path, "import_outlets", file, "--source=before")
    return path


@pytest.fixture
def stopped_import(database: Path) -> Iterator["subprocess.Popen[str]"]:
    """An import that has written 1,000 rows and waits within its transaction."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.importing.import_and_wait"],
        cwd=ROOT,
        env=environment(database),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == "in the middle\n"
            yield process
        finally:
            process.kill()


def manage(database: Path, *arguments: str) -> None:
    subprocess.run(
        [sys.executable, "manage.py", *arguments, "--skip-checks"],
        cwd=ROOT,
        env=environment(database),
        check=True,
        stdout=subprocess.DEVNULL,
    )


def environment(database: Path) -> dict[str, str]:
    return os.environ | {"DATABASE_URL": f"sqlite:///{database}"}


def counts(database: Path) -> list[int]:
    # No waiting for locks: a reader that has to wait fails the test.
    with closing(sqlite3.connect(database, timeout=0)) as reader:
        return [
            reader.execute(f"SELECT count(*) FROM {model._meta.db_table}").fetchone()[0]
            for model in WATCHED
        ]


BEFORE = [1, 1, 0, 0]


def test_readers_see_the_old_rows_while_an_import_runs(
    database: Path, stopped_import: "subprocess.Popen[str]"
) -> None:
    assert counts(database) == BEFORE


def test_an_import_killed_in_the_middle_leaves_the_database_as_it_was(
    database: Path, stopped_import: "subprocess.Popen[str]"
) -> None:
    stopped_import.kill()
    stopped_import.wait()
    assert counts(database) == BEFORE
    with closing(sqlite3.connect(database)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
