"""Clusters from kept counts against GROUP BY over the index rows, in the same run.

    python -m bench.clusters            SQLite and PostGIS with 100,000 outlets
    ROWS=1000000 python -m bench.clusters        both with 1,000,000 as well

The same outlets as `bench.nearest`, in throwaway databases. Each box is asked for both
ways in turn; printed are medians in milliseconds.
"""

import argparse
import datetime as dt
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench.cambodia import Population
from tests.postgres import INSTALL_ADVICE, find_programs, throwaway_cluster

STANDARD_ROWS = 100_000
CAMBODIA_TIME = dt.timezone(dt.timedelta(hours=7))
DAY = dt.datetime(2026, 11, 18, tzinfo=CAMBODIA_TIME)

# A screen each: zoom, west, south, east, north.
SCREENS = {
    "country, zoom 6": (6, 102.0, 9.0, 108.0, 15.0),
    "country, zoom 8": (8, 102.0, 10.0, 108.0, 14.8),
    "provinces, zoom 10": (10, 104.0, 11.0, 106.0, 12.4),
    "city, zoom 12": (12, 104.7, 11.4, 105.2, 11.75),
    "quarter, zoom 14": (14, 104.87, 11.52, 104.97, 11.60),
    "streets, zoom 17": (17, 104.915, 11.545, 104.928, 11.555),
}
FILTERS: dict[str, tuple[bool, dt.datetime | None]] = {
    "all": (False, None),
    "carrier of 2%": (True, None),
    "open at noon": (False, DAY.replace(hour=12)),
    "open at 19:30": (False, DAY.replace(hour=19, minute=30)),
    "open at 3 am": (False, DAY.replace(hour=3)),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--measure", type=int, nargs="+", help=argparse.SUPPRESS)
    parser.add_argument("--runs", type=int, default=15)
    parser.add_argument("--engine", choices=["sqlite", "postgis"])
    options = parser.parse_args()
    if options.measure:
        measure(options.measure, options.runs)
        return
    rows = int(os.environ.get("ROWS") or STANDARD_ROWS)
    sizes = sorted({STANDARD_ROWS, rows})
    if options.engine != "postgis":
        with tempfile.TemporaryDirectory() as folder:
            url = f"sqlite:///{Path(folder) / 'bench.sqlite3'}"
            run_with(url, sizes, options.runs)
    if options.engine != "sqlite":
        programs = find_programs()
        if programs is None:
            sys.exit(INSTALL_ADVICE)
        with throwaway_cluster(programs) as url:
            run_with(url, sizes, options.runs)


def run_with(database_url: str, sizes: list[int], runs: int) -> None:
    """In a process of its own: Django has one database a process."""
    subprocess.run(
        [
            *(sys.executable, "-m", "bench.clusters", "--runs", str(runs)),
            *("--measure", *map(str, sizes)),
        ],
        env=os.environ | {"DATABASE_URL": database_url},
        check=True,
    )


def measure(sizes: list[int], runs: int) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "locator.config.settings"
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0, skip_checks=True)

    from django.db import connection

    from bench.outlets import fill
    from locator.models import Cluster, ClusterHours
    from locator.models.reading import one_reading

    engine = {"sqlite": "SQLite", "postgresql": "PostGIS"}[connection.vendor]
    for size in sizes:
        fill(size, Population(seed=size))
        rows = f"{Cluster.objects.count():,} and {ClusterHours.objects.count():,}"
        print(f"\n{engine}, {size:,} outlets ({rows} rows of counts)\n")
        with one_reading():
            compare(runs)


def compare(runs: int) -> None:
    from bench.outlets import rare_carrier_id
    from locator.clusters.reading import find_clusters
    from locator.geo.point import BoundingBox

    print("| screen | asked for | clusters | kept | GROUP BY | GROUP BY / kept |")
    print("|---|---|---:|---:|---:|---:|")
    rare = rare_carrier_id()
    for screen, (zoom, *edges) in SCREENS.items():
        box = BoundingBox(*edges)
        for name, (is_rare, moment) in FILTERS.items():
            carrier_id = rare if is_rare else 0
            found = find_clusters(box, zoom, carrier_id=carrier_id, open_at=moment)
            kept, grouped = [], []
            # Of the slow one every third.
            for number in range(runs):
                kept.append(
                    seconds(
                        lambda: find_clusters(
                            box,  # noqa: B023
                            zoom,  # noqa: B023
                            carrier_id=carrier_id,  # noqa: B023
                            open_at=moment,  # noqa: B023
                        )
                    )
                )
                if number % 3 == 0:
                    grouped.append(
                        seconds(
                            lambda: group_by(box, found.zoom, carrier_id, moment)  # noqa: B023
                        )
                    )
            one, other = statistics.median(kept), statistics.median(grouped)
            print(
                f"| {screen} | {name} | {len(found.clusters)} | {one * 1000:.1f} "
                f"| {other * 1000:.1f} | {other / one:.1f} |",
                flush=True,
            )


def seconds(work: Callable[[], Any]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def group_by(
    box: Any, zoom: int, carrier_id: int, moment: dt.datetime | None
) -> list[Any]:
    from django.db.models import Avg, Count, Q
    from django.db.models.expressions import RawSQL

    from locator.clusters.cells import columns_at
    from locator.models import Listing
    from locator.models.opening import hours_at

    size = 360 / columns_at(zoom)
    rows = Listing.objects.filter(
        carrier_id=carrier_id,
        latitude__range=(box.south, box.north),
        longitude__range=(box.west, box.east),
    ).annotate(
        x=RawSQL("CAST((longitude + 180) / %s - 0.5 AS INTEGER)", [size]),
        y=RawSQL("CAST((latitude + 90) / %s - 0.5 AS INTEGER)", [size]),
    )
    counted = {"count": Count("id"), "north": Avg("latitude"), "east": Avg("longitude")}
    if moment:
        states = hours_at(moment)
        is_open = Q(hours_id__among=states.open) & (
            Q(closed_until=None) | Q(closed_until__lte=moment.date())
        )
        counted["open"] = Count("id", filter=is_open)
        counted["unknown"] = Count("id", filter=Q(hours_id__among=states.unknown | {0}))
    return list(
        rows.values("x", "y").annotate(**counted).values_list("x", "y", *counted)
    )


if __name__ == "__main__":
    main()
