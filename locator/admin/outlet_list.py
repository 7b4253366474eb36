"""The list of outlets: what it shows, how it is filtered and searched."""

from django.contrib import admin
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from locator.admin.base import Curated
from locator.admin.merged import survivor_id
from locator.admin.offers import carriers_in_effect
from locator.admin.outlet_filters import (
    CarrierFilter,
    ConfidenceFilter,
    HoursUnknownFilter,
    OperatorFilter,
    ProvinceFilter,
    QualityFilter,
    VerifiedFilter,
    WarningsFilter,
)
from locator.languages import in_each_language
from locator.models import (
    Offer,
    OperatorDefault,
    Outlet,
    OutletPhone,
    QualityFlag,
    Severity,
)
from locator.models.outlet import PUBLIC_ID_LENGTH

MAX_SEARCH_LENGTH = 200
MAX_WORDS = 6


class ListedOutlets(Curated):
    list_per_page = 50
    # Counting each choice of each filter would scan the table a dozen times.
    show_facets = admin.ShowFacets.NEVER
    ordering = ("-id",)
    list_display = (
        "display_name",
        "kind_and_operator",
        "shown_status",
        "sells",
        "verified_and_source",
    )
    list_filter = (
        "status",
        "kind",
        CarrierFilter,
        ConfidenceFilter,
        ProvinceFilter,
        QualityFilter,
        VerifiedFilter,
        HoursUnknownFilter,
        WarningsFilter,
        ("source", admin.AllValuesFieldListFilter),
        OperatorFilter,
    )
    search_fields = (
        *in_each_language("name"),
        *in_each_language("operator__name"),
        *in_each_language("street"),
        *in_each_language("village"),
        *in_each_language("commune"),
        *in_each_language("landmark"),
    )
    search_help_text = gettext_lazy(
        "A name or address in any language, a public id, or a phone number"
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Outlet]:
        outlets: QuerySet[Outlet] = (
            super()
            .get_queryset(request)
            .select_related("operator", "hours")
            .prefetch_related(
                Prefetch("offers", Offer.objects.select_related("carrier")),
                Prefetch(
                    "operator__defaults",
                    OperatorDefault.objects.select_related("carrier"),
                ),
            )
            .annotate(worst_flag=_worst_flag(), merged_into=survivor_id())
        )
        return outlets

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Outlet], search_term: str
    ) -> tuple[QuerySet[Outlet], bool]:
        term = search_term.strip()[:MAX_SEARCH_LENGTH]
        if not term:
            return queryset, False
        words = " ".join(term.split()[:MAX_WORDS])
        by_text, _duplicates = super().get_search_results(request, queryset, words)
        return by_text | queryset.filter(_id_or_phone(term)), False

    @admin.display(description=gettext_lazy("name"))
    def display_name(self, outlet: Outlet) -> SafeString:
        shown = _two_lines(outlet.display_name, outlet.public_id)
        worst = getattr(outlet, "worst_flag", None)
        if worst is None:
            return shown
        return format_html(
            '{}<span class="flagged severity-{}">{}</span>',
            shown,
            worst,
            Severity(worst).label,
        )

    @admin.display(description=gettext_lazy("kind, operator"), ordering="kind")
    def kind_and_operator(self, outlet: Outlet) -> SafeString:
        operator = outlet.operator.name if outlet.operator else ""
        return _two_lines(outlet.get_kind_display(), operator)

    @admin.display(description=gettext_lazy("status"), ordering="status")
    def shown_status(self, outlet: Outlet) -> SafeString:
        label = outlet.get_status_display()
        if outlet.closed_until:
            label = _("Closed until %(date)s") % {"date": outlet.closed_until}
        if outlet.is_undone:
            label = _("Draft: its import was undone")
        if survivor := getattr(outlet, "merged_into", None):
            label = _("Merged into %(id)s") % {"id": survivor}
        return format_html('<span class="status {}">{}</span>', outlet.status, label)

    @admin.display(description=gettext_lazy("sells"))
    def sells(self, outlet: Outlet) -> SafeString | str:
        return format_html_join(
            " ",
            '<span class="offer {}" title="{}">{}</span>',
            (
                (confidence, label, carrier)
                for confidence, carrier, label in carriers_in_effect(outlet)
            ),
        ) or _("not known")

    @admin.display(description=gettext_lazy("checked, source"), ordering="verified_at")
    def verified_and_source(self, outlet: Outlet) -> SafeString:
        when = outlet.verified_at and timezone.localdate(outlet.verified_at)
        return _two_lines(when.isoformat() if when else _("never"), outlet.source)


def _worst_flag() -> Subquery:
    flags = QualityFlag.objects.filter(outlet=OuterRef("pk")).order_by("-severity")
    return Subquery(flags.values("severity")[:1])


def _id_or_phone(term: str) -> Q:
    digits = "".join(character for character in term if character.isdecimal())
    found = Q(pk__in=[])
    if len(term) == PUBLIC_ID_LENGTH:
        found |= Q(public_id=term.lower())
    if len(digits) >= 6 and not any(character.isalpha() for character in term):
        # 012 345 678 is stored as +85512345678.
        ending = str(int(digits))
        phones = OutletPhone.objects.filter(
            outlet=OuterRef("pk"), number__contains=ending
        )
        found |= Q(Exists(phones))
    return found


def _two_lines(first: str, second: str) -> SafeString:
    return format_html('{}<small class="second-line">{}</small>', first, second)
