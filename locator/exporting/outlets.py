"""Outlets as rows of plain values, every column by the name that an import knows."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from locator.batches import batches
from locator.languages import in_each_language
from locator.licence import attributions
from locator.models import Offer, Outlet, OutletPhone
from locator.models.outlet import TRANSLATED
from locator.phones import national

BATCH: Final = 2_000
LIST_SEPARATOR: Final = "; "


COLUMNS: Final = (
    "public_id",
    *in_each_language("name"),
    "kind",
    "operator",
    "status",
    "latitude",
    "longitude",
    *in_each_language("street"),
    *in_each_language("village"),
    *in_each_language("commune"),
    "landmark_relation",
    *in_each_language("landmark"),
    *in_each_language("floor"),
    "hours",
    *in_each_language("hours_note"),
    "phones",
    "payments",
    "languages",
    "carriers",
    "verified",
    "source_date",
    "source",
    "ref",
    "licence",
    "attribution",
    "changed",
)
"""An import takes no word for status, verified, source, licence and attribution."""

_STORED: Final = (
    "pk",
    "public_id",
    "kind",
    "operator__slug",
    "status",
    "latitude",
    "longitude",
    "landmark_relation",
    "hours__text",
    "payments",
    "languages",
    "verified_at",
    "source_date",
    "source",
    "source_ref",
    "licence",
    "updated_at",
    *(name for base in TRANSLATED for name in in_each_language(base)),
)

Value = str | float
ExportedRow = Sequence[Value]


def exported_rows(outlet_ids: Iterable[int]) -> Iterator[ExportedRow]:
    """The outlets' rows in the order of COLUMNS; numbers for coordinates, else text.

    Read a batch at a time, so that the first rows leave before the last are asked for.
    """
    named = attributions()
    for batch in batches(outlet_ids, BATCH):
        phones, carriers = _phones(batch), _carriers(batch)
        rows = Outlet.objects.rewrite(False).filter(pk__among=batch)
        stored = {row["pk"]: row for row in rows.order_by().values(*_STORED)}
        for pk in batch:
            if row := stored.get(pk):
                row["phones"] = LIST_SEPARATOR.join(phones[pk])
                row["carriers"] = LIST_SEPARATOR.join(carriers[pk])
                row["attribution"] = named.get(row["source"], named[""])
                yield _row(row)


def _row(row: Mapping[str, Any]) -> list[Value]:
    renamed = {
        "operator": "operator__slug",
        "hours": "hours__text",
        "ref": "source_ref",
    }
    moments = {"verified": "verified_at", "changed": "updated_at"}
    told: list[Value] = []
    for column in COLUMNS:
        value = row[renamed.get(column, moments.get(column, column))]
        if column in ("latitude", "longitude"):
            told.append(value)
        elif column in moments or column == "source_date":
            told.append(value.isoformat() if value else "")
        elif column in ("payments", "languages"):
            told.append(LIST_SEPARATOR.join(value))
        else:
            told.append(value or "")
    return told


def _phones(outlet_ids: Sequence[int]) -> Mapping[int, list[str]]:
    found: defaultdict[int, list[str]] = defaultdict(list)
    rows = OutletPhone.objects.filter(outlet__pk__among=outlet_ids)
    for pk, number in rows.values_list("outlet_id", "number"):
        found[pk].append(national(number))
    return found


def _carriers(outlet_ids: Sequence[int]) -> Mapping[int, list[str]]:
    """What outlets say they sell themselves; the operator's default is not theirs."""
    found: defaultdict[int, list[str]] = defaultdict(list)
    rows = Offer.objects.filter(outlet__pk__among=outlet_ids, sells=True)
    for pk, slug in rows.order_by("carrier_id").values_list(
        "outlet_id", "carrier__slug"
    ):
        found[pk].append(slug)
    return found
