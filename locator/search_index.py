"""All that searches read of outlets and places: index rows and texts together."""

from collections.abc import Iterable

from django.db import transaction

from locator.indexing import index_outlets
from locator.text_index import index_text


def write_index(
    outlet_ids: Iterable[int] | None, *, place_ids: Iterable[int] | None = ()
) -> None:
    """Make what searches read of these outlets and places, or of all with None, equal
    to the tables. Call it in the transaction of the write that changed them.
    """
    outlets = None if outlet_ids is None else list(outlet_ids)
    with transaction.atomic():
        index_outlets(outlets)
        index_text(outlet_ids=outlets, place_ids=place_ids)
