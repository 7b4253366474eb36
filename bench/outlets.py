"""Synthetic outlets for the bench, in an empty database of its own."""

import random
from collections.abc import Iterator
from itertools import chain
from typing import Any

from django.db import connection, transaction

from bench.cambodia import Population
from locator.indexing import index_outlets
from locator.models import Carrier, Confidence, Hours, Kind, Offer, Outlet

HOURS_TEXTS = 2_000
UNKNOWN_HOURS = 0.3
SHARES = {"bench-a": 0.45, "bench-b": 0.35, "bench-c": 0.18, "bench-d": 0.02}
RARE = "bench-d"
# One text in so many is of a place open at night.
NIGHT_EVERY = 25


def rare_carrier_id() -> int:
    return Carrier.objects.get(slug=RARE).pk


def fill(size: int, population: Population) -> int:
    """Bring the database to `size` outlets with their index; how many were added."""
    draw = random.Random(size)
    hours = _hours()
    carriers = _carriers()
    present = Outlet.objects.count()
    first = (
        Outlet.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    ) + 1
    ids = range(first, first + size - present)
    with transaction.atomic():
        _insert(
            Outlet(
                status=Outlet.Status.PUBLISHED, street_en="Street 271", source="bench"
            ),
            _outlets(ids, population, hours, draw),
        )
        _insert(
            Offer(confidence=Confidence.LIKELY, services=("airtime",)),
            _offers(ids, carriers, draw),
        )
        if connection.vendor == "postgresql":
            _catch_up_sequences()
    index_outlets(ids)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return len(ids)


def _hours() -> list[int]:
    if not Hours.objects.exists():
        Hours.objects.bulk_create(Hours(text=text) for text in _texts())
    return list(Hours.objects.order_by("pk").values_list("pk", flat=True))


def _texts() -> list[str]:
    """Distinct texts of common shapes; about one in 25 is open at 3 am."""
    draw = random.Random(1)
    texts = {"24/7": None}
    while len(texts) < HOURS_TEXTS:
        opening = f"{draw.randint(5, 10):02}:{draw.choice('0134') + '0'}"
        closing = f"{draw.randint(16, 23):02}:{draw.choice('0134') + '5'}"
        if len(texts) % NIGHT_EVERY == 0:
            night = f"Mo-Su {draw.randint(6, 20):02}:{draw.randint(0, 5)}0"
            texts[f"{night}-{draw.choice(('04', '05'))}:{draw.randint(0, 5)}0"] = None
            continue
        shape = draw.choice(
            (
                "Mo-Su {o}-{c}",
                "Mo-Fr {o}-{c}; Sa 08:00-12:00",
                "Mo-Sa {o}-{c}; PH off",
                "Mo-Fr {o}-11:30,13:30-{c}; Sa {o}-11:45; PH off",
                "Mo-Sa {o}-{c}; Su 09:00-17:00",
            )
        )
        texts[shape.format(o=opening, c=closing)] = None
    return list(texts)


def _carriers() -> dict[int, float]:
    return {
        Carrier.objects.get_or_create(slug=slug, defaults={"name": slug})[0].pk: share
        for slug, share in SHARES.items()
    }


def _outlets(
    ids: range, population: Population, hours: list[int], draw: random.Random
) -> Iterator[dict[str, Any]]:
    kinds = Kind.values
    for pk in ids:
        point = population.position()
        yield {
            "id": pk,
            "public_id": f"{pk:06x}",
            "name_en": f"Outlet {pk}",
            "name_km": f"ហាង {pk}",
            "kind": draw.choice(kinds),
            "latitude": round(point.latitude, 6),
            "longitude": round(point.longitude, 6),
            "hours_id": None if draw.random() < UNKNOWN_HOURS else draw.choice(hours),
            "source_ref": str(pk),
        }


def _offers(
    ids: range, carriers: dict[int, float], draw: random.Random
) -> Iterator[dict[str, Any]]:
    for pk in ids:
        for carrier_id, share in carriers.items():
            if draw.random() < share:
                yield {"outlet_id": pk, "carrier_id": carrier_id}


def _insert(common: Any, rows: Iterator[dict[str, Any]]) -> None:
    """Rows like the instance `common` but for some columns: a million in a minute."""
    first = next(rows)
    same = {
        field.column: field.get_db_prep_save(field.pre_save(common, True), connection)
        for field in common._meta.concrete_fields
        if field.column not in first and not field.primary_key
    }
    columns = ", ".join(f'"{column}"' for column in (*first, *same))
    table = common._meta.db_table
    values = ((*row.values(), *same.values()) for row in chain([first], rows))
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
                for row in values:
                    copy.write_row(row)
            return
        marks = ", ".join(["%s"] * (len(first) + len(same)))
        cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", values)


def _catch_up_sequences() -> None:
    from django.core.management.color import no_style

    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), [Outlet]):
            cursor.execute(statement)
