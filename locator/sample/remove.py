from django.db import transaction
from django.utils import timezone

from locator.indexing import index_outlets
from locator.models import Outlet
from locator.sample.make import SOURCE
from locator.text_index import index_text


def remove_sample() -> int:
    """Close all sample outlets for good, so that their ids stay taken.

    Returns how many were not closed yet.
    """
    with transaction.atomic():
        shown = Outlet.objects.filter(source=SOURCE).exclude(
            status=Outlet.Status.CLOSED
        )
        ids = list(shown.values_list("pk", flat=True))
        Outlet.objects.filter(pk__in=ids).update(
            status=Outlet.Status.CLOSED, closed_until=None, updated_at=timezone.now()
        )
        index_outlets(ids)
        index_text(outlet_ids=ids)
    return len(ids)
