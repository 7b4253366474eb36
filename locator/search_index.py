"""All that is kept for readers of outlets and places.

Index rows, texts, changes, and counts of clusters.
"""

from collections.abc import Iterable

from django.db import transaction

from locator.change_index import record_changes
from locator.clusters.writing import ClusterDeltas
from locator.indexing import index_outlets
from locator.text_index import index_text


def write_index(
    outlet_ids: Iterable[int] | None, *, place_ids: Iterable[int] | None = ()
) -> None:
    """Make what searches read of these outlets and places, or of all with None, equal
    to the tables, and let mirrors hear of every outlet that is another now.

    Call it in the transaction of the write that changed them, and last: whoever writes
    counts is waited for until it commits, and must not itself wait for rows that
    another writer has locked. So it may be called again only in a transaction that has
    locked the outlets of all calls before the first, as undoing an import has.
    """
    outlets = None if outlet_ids is None else list(outlet_ids)
    counts = ClusterDeltas()
    with transaction.atomic():
        index_outlets(outlets, counts=counts)
        index_text(outlet_ids=outlets, place_ids=place_ids)
        record_changes(outlets)
        # Writers wait for each other from here on.
        counts.write()
