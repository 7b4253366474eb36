"""Import against `bulk_create` of the same rows into the same tables, parsing excluded.

    python -m bench.import_rate [--rows 20000] [--runs 5]

Both write outlets, phones and offers and end with the search indexes, into an empty
database: the throwaway SQLite file of this script, or the one DATABASE_URL names.
The runs alternate and are rolled back; printed are the medians, and what a second
import of the same rows takes.
"""

import argparse
import os
import random
import statistics
from typing import Any

from bench import databases
from bench.timing import Spent, timed

PLACES = 2_000
HOURS_TEXTS = 2_000
CARRIERS = ("smart", "metfone", "cellcard")
BATCH = 500


def main() -> None:
    options = arguments()
    with databases.sqlite() as url:
        os.environ.setdefault("DATABASE_URL", url)
        databases.start_django()
        compare(options.rows, options.runs)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=20_000)
    parser.add_argument("--runs", type=int, default=5)
    return parser.parse_args()


def compare(rows: int, runs: int) -> None:
    from django.db import connection, transaction

    from locator.importing.load import load

    records = synthetic_records(rows)
    add_reference_rows({record.hours for record in records} - {""})
    times: dict[str, list[Spent]] = {
        "bulk_create": [],
        "import": [],
        "import again, unchanged": [],
    }
    for _run in range(runs):
        # Each side begins with the same tables: what a run writes is rolled back.
        with transaction.atomic():
            _report, spent = timed(load, records, source="bench")
            times["import"].append(spent)
            copies = instances()
            _report, spent = timed(load, records, source="bench")
            times["import again, unchanged"].append(spent)
            transaction.set_rollback(True)
        with transaction.atomic():
            _none, spent = timed(bulk_create, copies)
            times["bulk_create"].append(spent)
            transaction.set_rollback(True)
    print(f"{connection.vendor}, {rows:,} outlets, medians of {runs} runs")
    print(f"{'':<24}{'wall':>10}{'CPU here':>11}{'outlets/s':>11}")
    for name, pairs in times.items():
        wall, cpu = (statistics.median(column) for column in zip(*pairs, strict=True))
        print(f"{name:<24}{wall:8.2f} s{cpu:9.2f} s{rows / wall:11,.0f}")
    share = statistics.median(
        bulk.wall_s / imported.wall_s
        for bulk, imported in zip(times["bulk_create"], times["import"], strict=True)
    )
    print(f"import runs at {share:.0%} of the rate of bulk_create (median of pairs)")


def add_reference_rows(hours: set[str]) -> None:
    from locator.models import Carrier, Hours, Operator, Place

    Hours.objects.bulk_create(Hours(text=text) for text in sorted(hours))
    chance = random.Random(1)
    for slug in CARRIERS:
        Carrier.objects.create(slug=slug, name=slug.title())
    for number in range(30):
        Operator.objects.create(slug=f"bank-{number}", name=f"Bank {number}")
    Place.objects.bulk_create(
        Place(
            level="town",
            slug=f"town-{number}",
            name_en=f"Town {number}",
            latitude=chance.uniform(10.4, 14.6),
            longitude=chance.uniform(102.4, 107.6),
        )
        for number in range(PLACES)
    )


def synthetic_records(rows: int) -> list[Any]:
    from locator.geo.point import Point
    from locator.importing.records import (
        OfferRecord,
        OperatorHint,
        OutletRecord,
        Translated,
    )

    chance = random.Random(2)
    texts = [
        f"Mo-Fr {opens:02}:{minute:02}-{closes}:{minute:02}"
        for opens in range(5, 15)
        for closes in range(15, 24)
        for minute in range(0, 60, 2)
    ][:HOURS_TEXTS]
    return [
        OutletRecord(
            ref=f"node/{number}",
            where=f"feature {number}",
            kind=chance.choice(["atm", "bank_branch", "partner_shop"]),
            point=Point(chance.gauss(11.56, 0.8), chance.gauss(104.92, 0.8)),
            name=Translated.whole({"en": f"Outlet {number}", "km": "ធនាគារ"}),
            street=Translated.whole({"en": f"{number % 400} Street {number % 300}"}),
            floor=Translated.whole({}),
            village=Translated.whole({}),
            commune=Translated.whole({}),
            operator=OperatorHint((f"Bank {number % 30}",)),
            hours="" if chance.random() < 0.3 else chance.choice(texts),
            phones=(f"+85512{number:06d}",),
            payments=("cash", "khqr"),
            languages=("km",),
            offers=(
                OfferRecord(chance.choice(CARRIERS), ("airtime",), "brand=Example"),
            ),
            source_date=None,
        )
        for number in range(rows)
    ]


def instances() -> tuple[list[Any], list[Any], list[Any]]:
    """What the import has written, as instances ready to be written once more."""
    from locator.models import Offer, Outlet, OutletPhone

    outlets = list(Outlet.objects.order_by("id"))
    by_id = {outlet.pk: outlet for outlet in outlets}
    phones, offers = (
        list(OutletPhone.objects.order_by("id")),
        list(Offer.objects.order_by("id")),
    )
    for row in (*phones, *offers):
        row.outlet = by_id[row.outlet_id]
    for row in (*outlets, *phones, *offers):
        row.pk = None
        row._state.adding = True
    return outlets, phones, offers


def bulk_create(copies: tuple[list[Any], list[Any], list[Any]]) -> None:
    from django.db import transaction

    from locator.indexing import index_outlets
    from locator.models import Offer, Outlet, OutletPhone
    from locator.text_index import index_text

    outlets, phones, offers = copies
    with transaction.atomic():
        Outlet.objects.bulk_create(outlets, batch_size=BATCH)
        for row in (*phones, *offers):
            row.outlet_id = row.outlet.pk
        OutletPhone.objects.bulk_create(phones, batch_size=BATCH)
        Offer.objects.bulk_create(offers, batch_size=BATCH)
        ids = [outlet.pk for outlet in outlets]
        index_outlets(ids)
        index_text(outlet_ids=ids)


if __name__ == "__main__":
    main()
