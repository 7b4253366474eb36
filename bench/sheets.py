"""How long a spreadsheet takes from upload to applied, and how much memory.

    python -m bench.sheets [csv|xlsx] [ROWS]

Writes into the database of the settings: give DATABASE_URL an empty one, e.g. with
`python -m tests.postgres`.
"""

import io
import resource
import sys
from collections.abc import Callable, Iterator
from typing import Any

from bench import databases
from bench.timing import timed

databases.start_django()

from django.contrib.auth.models import User  # noqa: E402
from django.core.files.base import ContentFile  # noqa: E402

from locator.exporting.delimited import csv_chunks  # noqa: E402
from locator.exporting.workbook import write_workbook  # noqa: E402
from locator.importing.runs import steps, tasks  # noqa: E402
from locator.importing.sheets.layout import Layout  # noqa: E402
from locator.models import ImportRun  # noqa: E402

HEADINGS = ("id", "name", "name km", "type", "lat", "lon", "phone", "address", "hours")


def rows(count: int) -> Iterator[tuple[str, ...]]:
    yield HEADINGS
    for number in range(count):
        latitude = 10.6 + number % 3000 / 1000
        longitude = 103.5 + number % 1700 / 1000
        yield (
            f"W{number}",
            f"Wing agent {number}",
            f"ភ្នាក់ងារវីង {number}",
            "agent",
            f"{latitude:.4f}",
            f"{longitude:.4f}",
            f"012 {number % 900 + 100} {number // 900 % 900 + 100}",
            f"#{number}, Street {number % 500}, Sangkat Srah Chak, Khan Daun Penh",
            ("Mo-Su 07:00-20:00", "24/7", "Mo-Fr 8-17; Sa 8-12")[number % 3],
        )


def upload(format_name: str, count: int) -> ContentFile[bytes]:
    if format_name == "csv":
        return ContentFile(b"".join(csv_chunks(rows(count))))
    file = io.BytesIO()
    write_workbook(file, "agents", rows(count))
    return ContentFile(file.getvalue())


def measured(name: str, count: int, job: Callable[[], Any]) -> None:
    _done, (wall, cpu) = timed(job)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{name:8} {wall:7.1f} s {cpu:7.1f} s CPU {count / wall:7.0f} rows/s"
        f" peak {peak:5.0f} MB",
        flush=True,
    )


def main(format_name: str = "csv", count: int = 100_000) -> None:
    user, _created = User.objects.get_or_create(username="bench", is_superuser=True)
    run = steps.begin(
        upload(format_name, count),
        name=f"agents.{format_name}",
        source="bench",
        licence="ODbL 1.0",
        attribution="",
        user=user,
    )
    measured("read", count, lambda: tasks.read_file.call(run.pk))
    run.refresh_from_db()
    steps.set_columns(run, Layout.from_json(run.layout))
    measured("check", count, lambda: tasks.check_file.call(run.pk))
    steps.apply(run, user=user)
    measured("apply", count, lambda: tasks.apply_file.call(run.pk))
    run.refresh_from_db()
    print(run.state, run.counts, run.problem)
    assert run.state == ImportRun.State.APPLIED
    steps.undo(run, user=user)
    measured("undo", count, lambda: tasks.undo_import.call(run.pk))
    run.refresh_from_db()
    print(run.state, run.counts, run.problem)


if __name__ == "__main__":
    main(*sys.argv[1:2], *map(int, sys.argv[2:3]))
