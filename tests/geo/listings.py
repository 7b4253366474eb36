"""Outlets in the search index for the tests of the spatial engines."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

from django.db import transaction

from locator.geo.point import Point
from locator.indexing import index_outlets
from locator.models import Carrier, Kind, Offer, Outlet


def published_at(
    points: Iterable[Point],
    *,
    kinds: Sequence[str] = (Kind.ATM,),
    carriers: Sequence[Carrier | None] = (None,),
) -> list[Outlet]:
    """An outlet at each point; kinds and carriers take turns."""
    outlets = Outlet.objects.bulk_create(
        Outlet(
            kind=kinds[number % len(kinds)],
            status=Outlet.Status.PUBLISHED,
            latitude=point.latitude,
            longitude=point.longitude,
        )
        for number, point in enumerate(points)
    )
    Offer.objects.bulk_create(
        Offer(outlet=outlet, carrier=carrier)
        for number, outlet in enumerate(outlets)
        if (carrier := carriers[number % len(carriers)])
    )
    index_outlets([outlet.pk for outlet in outlets])
    return outlets


@contextmanager
def undone() -> Iterator[None]:
    """What is written within is rolled back: one example leaves nothing behind."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
