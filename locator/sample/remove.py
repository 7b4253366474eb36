from django.db import transaction
from django.utils import timezone

from locator.models import Outlet
from locator.sample.make import SOURCE
from locator.search_index import write_index


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
        write_index(ids)
    return len(ids)
