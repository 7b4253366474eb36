import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from locator.changing import changed_outlets
from locator.models import Outlet
from locator.models.outlet import OwnSource


def remove_sample(*, at: dt.datetime) -> int:
    """Close all sample outlets for good, so that their ids stay taken.

    Returns how many were not closed yet.
    """
    reason = _("The sample outlets are taken away")
    with transaction.atomic():
        shown = Outlet.objects.filter(source=OwnSource.SAMPLE).exclude(
            status=Outlet.Status.CLOSED
        )
        ids = list(shown.values_list("pk", flat=True))
        with changed_outlets(ids, reason=reason, at=at):
            Outlet.objects.filter(pk__in=ids).update(
                status=Outlet.Status.CLOSED, closed_until=None, updated_at=at
            )
    return len(ids)
