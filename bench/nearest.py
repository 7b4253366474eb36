"""The nearest search against a naive one and against the floor.

    python -m bench.nearest             SQLite and PostGIS with 100,000 outlets
    ROWS=1000000 python -m bench.nearest            PostGIS with 1,000,000 as well

Times the search in the index and reading 20 display columns of its 20 outlets, not what
else a page reads of them, at population-weighted positions after a warm-up. Beside it
stand, in the same run, (a) the same rows by `ORDER BY` haversine, at every 100th
position, and (b) the floor: the same columns of the same 20 outlets by their ids. It
makes its own databases and never touches the site's.
"""

import argparse
import datetime as dt
import os
import sys
from collections.abc import Callable
from typing import Any

from bench import databases
from bench.cambodia import Population
from bench.timing import timed

STANDARD_ROWS = 100_000
POSITIONS = 2_000
WARM_UP = 300
NAIVE_EVERY = 100
LIMIT = 20
THREE_AM = dt.datetime(2026, 11, 18, 3, 0, tzinfo=dt.timezone(dt.timedelta(hours=7)))

DISPLAYED = (
    "id",
    "public_id",
    "name_en",
    "name_km",
    "name_zh_hans",
    "kind",
    "operator__slug",
    "operator__name_en",
    "latitude",
    "longitude",
    "landmark_relation",
    "landmark_en",
    "street_en",
    "commune_en",
    "hours__text",
    "closed_until",
    "payments",
    "languages",
    "source",
    "verified_at",
)

Times = dict[tuple[str, str], list[float]]
"""Seconds by (search, what was timed)."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--measure", type=int, nargs="+", help=argparse.SUPPRESS)
    parser.add_argument("--positions", type=int, default=POSITIONS)
    options = parser.parse_args()
    if options.measure:
        measure(options.measure, options.positions)
        return
    rows = int(os.environ.get("ROWS") or STANDARD_ROWS)
    sizes = sorted({STANDARD_ROWS, rows})
    with databases.sqlite() as url:
        databases.run_again(url, "bench.nearest", "--measure", STANDARD_ROWS)
    with databases.postgis() as url:
        databases.run_again(url, "bench.nearest", "--measure", *sizes)


def measure(sizes: list[int], positions: int) -> None:
    databases.start_django()
    from django.db import connection

    from bench.outlets import fill

    engine = {"sqlite": "SQLite", "postgresql": "PostGIS"}[connection.vendor]
    population = Population(seed=7)
    medians: list[dict[str, float]] = []
    for size in sizes:
        written, spent = timed(fill, size, Population(seed=size))
        print(
            f"\n{engine}, {size:,} outlets"
            f" ({written:,} written in {spent.wall_s:.0f} s)"
        )
        times = time_searches(population, positions)
        report(times)
        medians.append(
            {name: percentile(times[name, "nearest"], 50) for name in searches()}
        )
    if len(sizes) > 1:
        ratios = ", ".join(
            f"{name} {medians[-1][name] / medians[0][name]:.2f}" for name in searches()
        )
        print(f"\np50 at {sizes[-1]:,} to that at {sizes[0]:,} (at most 2): {ratios}")


def searches() -> dict[str, Callable[[], Any]]:
    """The index rows of each search that is measured."""
    from bench.outlets import rare_carrier_id
    from locator.models import Listing

    rare = rare_carrier_id()
    return {
        "no filter": lambda: Listing.objects.selling(None),
        "carrier of 2%": lambda: Listing.objects.selling(rare, at_least=1),
        "open at 3 am": lambda: Listing.objects.selling(None).open_at(THREE_AM),
        "both": lambda: Listing.objects.selling(rare, at_least=1).open_at(THREE_AM),
    }


def time_searches(population: Population, positions: int) -> Times:
    """Each search at each position in turn: all share the machine's moods."""
    times: Times = {}
    rows_of = searches()
    points = [population.position() for _number in range(WARM_UP + positions)]
    for number, point in enumerate(points):
        for name, rows in rows_of.items():
            ids, search = timed(nearest, rows, point)
            found, floor = timed(displayed, ids)
            if len(found) != LIMIT:
                sys.exit(f"{name} at {point}: {len(found)} instead of {LIMIT}")
            if number < WARM_UP:
                continue
            times.setdefault((name, "nearest"), []).append(search.wall_s)
            times.setdefault((name, "floor"), []).append(floor.wall_s)
            if number % NAIVE_EVERY == 0:
                _ids, haversine = timed(naive, rows, point)
                times.setdefault((name, "haversine"), []).append(haversine.wall_s)
    return times


def nearest(rows: Callable[[], Any], point: Any) -> list[int]:
    ids = [near.outlet_id for near in rows().nearest_to(point, limit=LIMIT)]
    displayed(ids)
    return ids


def displayed(ids: list[int]) -> list[dict[str, Any]]:
    from locator.models import Outlet

    return list(Outlet.objects.rewrite(False).filter(pk__in=ids).values(*DISPLAYED))


def naive(rows: Callable[[], Any], point: Any) -> list[int]:
    from django.db.models import F, FloatField, Value
    from django.db.models.functions import ASin, Cos, Power, Radians, Sin, Sqrt

    def radians(value: float) -> Radians:
        return Radians(Value(value, FloatField()))

    latitude, longitude = Radians(F("latitude")), Radians(F("longitude"))
    haversine = Power(Sin((latitude - radians(point.latitude)) / 2), 2) + Cos(
        latitude
    ) * Cos(radians(point.latitude)) * Power(
        Sin((longitude - radians(point.longitude)) / 2), 2
    )
    ordered = rows().annotate(metres=ASin(Sqrt(haversine)) * 12_742_018)
    ordered = ordered.order_by("metres", "outlet_id")
    ids = list(ordered.values_list("outlet_id", flat=True)[:LIMIT])
    displayed(ids)
    return ids


def percentile(seconds: list[float], share: int) -> float:
    """In milliseconds."""
    ordered = sorted(seconds)
    return ordered[min(len(ordered) - 1, len(ordered) * share // 100)] * 1_000


def report(times: Times) -> None:
    heads = ("nearest-20", "p50", "p99", "floor p50", "p50/floor", "p99/floor", "naive")
    print("| " + " | ".join(heads) + " |")
    print("|---|" + "---:|" * (len(heads) - 1))
    for name in searches():
        p50, p99 = (percentile(times[name, "nearest"], share) for share in (50, 99))
        floor = percentile(times[name, "floor"], 50)
        haversine = percentile(times[name, "haversine"], 50)
        print(
            f"| {name} | {p50:.2f} | {p99:.2f} | {floor:.2f} "
            f"| {p50 / floor:.1f} | {p99 / floor:.1f} | {haversine:.0f} |",
            flush=True,
        )


if __name__ == "__main__":
    main()
