"""Channels, plans and offers."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from modeltranslation.admin import TranslationAdmin

from guides.models import Channel, Plan, Promotion
from locator.admin.simultaneous import VersionedForm
from locator.admin.versions import Versioned


class PublishedForm(VersionedForm):
    class Meta:
        help_texts = {
            "is_published": _("Visitors see it only while this is ticked."),
        }


@admin.register(Channel)
class ChannelAdmin(Versioned, TranslationAdmin):  # type: ignore[type-arg]
    form = PublishedForm
    list_display = ("name", "kind", "confidence", "is_published", "order")
    list_filter = ("kind", "carriers", "confidence", "is_published")
    search_fields = ("slug", "name_en", "name_km", "name_zh_hans", "code")
    autocomplete_fields = ("carriers", "facts")


@admin.register(Plan)
class PlanAdmin(Versioned):
    form = PublishedForm
    list_display = ("name", "carrier", "price_usd", "volume_gb", "days", "is_published")
    list_filter = ("carrier", "is_published")
    list_select_related = ("carrier",)
    search_fields = ("slug", "name", "code")
    autocomplete_fields = ("carrier", "fact")


@admin.register(Promotion)
class PromotionAdmin(Versioned, TranslationAdmin):  # type: ignore[type-arg]
    form = PublishedForm
    list_display = ("gives", "carrier", "starts_on", "ends_on", "is_published")
    list_filter = ("carrier", "is_published")
    list_select_related = ("carrier",)
    search_fields = ("slug", "gives_en")
    autocomplete_fields = ("carrier", "channels", "operators", "fact")
