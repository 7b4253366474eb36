"""Outlets made what they were, with all that searches and mirrors read of them."""

from collections.abc import Collection
from typing import Any, Final

from django.db import transaction

from locator.contention import wait_for_turn
from locator.models import Outlet
from locator.models.history import Version
from locator.models.restore import restore
from locator.search_index import write_index

WHAT_SOURCES_SAID: Final = ("imported", "flags")
"""Columns that tell of the last import, and that a curator's undoing leaves alone: what
was restored is the curator's own from then on, and the next import keeps it."""


def restore_outlets(
    versions: Collection[Version],
    *,
    keep: Collection[str] = WHAT_SOURCES_SAID,
    **how: Any,
) -> list[int]:
    """Make outlets what they were in these versions, at most one version an outlet.

    With their offers and phones; ids and addresses stay. To undo an import give
    `keep=()`: then what it remembered is undone too. `how` is that of
    `locator.models.restore.restore`: reason, user, at, is_recorded. Returns the
    outlets' ids.

    Raises RestoreError.
    """
    with transaction.atomic():
        ids = [version.id for version in versions]
        wait_for_turn(Outlet.objects.filter(pk__among=ids))
        restored = restore(versions, keep=keep, **how)
        write_index(restored)
    return restored
