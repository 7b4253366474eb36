"""Reads outlets as rules need them, in batches, for any number of them."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from django.utils import timezone

from locator.batches import batches
from locator.languages import in_each_language
from locator.models import (
    Outlet,
    OutletPhone,
    Place,
    PlaceAlias,
)
from locator.models.outlet import NEAREST_PLACE, TRANSLATED
from locator.quality.duplicates import StandingOutlet
from locator.quality.finding import CheckedOutlet
from locator.quality.positions import KnownPlace, Provinces

BATCH: Final = 2_000

_TEXTS: Final = tuple(
    column for name in TRANSLATED for column in in_each_language(name)
)
_NAMES: Final = tuple(in_each_language("name"))
_OWN: Final = (
    "pk",
    "status",
    "latitude",
    "longitude",
    "place_id",
    "imported__" + NEAREST_PLACE,
    "hours__text",
    "flags",
    "verified_at",
    "source_date",
    "created_at",
)
_STANDING: Final = ("pk", "public_id", "kind", "operator_id", "latitude", "longitude")


def checked() -> Any:
    """Outlets that rules look at."""
    return Outlet.objects.in_work().rewrite(False).order_by()


def read_outlets(ids: Iterable[int] | None) -> Iterator[CheckedOutlet]:
    """Those of these that are checked, or all with None; each of them once."""
    chosen = sorted(checked().values_list("pk", flat=True) if ids is None else set(ids))
    for batch in batches(chosen, BATCH):
        phones: defaultdict[int, list[str]] = defaultdict(list)
        numbers = OutletPhone.objects.filter(outlet__pk__among=batch).order_by()
        for pk, number in numbers.values_list("outlet_id", "number"):
            phones[pk].append(number)
        rows = checked().filter(pk__among=batch).values_list(*_OWN, *_TEXTS)
        for row in rows:
            yield _outlet(row, phones)


def _outlet(row: Sequence[Any], phones: dict[int, list[str]]) -> CheckedOutlet:
    (
        pk,
        status,
        latitude,
        longitude,
        place_id,
        nearest_id,
        hours_text,
        flags,
        verified_at,
        source_date,
        created_at,
        *texts,
    ) = row
    # What a source knew may be older than its row here.
    known_at = source_date or _day_of(created_at)
    if verified_at:
        known_at = max(known_at, _day_of(verified_at))
    return CheckedOutlet(
        pk=pk,
        status=status,
        latitude=latitude,
        longitude=longitude,
        place_id=place_id,
        has_chosen_place=place_id not in (None, nearest_id),
        hours_text=hours_text or "",
        texts={
            column: text
            for column, text in zip(_TEXTS, texts, strict=True)
            if text and text.strip()
        },
        import_warnings=[flag for flag in flags or () if isinstance(flag, dict)],
        phones=phones.get(pk, ()),
        known_at=known_at,
    )


def _day_of(moment: dt.datetime) -> dt.date:
    """The day here; at the edges of the calendar, where there is none, that of UTC."""
    try:
        return timezone.localdate(moment)
    except OverflowError:
        return moment.date()


def read_standings(rows: Any = None) -> list[StandingOutlet]:
    """Where these stand, or all; `rows` is a queryset of `checked()`."""
    chosen = checked() if rows is None else rows
    found = chosen.values_list(*_STANDING, *_NAMES)
    return [
        StandingOutlet(
            pk, public_id, kind, operator_id, lat, lon, tuple(filter(None, names))
        )
        for pk, public_id, kind, operator_id, lat, lon, *names in found.iterator(
            chunk_size=BATCH
        )
    ]


def read_provinces() -> Provinces:
    aliases: defaultdict[int, list[str]] = defaultdict(list)
    for pk, name in PlaceAlias.objects.order_by().values_list("place_id", "name"):
        aliases[pk].append(name)
    rows = Place.objects.order_by().values_list(
        "pk", "level", "code", "parent_id", "latitude", "longitude", *_NAMES
    )
    lies_in = {pk: (code, parent) for pk, _level, code, parent, *_rest in rows}
    return Provinces(
        KnownPlace(
            pk,
            level,
            _province(pk, lies_in),
            (*filter(None, names), *aliases.get(pk, ())),
            latitude,
            longitude,
        )
        for pk, level, _code, _parent, latitude, longitude, *names in rows
    )


def _province(pk: int | None, lies_in: dict[int, tuple[str | None, int | None]]) -> str:
    """The first two digits of the code of it or of the first it lies in; "" if none."""
    seen: set[int] = set()
    while pk in lies_in and pk not in seen:
        seen.add(pk)
        code, pk = lies_in[pk]
        if code:
            return code[:2]
    return ""
