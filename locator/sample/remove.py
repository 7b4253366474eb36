from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from locator.models import Outlet
from locator.models.history import begin_history, record_history
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
        begin_history(Outlet, ids)
        Outlet.objects.filter(pk__in=ids).update(
            status=Outlet.Status.CLOSED, closed_until=None, updated_at=timezone.now()
        )
        record_history(Outlet, ids, reason=_("The sample outlets are taken away"))
        write_index(ids)
    return len(ids)
