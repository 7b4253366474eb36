"""What a request costs over HTTP, beside an empty view and others' servers.

    make bench-http

Serves 100,000 outlets on a throwaway PostGIS by granian with two workers, and asks for
20 outlets each: by wrk where it is installed, else by a client of its own. All are
asked in turn, a second unmeasured and a second measured, in rounds; printed are medians
over the rounds, ratios taken within each. Linux alone, which tells another process's
CPU time.

The others' servers are asked for the same hundred boxes again and again: "the same
places" asks us for the nearest of the places in their middle as often, which are
answers just given. "Seen lately" are other positions in those neighbourhoods, of whose
outlets each process keeps the text; the rest are new ones each time, all over a country
of 100,000.
"""

import argparse
import os
import random
import re
import statistics
import subprocess
import sys
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from bench import databases, peers
from bench.cambodia import Population
from bench.serving import WORKERS, Measured, Server, ServerFailedError, served

ROWS = 100_000
LIMIT = 20
ROUNDS = 9
ADDRESSES_A_ROUND = 3_000
PLACES = 100
HELLO = "hello"
SAME = "nearest, the same places"
SEEN = "nearest, seen lately"
NEAREST = "nearest"
OUTLETS = "/api/v1/outlets/"

Addresses = Callable[[], list[str]]
Candidates = dict[str, tuple[Server, Addresses]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--measure", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--without-peers", action="store_true")
    options = parser.parse_args()
    if options.measure:
        measure(options.rounds, with_peers=not options.without_peers)
        return
    if not sys.platform.startswith("linux"):
        sys.exit("This bench reads CPU times as only Linux tells them.")
    with databases.postgis() as url:
        databases.run_again(url, "bench.http", "--measure")


def measure(rounds: int, *, with_peers: bool) -> None:
    databases.start_django("bench.site.settings")
    from django.db import connection

    from bench.outlets import fill
    from locator.change_index import record_changes

    fill(ROWS, Population(seed=ROWS))
    record_changes()
    with ExitStack() as stack:
        places = some_places()
        candidates = our_candidates(stack, places)
        if with_peers:
            with connection.cursor() as cursor:
                for statement in peers.TABLE:
                    cursor.execute(statement)
            candidates |= peer_candidates(stack, places)
        database_pid = postmaster()
        connection.close()
        # Each worker's first answers take seconds: it reads the code, and the outlets.
        for server, addresses in candidates.values():
            for address in addresses()[: 4 * WORKERS]:
                server.get(address)
        results: dict[str, list[Measured]] = {name: [] for name in candidates}
        for number in range(rounds + 1):
            for name, (server, addresses) in candidates.items():
                server.measure(addresses(), database_pid=database_pid)
                measured = server.measure(addresses(), database_pid=database_pid)
                # The first round warms up.
                if number:
                    results[name].append(measured)
    report(results)


def postmaster() -> int:
    """The process that all of PostgreSQL's descend from."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        backend = cursor.fetchone()[0]
    status = Path(f"/proc/{backend}/status").read_text()
    return int(re.search(r"PPid:\t(\d+)", status)[1])


def some_places() -> list[Any]:
    """Positions where people live."""
    population = Population(seed=8)
    return [population.position() for _ in range(PLACES)]


def our_candidates(stack: ExitStack, places: list[Any]) -> Candidates:
    ours = stack.enter_context(
        served(sys.executable, "wsgi", "locator.config.wsgi:application", {})
    )
    from locator.geo.point import Point

    population = Population(seed=7)

    def near(path: str, more: str = "") -> Addresses:
        def addresses() -> list[str]:
            points = [population.position() for _ in range(ADDRESSES_A_ROUND)]
            return [f"{path}?near={point.rounded()}{more}" for point in points]

        return addresses

    draw = random.Random(9)

    def lately() -> list[str]:
        # Within 100 metres or so.
        moved = (
            Point(
                place.latitude + draw.uniform(-0.001, 0.001),
                place.longitude + draw.uniform(-0.001, 0.001),
            )
            for _ in range(ADDRESSES_A_ROUND // PLACES)
            for place in places
        )
        return [f"{OUTLETS}?near={point.rounded()}" for point in moved]

    for address in lately():
        ours.get(address)
    same = [f"{OUTLETS}?near={place.rounded()}" for place in places]
    # Every worker reads each text of opening hours once.
    for address in near(OUTLETS, "&open=now")()[:50]:
        ours.get(address)
    return {
        HELLO: (ours, lambda: ["/api/v1/bench/hello/"]),
        SAME: (ours, lambda: same),
        SEEN: (ours, lately),
        NEAREST: (ours, near(OUTLETS)),
        "nearest that sell a carrier": (ours, near(OUTLETS, "&carrier=bench-d")),
        "the same, open now": (ours, near(OUTLETS, "&carrier=bench-d&open=now")),
        "nearest, ModelSerializer": (ours, near("/api/v1/bench/serialized/")),
    }


def peer_candidates(stack: ExitStack, places: list[Any]) -> Candidates:
    """Asked for boxes that hold 20 outlets and few more: they know no nearest."""
    boxes = [f"bbox={box}&limit={LIMIT}" for box in boxes_of_twenty(places)]
    found: Candidates = {}
    for name, start, path in (
        ("tipg", peers.tipg, "/collections/bench.outlets/items?f=geojson&"),
        ("pygeoapi", peers.pygeoapi, "/collections/outlets/items?f=json&"),
    ):
        addresses = [path + box for box in boxes]
        try:
            server = stack.enter_context(start(os.environ["DATABASE_URL"]))
            server.get(addresses[0])
        except peers.NotInstalledError as error:
            print(f"{name} is left out, it cannot be installed here: {error}")
        except (ServerFailedError, subprocess.CalledProcessError) as error:
            print(f"{name} is left out, it does not start here: {error}")
        else:
            found[name] = (server, lambda addresses=addresses: addresses)
    return found


def boxes_of_twenty(places: list[Any]) -> list[str]:
    """Boxes as west,south,east,north around these positions."""
    from locator.geo.point import around
    from locator.models import Listing

    boxes = []
    for point in places:
        near: list[Any] = Listing.objects.selling(None).nearest_to(point, limit=LIMIT)
        box = around(point, near[-1].distance_m)[0]
        edges = (box.west, box.south, box.east, box.north)
        boxes.append(",".join(f"{edge:.6f}" for edge in edges))
    return boxes


def report(results: dict[str, list[Measured]]) -> None:
    print(
        f"\n{LIMIT} outlets each of {ROWS:,}, medians of {len(results[HELLO])} rounds\n"
    )
    print(
        "| | CPU ms | to hello | to the same places | to seen lately | PostgreSQL ms "
        "| p50 ms | p99 ms |"
    )
    print("|---|---:|---:|---:|---:|---:|---:|---:|")
    for name, rounds in results.items():
        to_hello, to_same, to_seen = (
            statistics.median(
                mine.cpu_ms / other.cpu_ms
                for mine, other in zip(rounds, results[against], strict=True)
            )
            for against in (HELLO, SAME, SEEN)
        )
        cpu_ms, database_ms, p50_ms, p99_ms = (
            statistics.median(getattr(measured, column) for measured in rounds)
            for column in ("cpu_ms", "database_ms", "p50_ms", "p99_ms")
        )
        print(
            f"| {name} | {cpu_ms:.2f} | {to_hello:.1f} | {to_same:.1f} | {to_seen:.2f} "
            f"| {database_ms:.2f} | {p50_ms:.1f} | {p99_ms:.1f} |"
        )


if __name__ == "__main__":
    main()
