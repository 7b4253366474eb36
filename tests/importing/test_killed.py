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

ROOT = Path(__file__).parents[2]
WATCHED = (Outlet, Listing, Operator, Place)


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file with one outlet, with the settings of the real site."""
    path = tmp_path_factory.mktemp("site") / "site.sqlite3"
    subprocess.run(
        [sys.executable, "manage.py", "migrate", "--skip-checks", "--verbosity=0"],
        cwd=ROOT,
        env=environment(path),
        check=True,
    )
    with closing(sqlite3.connect(path)) as connection:
        columns = ("level", "slug", "name", "source")
        connection.execute(
            f"INSERT INTO {Place._meta.db_table} ({', '.join(columns)})"
            " VALUES ('town', 'kep', 'Kep', 'before')"
        )
        connection.commit()
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


def environment(database: Path) -> dict[str, str]:
    return os.environ | {"DATABASE_URL": f"sqlite:///{database}"}


def counts(database: Path) -> list[int]:
    # No waiting for locks: a reader that has to wait fails the test.
    with closing(sqlite3.connect(database, timeout=0)) as reader:
        return [
            reader.execute(f"SELECT count(*) FROM {model._meta.db_table}").fetchone()[0]
            for model in WATCHED
        ]


BEFORE = [0, 0, 0, 1]


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
