"""Outlets changed with all that follows: a version, the indexes, the quality flags."""

import datetime as dt
from collections.abc import Collection, Iterator
from contextlib import contextmanager

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from locator.models import Outlet
from locator.models.history import begin_history, record_history
from locator.quality.checking import check_outlets
from locator.search_index import write_index


@contextmanager
def changed_outlets(
    ids: Collection[int],
    *,
    reason: str,
    at: dt.datetime,
    user: AbstractBaseUser | None = None,
) -> Iterator[None]:
    """What the block writes of these outlets and their parts is one version of each,
    indexed and checked for mistakes. Nothing is written where the block raises.
    """
    with transaction.atomic():
        begin_history(Outlet, ids)
        yield
        record_history(Outlet, ids, reason=reason, user=user)
        write_index(ids)
        check_outlets(ids, at=at)


@contextmanager
def changed_outlet(
    outlet_id: int,
    *,
    reason: str,
    at: dt.datetime,
    user: AbstractBaseUser | None = None,
) -> Iterator[Outlet]:
    """The outlet, locked; saved after the block, with what follows."""
    with transaction.atomic():
        outlet = Outlet.objects.select_for_update(no_key=True).get(pk=outlet_id)
        with changed_outlets([outlet.pk], reason=reason, at=at, user=user):
            yield outlet
            # Its parts are saved already: one version of all, by `changed_outlets`.
            outlet.save_without_historical_record()  # type: ignore[attr-defined]
