"""The one writer of what mirrors follow: a row for the last change of each outlet."""

import secrets
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from django.db import connection, transaction
from django.db.models import Exists, Max, OuterRef

from locator.batches import batches
from locator.contention import wait_for_turn
from locator.models.change import EPOCH_LENGTH, ChangeEpoch, OutletChange
from locator.models.outlet import PUBLIC_ID_ALPHABET, Outlet
from locator.published import PublishedReader

_BATCH: Final = 2_000
_TABLE: Final = OutletChange._meta.db_table
_UPSERT: Final = f"""
INSERT INTO {_TABLE} (revision, public_id, is_deleted, digest) VALUES (%s, %s, %s, %s)
ON CONFLICT (public_id) DO UPDATE SET revision = excluded.revision,
    is_deleted = excluded.is_deleted, digest = excluded.digest
"""  # noqa: S608

# Of a copy of the same cluster too: what was restored to an earlier moment, or
# promoted in a failure, goes on along a timeline of its own.
_CLUSTER: Final = """
SELECT (SELECT system_identifier FROM pg_control_system())
    || '/' || (SELECT timeline_id FROM pg_control_checkpoint())
"""

_Change = tuple[str, bool, int | None]
"""Of an outlet: its public id, whether it is public no more, and else its digest."""


def record_changes(
    outlet_ids: Iterable[int] | None = None,
) -> int:
    """Move those of these outlets, or of all, to the end whose public shape changed.

    One that is public no more becomes a tombstone; with None, so does one whose row
    went. Call it in the transaction of the write, after `index_outlets`. Returns how
    many changed.
    """
    is_all = outlet_ids is None
    if outlet_ids is None:
        outlet_ids = Outlet.objects.values_list("pk", flat=True)
    chosen = sorted(set(outlet_ids))
    if not chosen and not is_all:
        return 0
    with transaction.atomic():
        current_epoch()
        changed = [change for batch in _changes(chosen) for change in batch]
        if is_all:
            changed += _tombstones(_orphans())
        _write(changed)
    return len(changed)


def differing_changes() -> list[str]:
    """Public ids of the outlets whose last change is not what they are now."""
    ids = sorted(Outlet.objects.values_list("pk", flat=True))
    batches = _changes(ids, lock=False)
    differing = {public_id for batch in batches for public_id, *_values in batch}
    return sorted(differing.union(_orphans()))


def current_epoch() -> str:
    """The name of the numbering of changes, begun anew where the database was copied.

    Transaction ids mean nothing in another cluster: there, changes recorded so far
    come first, and no position given out before is known.
    """
    cluster = _cluster()
    epochs = ChangeEpoch.objects.all()
    known = epochs.values_list("name", "cluster").first()
    if known and known[1] == cluster:
        return known[0]
    return begin_epoch()


def begin_epoch(*, force: bool = False) -> str:
    """Let every position given out so far be unknown, as after a backup's return.

    Without `force` only where the database is a copy; returns the epoch's name.
    """
    cluster = _cluster()
    with transaction.atomic():
        epochs = ChangeEpoch.objects.all()
        epochs.bulk_create([ChangeEpoch()], ignore_conflicts=True)
        epoch = epochs.select_for_update().get()
        if force or epoch.cluster != cluster:
            OutletChange.objects.exclude(revision=0).update(revision=0)
            epoch.name = "".join(
                secrets.choice(PUBLIC_ID_ALPHABET) for _ in range(EPOCH_LENGTH)
            )
            epoch.cluster = cluster
            epoch.save()
    return epoch.name


def _cluster() -> str:
    if connection.vendor != "postgresql":
        return connection.vendor
    with connection.cursor() as cursor:
        cursor.execute(_CLUSTER)
        return str(cursor.fetchone()[0])


def _changes(
    outlet_ids: Sequence[int], *, lock: bool = True
) -> Iterator[list[_Change]]:
    """Batch by batch, what is not stored as it should be."""
    reader = PublishedReader()
    for batch in batches(outlet_ids, _BATCH):
        outlets = Outlet.objects.filter(pk__among=batch)
        if lock:
            wait_for_turn(outlets)
        wanted = {
            outlet.public_id: outlet.digest for outlet in reader.read(batch).values()
        }
        stored = OutletChange.objects.filter(
            public_id__in=outlets.order_by().values("public_id")
        )
        known = {
            public_id: (is_deleted, digest)
            for public_id, is_deleted, digest in stored.values_list(
                "public_id", "is_deleted", "digest"
            )
        }
        changed = [
            (public_id, False, digest)
            for public_id, digest in wanted.items()
            if known.get(public_id) != (False, digest)
        ]
        withdrawn = (
            public_id
            for public_id, (is_deleted, _digest) in known.items()
            if not is_deleted and public_id not in wanted
        )
        yield [*changed, *_tombstones(withdrawn)]


def _orphans() -> set[str]:
    """Public ids that nothing has withdrawn, of outlets that are no more."""
    outlets = Outlet.objects.filter(public_id=OuterRef("public_id"))
    stored = OutletChange.objects.filter(is_deleted=False)
    return set(stored.exclude(Exists(outlets)).values_list("public_id", flat=True))


def _tombstones(public_ids: Iterable[str]) -> list[_Change]:
    return [(public_id, True, None) for public_id in sorted(public_ids)]


def _write(changes: Iterable[_Change]) -> None:
    rows = list(changes)
    if not rows:
        return
    revision = _revision()
    with connection.cursor() as cursor:
        cursor.executemany(_UPSERT, [(revision, *row) for row in rows])


def _revision() -> int:
    """A number that readers see in the order in which they see what it stands for.

    PostgreSQL's is the transaction's id: who reads only below the oldest transaction
    under way misses none that commits late. SQLite lets one writer in at a time.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_current_xact_id()::text::bigint")
            return int(cursor.fetchone()[0])
    last = OutletChange.objects.aggregate(last=Max("revision"))["last"]
    return (last or 0) + 1
