"""The least valid rows; a test sets only what it is about. All end in the index, and
mirrors hear of them."""

from typing import Any

from locator.change_index import record_changes
from locator.indexing import index_outlets
from locator.models import (
    Carrier,
    CarrierPrefix,
    Fact,
    Hours,
    Offer,
    Operator,
    OperatorDefault,
    Outlet,
    OutletPhone,
    Place,
)
from locator.models.history import record_history

CENTRE = (11.5564, 104.9282)
METRES_A_DEGREE = 110_600


def carrier(slug: str = "smart", **values: Any) -> Carrier:
    defaults = {"name": slug.title(), **values}
    return Carrier.objects.get_or_create(slug=slug, defaults=defaults)[0]


def prefix(digits: str, slug: str = "smart", **values: Any) -> CarrierPrefix:
    """Numbers of this carrier that begin with these digits."""
    return CarrierPrefix.objects.create(carrier=carrier(slug), digits=digits, **values)


def operator(slug: str = "wing", **values: Any) -> Operator:
    defaults = {"name": slug.title(), **values}
    return Operator.objects.get_or_create(slug=slug, defaults=defaults)[0]


def fact(pk: str = "F068", **values: Any) -> Fact:
    defaults = {
        "section": "test",
        "subject": "Test",
        "statement": "A statement.",
        "confidence": "high",
        "source_url": "https://example.org/",
        "source_date": "2024",
        **values,
    }
    return Fact.objects.get_or_create(pk=pk, defaults=defaults)[0]


def default_offer(**values: Any) -> OperatorDefault:
    values.setdefault("operator", operator())
    values.setdefault("carrier", carrier())
    values.setdefault("kind", "partner_shop")
    if "fact" not in values:
        values["fact"] = fact()
    row = OperatorDefault.objects.create(**values)
    changed = list(row.operator.outlets.values_list("pk", flat=True))
    index_outlets(changed)
    record_changes(changed)
    return row


def place(slug: str = "phsar-thmei", **values: Any) -> Place:
    values.setdefault("level", "landmark")
    values.setdefault("name", slug.replace("-", " ").title())
    return Place.objects.create(slug=slug, **values)


def outlet(
    *,
    north_m: float = 0,
    sells: str | None = None,
    confidence: str = "confirmed",
    hours: str = "",
    phones: tuple[str, ...] = (),
    **values: Any,
) -> Outlet:
    """A published outlet `north_m` metres north of the centre of Phnom Penh."""
    values.setdefault("name", "Shop")
    values.setdefault("kind", "partner_shop")
    values.setdefault("status", Outlet.Status.PUBLISHED)
    values.setdefault("latitude", CENTRE[0] + north_m / METRES_A_DEGREE)
    values.setdefault("longitude", CENTRE[1])
    row = Outlet(hours=Hours.objects.for_text(hours), **values)
    # Its one version is that of the whole.
    row.save_without_historical_record()
    for order, number in enumerate(phones):
        OutletPhone.objects.create(outlet=row, number=number, order=order)
    if sells:
        Offer.objects.create(outlet=row, carrier=carrier(sells), confidence=confidence)
    record_history(Outlet, [row.pk])
    index_outlets([row.pk])
    record_changes([row.pk])
    return row
