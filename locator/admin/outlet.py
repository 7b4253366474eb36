from collections.abc import Collection
from typing import Any

from django.contrib import admin
from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from locator.admin import week
from locator.admin.export import ExportsOutlets
from locator.admin.flags import shown_flags
from locator.admin.hours_editor import hours_view
from locator.admin.kept import Kept
from locator.admin.limits import standing
from locator.admin.merge import merge_urls
from locator.admin.merged import shown_merges, shown_survivor
from locator.admin.neighbours import neighbours_view, shown_neighbours
from locator.admin.offers import OfferInline, carrier_rows
from locator.admin.outlet_actions import BulkActions
from locator.admin.outlet_form import OutletForm
from locator.admin.outlet_list import ListedOutlets
from locator.admin.outlet_map import map_urls
from locator.admin.phones import PhoneInline
from locator.geo.typed import written
from locator.languages import in_each_language
from locator.models import Hours, Outlet, OutletMerge
from locator.models.history import Version
from locator.quality.checking import check_outlets, dismiss
from locator.restoring import restore_outlets
from locator.search.places import nearest_place


@admin.register(Outlet)
class OutletAdmin(Kept, BulkActions, ExportsOutlets, ListedOutlets):
    form = OutletForm
    inlines = (OfferInline, PhoneInline)
    save_on_top = True
    autocomplete_fields = ("operator", "place")
    readonly_fields = (
        "public_id",
        "this_week",
        "carrier_by_carrier",
        "source",
        "source_ref",
        "source_date",
        "licence",
        "import_warnings",
        "verified_at",
        "created_at",
        "updated_at",
        "flags_found",
        "neighbours",
        "merged_into_this",
        "merged_into_another",
    )

    # The form

    def get_fieldsets(self, request: HttpRequest, obj: Outlet | None = None) -> Any:
        identity: list[Any] = [
            in_each_language("name"),
            ("kind", "operator"),
            ("status", "closed_until"),
        ]
        where = [
            "position",
            "neighbours",
            "place",
            in_each_language("street"),
            in_each_language("village"),
            in_each_language("commune"),
            "landmark_relation",
            in_each_language("landmark"),
            in_each_language("floor"),
        ]
        is_partner = standing(request).is_partner
        if is_partner:
            # Outlets of others, drafts too.
            where.remove("neighbours")
        hours: list[Any] = ["hours_text", in_each_language("hours_note")]
        checks: list[Any] = ["verified_now"]
        if obj:
            identity.append("public_id")
            if OutletMerge.objects.survivor_of(obj):
                identity.append("merged_into_another")
            if not self.has_change_permission(request, obj):
                hours.insert(1, "this_week")
            checks += ["verified_at", ("source", "source_ref"), "source_date"]
            checks += ["licence", ("created_at", "updated_at")]
            if obj.flags:
                checks += ["import_warnings", "warnings_dealt_with"]
        found: list[Any] = []
        if obj and not is_partner and obj.quality_flags.exists():
            found = [(_("To look at"), ["flags_found", "right_as_it_is"])]
        if obj and obj.merges.not_undone().exists():
            checks.append("merged_into_this")
        sections = [
            *found,
            (_("Identity"), identity),
            (_("Where"), where),
            (_("Opening hours"), hours),
            (_("Payment and languages"), ["payments", "languages"]),
            (_("Source and checks"), checks),
        ]
        if obj:
            sections.append((_("What it sells"), ["carrier_by_carrier"]))
        return [(title, {"fields": fields}) for title, fields in sections]

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        own = [
            path("hours/", wrap(hours_view), name="locator_outlet_hours"),
            path(
                "neighbours/", wrap(neighbours_view), name="locator_outlet_neighbours"
            ),
        ]
        return [*own, *map_urls(self), *merge_urls(self), *super().get_urls()]

    def view_on_site(self, obj: Outlet) -> str | None:
        shown = obj.status in (*Outlet.PUBLIC_STATUSES, Outlet.Status.CLOSED)
        return obj.get_absolute_url() if shown else None

    # Saving

    def save_model(
        self, request: HttpRequest, obj: Outlet, form: Any, change: bool
    ) -> None:
        obj.hours = Hours.objects.for_text(form.cleaned_data["hours_text"])
        if form.cleaned_data.get("verified_now"):
            obj.verified_at = timezone.now()
        if form.cleaned_data.get("warnings_dealt_with"):
            obj.flags = []
        if _place_follows(obj, form.changed_data) and (
            near := nearest_place(obj.point)
        ):
            obj.follow_nearest_place(near.place)
        super().save_model(request, obj, form, change)

    def outlets_shown_by(self, instance: Outlet) -> QuerySet[Outlet]:
        return Outlet.objects.filter(pk=instance.pk)

    def reindex(self, instance: Outlet) -> None:
        super().reindex(instance)
        check_outlets([instance.pk], at=timezone.now())

    def save_related(
        self, request: HttpRequest, form: Any, formsets: Any, change: bool
    ) -> None:
        user = request.user if isinstance(request.user, User) else None
        for flag in form.cleaned_data.get("right_as_it_is", ()):
            dismiss(flag, by=user, at=timezone.now())
        super().save_related(request, form, formsets, change)

    def matters_to_the_index(self, form: Any, formsets: Any) -> bool:
        return True

    def restore_version(self, version: Version, **how: Any) -> None:
        check_outlets(restore_outlets([version], **how), at=timezone.now())

    # Partners: an outlet that only sells its carrier is open for that carrier's offer

    def may_open(self, request: HttpRequest, obj: Outlet | None) -> bool:
        return True

    def has_change_permission(
        self, request: HttpRequest, obj: Outlet | None = None
    ) -> bool:
        return super().has_change_permission(request, obj) and self._is_seen(
            request, obj
        )

    def has_add_permission(self, request: HttpRequest) -> bool:
        who = standing(request)
        needs_operator = who.is_partner and not who.operators
        return super().has_add_permission(request) and not needs_operator

    # Shown on the form, and to those who may only view

    @admin.display(description=gettext_lazy("Position"))
    def position(self, outlet: Outlet) -> str:
        return written(outlet.point)

    @admin.display(description=gettext_lazy("Opening hours"))
    def hours_text(self, outlet: Outlet) -> str:
        return outlet.hours.text if outlet.hours else _("unknown")

    @admin.display(description=gettext_lazy("This week"))
    def this_week(self, outlet: Outlet) -> str:
        if outlet.hours is None:
            return _("unknown")
        return week.shown(outlet.hours.text, timezone.now())

    @admin.display(description=gettext_lazy("Carrier by carrier"))
    def carrier_by_carrier(self, outlet: Outlet) -> str:
        rows = carrier_rows(outlet)
        return render_to_string("admin/locator/outlet/offers.html", {"rows": rows})

    @admin.display(description=gettext_lazy("What the rules found"))
    def flags_found(self, outlet: Outlet) -> str:
        flags = outlet.quality_flags.select_related("other__operator", "outlet")
        context = {"flags": shown_flags(flags)}
        return render_to_string("admin/locator/outlet/flags.html", context)

    @admin.display(description=gettext_lazy("Within 200 m"))
    def neighbours(self, outlet: Outlet) -> str:
        return shown_neighbours(outlet)

    @admin.display(description=gettext_lazy("Merged into"))
    def merged_into_another(self, outlet: Outlet) -> str:
        return shown_survivor(outlet)

    @admin.display(description=gettext_lazy("Merged into this one"))
    def merged_into_this(self, outlet: Outlet) -> str:
        return shown_merges(outlet)

    @admin.display(description=gettext_lazy("Warnings of the import"))
    def import_warnings(self, outlet: Outlet) -> SafeString:
        return format_html_join("", "<p>{}</p>", ((_flag(f),) for f in outlet.flags))


def _place_follows(outlet: Outlet, changed: Collection[str]) -> bool:
    if outlet.place_id is None:
        return True
    moved = "position" in changed and "place" not in changed
    return moved and not outlet.has_chosen_place


def _flag(flag: Any) -> str:
    if not isinstance(flag, dict):
        return str(flag)
    told = f"{flag.get('field', '')}: {flag.get('reason', '')}"
    return f"{told} “{flag['raw']}”" if flag.get("raw") else told
