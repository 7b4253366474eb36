"""What was merged into an outlet, and what it was merged into, for the admin."""

from django.db.models import OuterRef, Subquery
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from locator.models import Outlet, OutletMerge


def survivor_id() -> Subquery:
    """The public id of what an outlet of a list was merged into; null for most."""
    merges = OutletMerge.objects.that_withdrew(OuterRef("pk"))
    return Subquery(merges.order_by().values("survivor__public_id")[:1])


def shown_survivor(outlet: Outlet) -> SafeString | str:
    kept = OutletMerge.objects.survivor_of(outlet)
    if kept is None:
        return "–"
    address = reverse("admin:locator_outlet_change", args=[kept.pk])
    return format_html('<p><a href="{}">{} ({})</a></p>', address, kept, kept.public_id)


def shown_merges(outlet: Outlet) -> SafeString:
    """With a way to undo each."""
    merges = outlet.merges.not_undone().select_related("withdrawn")
    return format_html_join(
        "",
        '<p>{} ({} {}) <a href="{}">{}</a></p>',
        (
            (
                merge.withdrawn.public_id,
                merge.withdrawn.source,
                merge.withdrawn.source_ref,
                reverse("admin:locator_outlet_merge_undo", args=[merge.pk]),
                _("Undo the merge"),
            )
            for merge in merges
        ),
    )
