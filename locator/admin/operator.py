from typing import Any

from django.contrib import admin
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from locator.admin.base import Curated, CuratedFields, NamedForm
from locator.admin.offers import TermsForm
from locator.languages import in_each_language
from locator.models import Hours, Operator, OperatorDefault, Outlet


def with_outlet_count(rows: QuerySet[Any], field: str) -> QuerySet[Any]:
    """Rows with `outlet_count`, counted for the rows of a page only."""
    counted = (
        Outlet.objects.filter(**{field: OuterRef("pk")})
        .order_by()
        .values(field)
        .annotate(number=Count("pk"))
        .values("number")
    )
    counts: QuerySet[Any] = rows.annotate(outlet_count=Coalesce(Subquery(counted), 0))
    return counts


def link_to_outlets(row: Operator | Hours, field: str) -> SafeString:
    return format_html(
        '<a href="{}?{}__id__exact={}">{}</a>',
        reverse("admin:locator_outlet_changelist"),
        field,
        row.pk,
        row.outlet_count,  # type: ignore[union-attr]
    )


class DefaultInline(CuratedFields, admin.StackedInline):  # type: ignore[type-arg]
    model = OperatorDefault
    form = TermsForm
    extra = 0
    autocomplete_fields = ("fact",)
    verbose_name_plural = _(
        "Default offers: what every outlet of a kind sells unless it says otherwise"
    )
    fieldsets = (
        (
            None,
            {
                "fields": (
                    ("kind", "carrier", "fact"),
                    "services",
                    ("min_amount", "max_amount", "currency"),
                )
            },
        ),
    )


class OperatorForm(NamedForm):
    parts = ("defaults",)


@admin.register(Operator)
class OperatorAdmin(Curated):
    form = OperatorForm
    inlines = (DefaultInline,)
    list_display = ("name", "slug", "website", "outlets")
    search_fields = (*in_each_language("name"), "slug", "aliases", "=wikidata")
    prepopulated_fields = {"slug": ("name_en",)}
    fieldsets = (
        (
            None,
            {"fields": (in_each_language("name"), ("slug", "wikidata"), "website")},
        ),
        (_("For imports"), {"fields": ("aliases",)}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Operator]:
        return with_outlet_count(super().get_queryset(request), "operator")

    def outlets_shown_by(self, instance: Operator) -> QuerySet[Outlet]:
        return Outlet.objects.filter(operator=instance)

    @admin.display(description=_("outlets"))
    def outlets(self, operator: Operator) -> SafeString:
        return link_to_outlets(operator, "operator")
