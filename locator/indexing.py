"""The one writer of the search index: the `Listing` rows and their spatial entries."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db import connection, transaction
from django.db.models import Max

from locator.batches import batches
from locator.clusters.writing import ClusterDeltas, Placed
from locator.contention import wait_for_turn
from locator.geo import sqlite
from locator.models.carrier import Carrier
from locator.models.listing import ANY_CARRIER, Listing
from locator.models.offer import (
    RANKS,
    EffectiveOffer,
    Offer,
    OperatorDefault,
    effective_offers,
)
from locator.models.outlet import Outlet

_BATCH: Final = 2_000
_TABLE: Final = Listing._meta.db_table
_COLUMNS: Final = (
    "outlet_id",
    "carrier_id",
    "latitude",
    "longitude",
    "kind",
    "hours_id",
    "closed_until",
    "confidence",
    "services",
    "min_usd",
    "max_usd",
    "needs_document",
)

# Those whose values no database driver takes as they are.
_ADAPTED: Final[dict[int, Any]] = {
    _COLUMNS.index(name): Listing._meta.get_field(name)
    for name in ("closed_until", "services")
}

_Row = tuple[Any, ...]
"""The values of `_COLUMNS`."""


@dataclass(frozen=True, slots=True)
class _Difference:
    """What the index has too much (by id) and what it lacks, of a batch of outlets."""

    surplus: Mapping[int, _Row]
    missing: Sequence[_Row]
    outlet_ids: frozenset[int]


def index_outlets(
    outlet_ids: Iterable[int] | None = None,
    *,
    counts: ClusterDeltas | None = None,
) -> int:
    """Make the index rows of these outlets, or of all, equal to what they sell.

    Call it in the transaction of every write to outlets, offers or default offers.
    Clusters are counted too; who gives `counts` writes those, last of all.
    Returns how many rows were taken out or put in: 0 where nothing changed.
    """
    written = 0
    deltas = ClusterDeltas() if counts is None else counts
    with transaction.atomic():
        for difference in _differences(outlet_ids):
            _apply(difference)
            deltas.add(map(_placed, difference.surplus.values()), -1)
            deltas.add(map(_placed, difference.missing), 1)
            written += len(difference.surplus) + len(difference.missing)
        if counts is None:
            deltas.write()
    return written


def differing_outlets() -> list[int]:
    """Ids of the outlets whose index rows do not equal what they sell."""
    return sorted(
        outlet_id
        for difference in _differences(None, lock=False)
        for outlet_id in difference.outlet_ids
    )


def differing_spatial_entries() -> list[int]:
    """Ids of the index rows that the spatial index has wrongly or not at all.

    Empty on PostgreSQL, which keeps the column and its index itself.
    """
    if connection.vendor != "sqlite":
        return []
    return sorted(sqlite.differing_ids(_TABLE))


def repair_spatial_entries(ids: Iterable[int]) -> None:
    if connection.vendor == "sqlite":
        sqlite.write_tree(_TABLE, ids)


def _differences(
    outlet_ids: Iterable[int] | None, *, lock: bool = True
) -> Iterator[_Difference]:
    if outlet_ids is None:
        outlet_ids = Outlet.objects.values_list("pk", flat=True)
    chosen = sorted(set(outlet_ids))
    if lock:
        # All before the first write: who waits for counts to be written holds these.
        # The later of two writers of one outlet sees all offers.
        for batch in batches(chosen, _BATCH):
            wait_for_turn(Outlet.objects.filter(pk__among=batch))
    rules = _SellingRules.read()
    for batch in batches(chosen, _BATCH):
        wanted = rules.rows_of(batch)
        present = {
            row: pk
            for pk, *values in Listing.objects.filter(
                outlet__pk__among=batch
            ).values_list("pk", *_COLUMNS)
            if (row := tuple(values))
        }
        surplus = {pk: row for row, pk in present.items() if row not in wanted}
        missing = [row for row in wanted if row not in present]
        if surplus or missing:
            differing = {row[0] for row in present.keys() ^ wanted.keys()}
            yield _Difference(surplus, missing, frozenset(differing))


@dataclass(frozen=True, slots=True)
class _SellingRules:
    defaults: Mapping[tuple[int, str], Sequence[OperatorDefault]]
    doubtful_carriers: frozenset[int]

    @classmethod
    def read(cls) -> "_SellingRules":
        defaults: defaultdict[tuple[int, str], list[OperatorDefault]]
        defaults = defaultdict(list)
        for default in OperatorDefault.objects.order_by("pk"):
            defaults[default.operator_id, default.kind].append(default)
        doubtful = Carrier.objects.doubtful()
        return cls(defaults, frozenset(doubtful.values_list("pk", flat=True)))

    def rows_of(self, outlet_ids: Sequence[int]) -> dict[_Row, None]:
        """The index rows of these outlets, in order."""
        own: defaultdict[int, list[Offer]] = defaultdict(list)
        offers = Offer.objects.filter(outlet__pk__among=outlet_ids)
        for offer in offers.order_by("pk"):
            own[offer.outlet_id].append(offer)
        outlets = (
            Outlet.objects.published()
            .filter(pk__among=outlet_ids)
            .order_by("pk")
            .values_list(
                "pk",
                "latitude",
                "longitude",
                "kind",
                "hours_id",
                "closed_until",
                "operator_id",
            )
        )
        rows: dict[_Row, None] = {}
        for (
            pk,
            latitude,
            longitude,
            kind,
            hours_id,
            closed_until,
            operator_id,
        ) in outlets:
            selling = effective_offers(
                own[pk],
                self.defaults.get((operator_id, kind), ()),
                doubtful_carriers=self.doubtful_carriers,
            )
            place = (latitude, longitude, kind, hours_id or 0, closed_until)
            best = max((RANKS[offer.confidence] for offer in selling), default=0)
            rows[(pk, ANY_CARRIER, *place, best, (), None, None, None)] = None
            for sold in selling:
                rows[(pk, sold.carrier_id, *place, *_terms(sold))] = None
        return rows


def _terms(offer: EffectiveOffer) -> tuple[Any, ...]:
    return (
        RANKS[offer.confidence],
        offer.services,
        None if offer.min_usd is None else float(offer.min_usd),
        None if offer.max_usd is None else float(offer.max_usd),
        offer.needs_document,
    )


def _as_stored(row: _Row) -> list[Any]:
    values = list(row)
    for place, field in _ADAPTED.items():
        values[place] = field.get_db_prep_save(values[place], connection)
    return values


def _placed(row: _Row) -> Placed:
    outlet_id, carrier_id, latitude, longitude, _kind, hours_id, closed_until = row[:7]
    return outlet_id, carrier_id, latitude, longitude, hours_id, closed_until


def _apply(difference: _Difference) -> None:
    rows = Listing.objects.all()
    before = rows.aggregate(last=Max("pk"))["last"] or 0
    rows.filter(pk__among=difference.surplus).delete()
    names = ", ".join(_COLUMNS)
    marks = ", ".join(["%s"] * len(_COLUMNS))
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {_TABLE} ({names}) VALUES ({marks})",  # noqa: S608
            [_as_stored(row) for row in difference.missing],
        )
    if connection.vendor == "sqlite":
        added = rows.filter(pk__gt=before).values_list("pk", flat=True)
        sqlite.write_tree(_TABLE, [*difference.surplus, *added])
