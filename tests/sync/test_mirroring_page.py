"""The programs in docs/mirroring.md, run as they stand there."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from locator.change_index import begin_epoch
from locator.models import Outlet
from locator.search_index import write_index
from locator.sync.columns import _COLUMNS, FORMAT
from locator.sync.snapshot import make_snapshot
from tests import factories
from tests.sync.mirror import database

PAGE = Path(__file__).parents[2] / "docs/mirroring.md"
NODE = shutil.which("node")


def program(language: str) -> str:
    found = re.findall(rf"^```{language}\n(.*?)^```$", PAGE.read_text(), re.M | re.S)
    (text,) = found
    return str(text)


@pytest.fixture(params=["python", "js"])
def run(
    request: pytest.FixtureRequest, tmp_path: Path, live_server: Any, snapshots: Path
) -> Callable[[], dict[str, Any]]:
    """Runs the program against the site and gives the outlets that it keeps then."""
    if request.param == "python":
        command, file = [sys.executable, "-I"], tmp_path / "mirror.py"
    else:
        if NODE is None:
            missing = pytest.fail if os.environ.get("CI") == "true" else pytest.skip
            missing("Node not found: sudo apt-get install nodejs")
        command, file = [NODE], tmp_path / "mirror.mjs"
    file.write_text(program(request.param))
    kept = tmp_path / "outlets.json"

    def run() -> dict[str, Any]:
        done = subprocess.run(
            [*command, str(file), live_server.url, str(kept)],
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
            env={
                name: value
                for name, value in os.environ.items()
                if not name.lower().endswith("_proxy")
            },
        )
        assert done.returncode == 0, done.stdout + done.stderr
        outlets: dict[str, Any] = json.loads(kept.read_text())["outlets"]
        return outlets

    return run


def rename(outlet: Outlet, **columns: str) -> None:
    Outlet.objects.filter(pk=outlet.pk).update(**columns)
    write_index([outlet.pk])


def test_the_program_mirrors_the_database(run: Callable[[], dict[str, Any]]) -> None:
    outlets = [factories.outlet(name_km="ហាង", sells="smart") for _ in range(3)]
    make_snapshot(at=timezone.now())
    rename(outlets[0], status="closed")
    assert run() == database()
    rename(outlets[1], name_en="Another")
    rename(outlets[2], status="draft")
    factories.outlet()
    assert run() == database()
    begin_epoch(force=True)
    rename(outlets[2], status="published")
    make_snapshot(at=timezone.now())
    assert run() == database() != {}


def test_the_programs_are_as_short_as_they_say() -> None:
    for language in ("python", "js"):
        # A closing brace alone is no line.
        lines = [line for line in program(language).splitlines() if line.strip(" }")]
        assert len(lines) <= 20


def test_the_page_names_every_column_and_the_format() -> None:
    text = PAGE.read_text()
    for name in ("id", FORMAT, *_COLUMNS):
        assert f"`{name}`" in text
