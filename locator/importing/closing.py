"""Outlets that a source used to have: closed when asked, never in bulk by mistake."""

from collections.abc import Collection, Sequence

from django.utils.translation import gettext as _

from locator.batches import batches
from locator.importing.chunk import update_outlets
from locator.importing.errors import ImportRefusedError
from locator.importing.merge import KeptValue
from locator.importing.outlets import CLOSED_AS_MISSING
from locator.importing.report import Conflict, ImportReport
from locator.models.outlet import Outlet

LARGEST_SHARE = 0.2
CHUNK = 1000


def missing_outlets(
    source: str, refs: Collection[str], *, force: bool
) -> Sequence[int]:
    """The ids of the source's public outlets that are not in `refs`.

    Raises ImportRefusedError where they are over a fifth of all, unless `force`: a cut
    file or a changed query looks just like that.
    """
    live = list(
        Outlet.objects.filter(source=source, status__in=Outlet.PUBLIC_STATUSES)
        .exclude(source_ref="")
        .values_list("id", "source_ref")
    )
    missing = [outlet_id for outlet_id, ref in live if ref not in refs]
    if len(missing) > LARGEST_SHARE * len(live) and not force:
        raise ImportRefusedError(
            _(
                "%(missing)d of the %(live)d outlets of “%(source)s” are not in the "
                "file; closing over a fifth needs --force."
            )
            % {"missing": len(missing), "live": len(live), "source": source}
        )
    return missing


def close_missing_outlets(ids: Sequence[int], report: ImportReport) -> list[int]:
    """Close for good; what a curator opened again after that stays open."""
    closed: list[int] = []
    for batch in batches(ids, CHUNK):
        outlets = []
        # A curator may have closed one, or made it a draft, since they were found.
        still_public = Outlet.objects.select_for_update(no_key=True).filter(
            pk__in=batch, status__in=Outlet.PUBLIC_STATUSES
        )
        for outlet in still_public.order_by("pk"):
            if outlet.imported.get(CLOSED_AS_MISSING):
                value = KeptValue("status", outlet.status, Outlet.Status.CLOSED, False)
                report.conflicts.append(
                    Conflict("", outlet.source_ref, outlet.public_id, value)
                )
                continue
            until = outlet.closed_until
            had = {"closed_until": until.isoformat() if until else None}
            outlet.imported = outlet.imported | {CLOSED_AS_MISSING: had}
            outlet.status = Outlet.Status.CLOSED
            outlet.closed_until = None
            outlets.append(outlet)
        update_outlets(outlets, {"status", "closed_until", "imported"})
        closed += [outlet.pk for outlet in outlets]
    report.closed = len(closed)
    return closed
