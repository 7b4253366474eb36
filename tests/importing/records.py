"""The least valid records, and loading them."""

from typing import Any

from locator.geo.point import Point
from locator.importing.load import load
from locator.importing.records import (
    OfferRecord,
    OperatorHint,
    OutletRecord,
    PlaceRecord,
    SourceRow,
    Translated,
)
from locator.importing.report import ImportReport
from locator.models import Outlet

PHNOM_PENH = Point(11.5564, 104.9282)


def outlet(number: int = 1, **fields: Any) -> OutletRecord:
    """A whole record of an ATM, as the OSM source yields it."""
    whole = {
        "kind": "atm",
        "point": PHNOM_PENH,
        "name": Translated.whole({"en": f"ATM {number}"}),
        "operator": None,
        "hours": "",
        "phones": (),
        "payments": (),
        "languages": (),
        "offers": (),
        "source_date": None,
    }
    ref = f"node/{number}"
    return OutletRecord(ref=ref, where=f"feature {number}", **whole | fields)


def named(english: str) -> Translated:
    return Translated.whole({"en": english})


def brand(name: str, wikidata: str = "") -> OperatorHint:
    ids = (wikidata,) if wikidata else ()
    return OperatorHint((name,), ids, Translated.whole({"en": name}))


def claim(carrier: str, evidence: str = "brand=Smart") -> OfferRecord:
    return OfferRecord(carrier, ("airtime",), evidence)


def place(
    number: int,
    name: str,
    point: tuple[float, float] = (11.5564, 104.9282),
    level: str = "town",
    **fields: Any,
) -> PlaceRecord:
    return PlaceRecord(
        ref=f"node/{number}",
        where=f"feature {number}",
        level=level,
        name=named(name),
        point=Point(*point),
        **fields,
    )


def load_rows(*rows: SourceRow, **options: Any) -> ImportReport:
    return load(rows, **{"source": "osm"} | options)


def edit(ref: str = "node/1", **columns: Any) -> None:
    """As a curator would."""
    Outlet.objects.filter(source_ref=ref).update(**columns)


def the_outlet() -> Outlet:
    return Outlet.objects.get()
