from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from locator.admin.base import Curated, NamedForm, RowsInline
from locator.languages import in_each_language
from locator.models import Carrier, CarrierPrefix, Offer, OperatorDefault, Outlet


class PrefixInline(RowsInline):
    model = CarrierPrefix
    autocomplete_fields = ("fact",)


class CarrierForm(NamedForm):
    parts = ("prefixes",)


@admin.register(Carrier)
class CarrierAdmin(Curated):
    form = CarrierForm
    inlines = (PrefixInline,)
    list_display = ("name", "hotline", "app_name", "website", "not_confirmed_since")
    search_fields = (*in_each_language("name"), "slug", "legal_name")
    prepopulated_fields = {"slug": ("name_en",)}
    autocomplete_fields = (
        "legal_name_fact",
        "hotline_fact",
        "app_fact",
        "website_fact",
        "selling_fact",
    )
    fieldsets = (
        (None, {"fields": (in_each_language("name"), ("slug", "order"))}),
        (
            _("What we know, and how"),
            {
                "description": _(
                    "Leave empty what no fact gives: it is shown as unknown."
                ),
                "fields": (
                    ("legal_name", "legal_name_fact"),
                    ("hotline", "hotline_full", "hotline_fact"),
                    ("app_name", "app_fact"),
                    ("website", "website_fact"),
                    ("not_confirmed_since", "selling_fact"),
                ),
            },
        ),
    )

    def outlets_shown_by(self, instance: Carrier) -> QuerySet[Outlet]:
        defaults = OperatorDefault.objects.filter(
            carrier=instance, operator=OuterRef("operator"), kind=OuterRef("kind")
        )
        own = Offer.objects.filter(carrier=instance, outlet=OuterRef("pk"))
        return Outlet.objects.filter(Q(Exists(own)) | Q(Exists(defaults)))

    def matters_to_the_index(self, form: Any, formsets: Iterable[Any]) -> bool:
        return bool({"not_confirmed_since", "slug"}.intersection(form.changed_data))
