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
from typing import Any

from bench import databases
from bench.cambodia import Population
from bench.timing import timed

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
    for engine, database in (
        ("sqlite", databases.sqlite),
        ("postgis", databases.postgis),
    ):
        if options.engine in (None, engine):
            with database() as url:
                databases.run_again(url, "bench.clusters", "--measure", *sizes)


def measure(sizes: list[int], runs: int) -> None:
    databases.start_django()
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
            asked = {"carrier_id": carrier_id, "open_at": moment}
            found = find_clusters(box, zoom, **asked)
            kept, grouped = [], []
            # Of the slow one every third.
            for number in range(runs):
                _clusters, spent = timed(find_clusters, box, zoom, **asked)
                kept.append(spent.wall_s)
                if number % 3 == 0:
                    _cells, spent = timed(group_by, box, found.zoom, carrier_id, moment)
                    grouped.append(spent.wall_s)
            one, other = statistics.median(kept), statistics.median(grouped)
            print(
                f"| {screen} | {name} | {len(found.clusters)} | {one * 1000:.1f} "
                f"| {other * 1000:.1f} | {other / one:.1f} |",
                flush=True,
            )


def group_by(
    box: Any, zoom: int, carrier_id: int, moment: dt.datetime | None
) -> list[Any]:
    from django.db import connection
    from django.db.models import Avg, Count, Q
    from django.db.models.expressions import RawSQL

    from locator.clusters.cells import columns_at
    from locator.models import Listing
    from locator.models.opening import hours_at

    size = 360 / columns_at(zoom)
    # Of what is positive: Django's own FLOOR on SQLite calls Python for each row.
    floor = "CAST({} AS INTEGER)" if connection.vendor == "sqlite" else "floor({})"
    rows = Listing.objects.filter(
        carrier_id=carrier_id,
        latitude__range=(box.south, box.north),
        longitude__range=(box.west, box.east),
    ).annotate(
        x=RawSQL(floor.format("(longitude + 180) / %s"), [size]),
        y=RawSQL(floor.format("(latitude + 90) / %s"), [size]),
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
