"""Run by a test: imports outlets, and stops in the middle of the transaction.

Prints a line once most rows are written, then waits to be killed. A page cache far too
small for them stands for an import of hundreds of thousands.
"""

import os
import sys

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "locator.config.settings"
django.setup()

from django.db import connection  # noqa: E402

from locator.geo.point import Point  # noqa: E402
from locator.importing.load import load  # noqa: E402
from tests.importing.records import brand, outlet, place  # noqa: E402

ROWS = 2000
STOP_AFTER = 1000
CACHE_PAGES = 20


def main() -> None:
    written = 0

    def progress(rows: int) -> None:
        nonlocal written
        written += rows
        if written == STOP_AFTER:
            print("in the middle", flush=True)  # noqa: T201
            sys.stdin.read()

    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA cache_size={CACHE_PAGES}")
    rows = [
        outlet(
            number,
            phones=("+85512345678",),
            operator=brand(f"Bank {number % 7}"),
            point=Point(10.6 + (number % 300) / 100, 104.9),
        )
        for number in range(ROWS)
    ]
    load([*rows, place(1, "Phnom Penh")], source="osm", progress=progress)


if __name__ == "__main__":
    main()
