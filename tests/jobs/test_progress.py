"""A job that works is seen to work, and one that died is not."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from locator import jobs
from locator.jobs.locks import lock_path

WORKS_UNTIL_KILLED = """
import sys
from django.conf import settings
settings.configure(JOBS_DIR=sys.argv[1])
from locator import jobs
with jobs.serving(), jobs.working("import-1") as progress:
    progress.expect(200)
    progress.advance(50)
    print("at work", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def folder(tmp_path: Path, settings: Any) -> Path:
    settings.JOBS_DIR = str(tmp_path)
    return tmp_path


def test_a_job_tells_how_far_it_is(folder: Path) -> None:
    with jobs.working("import-1") as progress:
        assert jobs.progress_of("import-1") == jobs.Progress(0, 0)
        progress.expect(200)
        progress.advance(50)
        assert jobs.progress_of("import-1") == jobs.Progress(50, 200)
    assert jobs.progress_of("import-1") is None


def test_a_job_that_never_began_is_not_at_work(folder: Path) -> None:
    assert jobs.progress_of("import-2") is None
    assert not jobs.worker_runs()


def test_a_stage_begins_anew(folder: Path) -> None:
    with jobs.working("import-1") as progress:
        progress.expect(10)
        progress.advance(10)
        progress.expect(1000)
        assert jobs.progress_of("import-1") == jobs.Progress(0, 1000)


def test_what_is_half_written_counts_as_just_begun(folder: Path) -> None:
    with jobs.working("import-1"):
        lock_path("import-1").write_text("[12,")
        assert jobs.progress_of("import-1") == jobs.Progress()


@pytest.mark.parametrize(
    ("progress", "percent"),
    [(jobs.Progress(), 0), (jobs.Progress(1, 3), 33), (jobs.Progress(5, 3), 100)],
    ids=["unknown", "a third", "more than said"],
)
def test_a_share_is_between_nothing_and_all(
    progress: jobs.Progress, percent: int
) -> None:
    assert progress.percent == percent


def test_a_process_that_is_killed_no_longer_works(folder: Path) -> None:
    command = [sys.executable, "-c", WORKS_UNTIL_KILLED, str(folder)]
    with subprocess.Popen(
        command,
        cwd=Path(__file__).parents[2],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "at work\n"
        assert jobs.progress_of("import-1") == jobs.Progress(50, 200)
        assert jobs.worker_runs()
        process.kill()
        process.wait()
    assert jobs.progress_of("import-1") is None
    assert not jobs.worker_runs()
