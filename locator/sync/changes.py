"""What changed since a mirror last asked: every change, in order, none twice."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db import connection

from locator.change_index import current_epoch
from locator.models.change import OutletChange
from locator.models.outlet import Outlet
from locator.published import PublishedReader
from locator.sync.positions import Position, UnknownTokenError, position_of, token
from locator.sync.shape import feature, in_english

MAX_CHANGES: Final = 1000
DEFAULT: Final = 500

_TABLE: Final = OutletChange._meta.db_table

# A transaction that began before others and has not ended yet hides theirs too: its
# own changes come before them. Those of the cluster's other databases have none; where
# the role may not see whose a transaction is, it is waited for.
_UNSETTLED: Final = """
SELECT min(xid::text::bigint) FROM pg_snapshot_xip(pg_current_snapshot()) AS xid
WHERE NOT EXISTS (
    SELECT FROM pg_stat_activity
    WHERE backend_xid = xid::xid AND datname <> current_database())
"""
_SETTLED: Final = {
    "postgresql": f"revision < coalesce(({_UNSETTLED}),"
    " pg_snapshot_xmax(pg_current_snapshot())::text::bigint)",
    "sqlite": "true",
}


@dataclass(frozen=True, slots=True)
class ChangePage:
    """`changes` are features, or {"id": ..., "deleted": true}; ask again with `next`.

    Where there are `more`, at once.
    """

    changes: Sequence[dict[str, Any]]
    next: str
    more: bool


def changes_since(since: str | None, *, limit: int = DEFAULT) -> ChangePage:
    """The changes after this token, or from the beginning, at most `limit`.

    An outlet stands where it changed last, as it is now. Raises UnknownTokenError.
    """
    epoch = current_epoch()
    after = Position() if since is None else position_of(since, epoch=epoch)
    positions = _positions_after(after, limit + 1)
    if not positions and after > _furthest_position():
        # The database went back, to a backup perhaps: what follows would be missed.
        raise UnknownTokenError(since)
    page = positions[:limit]
    return ChangePage(
        changes=_changes([position.public_id for position in page]),
        next=token(page[-1] if page else after, epoch=epoch),
        more=len(positions) > limit,
    )


def last_position() -> Position:
    """That of the last change which `changes_since` would give."""
    return _last_where(_SETTLED[connection.vendor])


def _furthest_position() -> Position:
    """No position given out is beyond it: outlets move forward only.

    What is not settled counts. It may be all that there is, when each outlet changed
    since the position was given.
    """
    return _last_where("true")


def _last_where(condition: str) -> Position:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT revision, public_id FROM {_TABLE} WHERE {condition}"  # noqa: S608
            " ORDER BY revision DESC, public_id DESC LIMIT 1"
        )
        row = cursor.fetchone()
    return Position(*row) if row else Position()


def _positions_after(after: Position, limit: int) -> list[Position]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT revision, public_id FROM {_TABLE}"  # noqa: S608
            " WHERE (revision, public_id) > (%s, %s)"
            f" AND {_SETTLED[connection.vendor]}"
            " ORDER BY revision, public_id LIMIT %s",
            [after.revision, after.public_id, limit],
        )
        return [Position(*row) for row in cursor.fetchall()]


def _changes(public_ids: Sequence[str]) -> list[dict[str, Any]]:
    if not public_ids:
        return []
    # Whether it is public is read with the rest of it: it may have changed meanwhile.
    outlets = Outlet.objects.filter(public_id__in=public_ids)
    ids = outlets.order_by().values_list("pk", flat=True)
    read = PublishedReader().read(ids)
    published = {outlet.public_id: outlet for outlet in read.values()}
    with in_english():
        return [
            feature(published[public_id])
            if public_id in published
            else {"id": public_id, "deleted": True}
            for public_id in public_ids
        ]
