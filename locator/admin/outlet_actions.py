"""What is done with many outlets at once: asked first, said afterwards."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from locator.batches import batches
from locator.changing import changed_outlets
from locator.cldr import number
from locator.contention import wait_for_turn
from locator.models import Outlet, OutletMerge
from locator.models.missing_shop import unplaced_shops
from locator.models.outlet import OutletQuerySet

MAX_AT_ONCE: Final = 20_000
"""More would take longer than a browser waits."""

_CHUNK: Final = 2_000
_SHOWN: Final = 10


@dataclass(frozen=True, slots=True)
class _Staying:
    count: int
    why: str


class BulkActions(admin.ModelAdmin):  # type: ignore[type-arg]
    """Each first shows what will happen to how many, and then only to those."""

    actions = ("publish", "mark_verified", "close_for_good", "compare_two")

    @admin.action(
        description=gettext_lazy("Publish the chosen outlets"), permissions=["change"]
    )
    def publish(
        self, request: HttpRequest, queryset: OutletQuerySet
    ) -> HttpResponse | None:
        drafts = queryset.without_undone().exclude(status=Outlet.Status.PUBLISHED)
        unplaced = Q(pk__in=unplaced_shops().values("outlet"))
        changing = drafts.exclude(unplaced)
        stay = [
            *_undone(queryset.undone().order_by().count()),
            *_unplaced(drafts.filter(unplaced).order_by().count()),
        ]
        if asked := self._ask(
            request,
            queryset,
            changing,
            lambda found: ngettext(
                "Publish %(number)s outlet? Visitors and mirrors see it at once.",
                "Publish %(number)s outlets? Visitors and mirrors see them at once.",
                found,
            ),
            stay=stay,
        ):
            return asked
        done = change_outlets(
            changing,
            reason=_("Published in the list"),
            status="published",
            closed_until=None,
        )
        self._say(
            request,
            ngettext(
                "%(number)s outlet is published.",
                "%(number)s outlets are published.",
                done,
            ),
            done,
        )
        return None

    @admin.action(
        description=gettext_lazy("Mark the chosen outlets as verified now"),
        permissions=["change"],
    )
    def mark_verified(
        self, request: HttpRequest, queryset: QuerySet[Outlet]
    ) -> HttpResponse | None:
        if asked := self._ask(
            request,
            queryset,
            queryset,
            lambda found: ngettext(
                "Say that you checked %(number)s outlet today? Visitors are told so.",
                "Say that you checked %(number)s outlets today? Visitors are told so.",
                found,
            ),
        ):
            return asked
        done = change_outlets(
            queryset, reason=_("Verified in the list"), verified_at=timezone.now()
        )
        self._say(
            request,
            ngettext(
                "%(number)s outlet is marked as verified now.",
                "%(number)s outlets are marked as verified now.",
                done,
            ),
            done,
        )
        return None

    @admin.action(
        description=gettext_lazy("Close the chosen outlets for good"),
        permissions=["change"],
    )
    def close_for_good(
        self, request: HttpRequest, queryset: QuerySet[Outlet]
    ) -> HttpResponse | None:
        changing = queryset.exclude(status=Outlet.Status.CLOSED)
        if asked := self._ask(
            request,
            queryset,
            changing,
            lambda found: ngettext(
                "Close %(number)s outlet for good? Its page then names others nearby.",
                "Close %(number)s outlets for good? Their pages then name others"
                " nearby.",
                found,
            ),
        ):
            return asked
        done = change_outlets(
            changing,
            reason=_("Closed in the list"),
            status="closed",
            closed_until=None,
        )
        self._say(
            request,
            ngettext(
                "%(number)s outlet is closed for good. Its page and id remain.",
                "%(number)s outlets are closed for good. Their pages and ids remain.",
                done,
            ),
            done,
        )
        return None

    @admin.action(
        description=gettext_lazy("Compare the two chosen outlets, to merge them"),
        permissions=["change"],
    )
    def compare_two(
        self, request: HttpRequest, queryset: QuerySet[Outlet]
    ) -> HttpResponse | None:
        ids = list(queryset.order_by("pk").values_list("pk", flat=True)[:3])
        if len(ids) != 2:
            messages.error(request, _("Choose two outlets."))
            return None
        return HttpResponseRedirect(reverse("admin:locator_outlet_merge", args=ids))

    def _ask(
        self,
        request: HttpRequest,
        chosen: QuerySet[Outlet],
        changing: QuerySet[Outlet],
        question: Any,
        *,
        stay: Sequence[_Staying] = (),
    ) -> HttpResponse | None:
        """The page that asks; None where it has been answered for just as many.

        `stay` are those of the chosen that must not be changed so, and why.
        """
        changing = _not_merged(changing)
        found = changing.order_by().count()
        if found > MAX_AT_ONCE:
            messages.error(
                request,
                _(
                    "These are %(number)s outlets; at most %(most)s can be changed at"
                    " once. Narrow the list by a filter, a province for instance."
                )
                % {"number": number(found), "most": number(MAX_AT_ONCE)},
            )
            return HttpResponseRedirect(request.get_full_path())
        if not found:
            nothing = _("There is nothing to change in these outlets.")
            why = (group.why for group in stay)
            messages.warning(request, " ".join([nothing, *why]))
            return HttpResponseRedirect(request.get_full_path())
        if request.POST.get("confirmed") == str(found):
            return None
        context = {
            **self.admin_site.each_context(request),
            "title": _("Are you sure?"),
            "opts": self.opts,
            "question": question(found) % {"number": number(found)},
            "found": found,
            "left_out": chosen.order_by().count()
            - found
            - sum(group.count for group in stay),
            "stay": stay,
            "shown": changing[:_SHOWN],
            "more": max(found - _SHOWN, 0),
            "action": request.POST["action"],
            "selected": request.POST.getlist(ACTION_CHECKBOX_NAME),
            "across": request.POST.get("select_across", "0"),
            "has_changed": "confirmed" in request.POST,
        }
        return TemplateResponse(request, "admin/locator/outlet/confirm.html", context)

    def _say(self, request: HttpRequest, told: str, done: int) -> None:
        messages.success(request, told % {"number": number(done)})


def _undone(count: int) -> Iterator[_Staying]:
    told = ngettext(
        "%(number)s chosen outlet is a draft because its import was undone, and stays"
        " one; its own form can publish it.",
        "%(number)s chosen outlets are drafts because their imports were undone, and"
        " stay drafts; their own forms can publish them.",
        count,
    )
    if count:
        yield _Staying(count, told % {"number": number(count)})


def _unplaced(count: int) -> Iterator[_Staying]:
    told = ngettext(
        "%(number)s chosen outlet stays a draft: a visitor named only a place near it,"
        " so set its pin on its form first.",
        "%(number)s chosen outlets stay drafts: visitors named only places near them,"
        " so set their pins on their forms first.",
        count,
    )
    if count:
        yield _Staying(count, told % {"number": number(count)})


def change_outlets(chosen: QuerySet[Outlet], *, reason: str, **values: Any) -> int:
    """Set these columns of all chosen outlets, and follow up in every index.

    One that was merged into another stays as it is. Returns how many are changed.
    """
    now = timezone.now()
    with transaction.atomic():
        asked = list(chosen.order_by().values_list("pk", flat=True))
        wait_for_turn(Outlet.objects.filter(pk__among=asked))
        # Another curator may have been quicker: chosen is what still is as it was.
        rows = _not_merged(chosen.filter(pk__among=asked)).order_by()
        ids = sorted(rows.values_list("pk", flat=True))
        with changed_outlets(ids, reason=reason, at=now):
            for batch in batches(ids, _CHUNK):
                written = Outlet.objects.filter(pk__among=batch)
                written.update(**values, updated_at=now)
    return len(ids)


def _not_merged(rows: QuerySet[Outlet]) -> QuerySet[Outlet]:
    merges = OutletMerge.objects.that_withdrew(OuterRef("pk"))
    return rows.exclude(Exists(merges))
