"""A worker of its own process, killed in the middle of an import on SQLite."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]

BEGIN = """
import django; django.setup()
from django.contrib.auth.models import User
from django.core.files.base import ContentFile
from locator.importing.runs import steps
user = User.objects.create_superuser("sophea")
row = "W{0},Wing {0},agent,{1},104.9,012345678\\n"
rows = "".join(row.format(n, 10.6 + n % 300 / 100) for n in range(1500))
text = "id,name,type,lat,lon,phone\\n" + rows
steps.begin(ContentFile(text.encode()), name="a.csv", source="agents",
            licence="ODbL 1.0", attribution="", user=user)
"""
CHECK = """
import django; django.setup()
from locator.importing.runs import steps
from locator.importing.sheets.layout import Layout
from locator.models import ImportRun
run = ImportRun.objects.get()
steps.set_columns(run, Layout.from_json(run.layout))
"""
APPLY = """
import django; django.setup()
from django.contrib.auth.models import User
from locator.importing.runs import steps
from locator.models import ImportRun
steps.apply(ImportRun.objects.get(), user=User.objects.get())
"""
AGAIN = """
import django; django.setup()
from locator.importing.runs import steps
from locator.models import ImportRun
steps.start_again(ImportRun.objects.get())
"""
TELL = """
import django; django.setup()
from locator.importing.runs import steps
from locator.models import ImportRow, ImportRun, Outlet
run = ImportRun.objects.get()
print(run.state, steps.is_interrupted(run), Outlet.objects.count(), run.diff.count())
"""
# Stops once a thousand outlets are written, within the transaction.
STOPPING_WORKER = """
import sys
import django; django.setup()
from django.core.management import call_command
from locator import jobs
from locator.importing.runs import diff
watch = diff.Diff.watch
def stop(self, outcomes):
    watch(self, outcomes)
    print("in the middle", flush=True)
    sys.stdin.read()
diff.Diff.watch = stop
call_command("run_jobs", "--batch", "--no-startup-delay", "--verbosity=0")
"""


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    folder = tmp_path_factory.mktemp("site")
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": "locator.config.settings",
        "DATABASE_URL": f"sqlite:///{folder}/site.sqlite3",
        "JOBS_DIR": str(folder / "jobs"),
        "IMPORT_DIR": str(folder / "imports"),
    }


def run(environment: dict[str, str], program: str) -> str:
    return subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env=environment,
        check=True,
        text=True,
        stdout=subprocess.PIPE,
    ).stdout


def manage(environment: dict[str, str], *arguments: str) -> None:
    command = [sys.executable, "manage.py", *arguments]
    subprocess.run(command, cwd=ROOT, env=environment, check=True)


def work(environment: dict[str, str]) -> None:
    manage(environment, "run_jobs", "--batch", "--no-startup-delay", "--verbosity=0")


def test_a_worker_killed_in_the_middle_wrote_nothing_and_the_import_starts_again(
    environment: dict[str, str],
) -> None:
    manage(environment, "migrate", "--verbosity=0")
    run(environment, BEGIN)
    assert run(environment, TELL) == "reading False 0 0\n"
    work(environment)
    run(environment, CHECK)
    work(environment)
    assert run(environment, TELL) == "checked False 0 1500\n"
    run(environment, APPLY)
    with subprocess.Popen(
        [sys.executable, "-c", STOPPING_WORKER],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as worker:
        assert worker.stdout is not None
        assert worker.stdout.readline() == "in the middle\n"
        assert run(environment, TELL) == "applying False 0 1500\n"
        worker.kill()
        worker.wait()
    assert run(environment, TELL) == "applying True 0 1500\n"
    run(environment, AGAIN)
    work(environment)
    assert run(environment, TELL) == "applied False 1500 1500\n"
