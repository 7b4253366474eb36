"""The one way in which what visitors and owners say changes an outlet."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone

from locator.models import Outlet
from locator.models.history import begin_history, record_history
from locator.quality.checking import check_outlets
from locator.search_index import write_index


@contextmanager
def changed_outlet(
    outlet_id: int, *, reason: str, user: AbstractBaseUser | None = None
) -> Iterator[Outlet]:
    """The outlet, locked; what the block does to it and to its parts is one version,
    indexed and checked for mistakes. Nothing is written where the block raises.
    """
    with transaction.atomic():
        outlet = Outlet.objects.select_for_update(no_key=True).get(pk=outlet_id)
        begin_history(Outlet, [outlet.pk])
        yield outlet
        # Its parts are saved already: one version of all, below.
        outlet.save_without_historical_record()  # type: ignore[attr-defined]
        record_history(Outlet, [outlet.pk], reason=reason, user=user)
        write_index([outlet.pk])
        check_outlets([outlet.pk], at=timezone.now())
