"""Channels, plans, offers and the advisor's rules."""

from django.contrib import admin
from modeltranslation.admin import TranslationAdmin

from guides.models import Channel, Plan, Promotion, Way


@admin.register(Channel)
class ChannelAdmin(TranslationAdmin):  # type: ignore[type-arg]
    list_display = ("name", "kind", "confidence", "is_published", "order")
    list_filter = ("kind", "carriers", "confidence", "is_published")
    search_fields = ("slug", "name_en", "name_km", "name_zh_hans", "code")
    autocomplete_fields = ("carriers", "facts")


@admin.register(Plan)
class PlanAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("name", "carrier", "price_usd", "volume_gb", "days", "is_published")
    list_filter = ("carrier", "is_published")
    list_select_related = ("carrier",)
    search_fields = ("slug", "name", "code")
    autocomplete_fields = ("carrier", "fact")


@admin.register(Promotion)
class PromotionAdmin(TranslationAdmin):  # type: ignore[type-arg]
    list_display = ("gives", "carrier", "starts_on", "ends_on", "is_published")
    list_filter = ("carrier", "is_published")
    list_select_related = ("carrier",)
    search_fields = ("slug", "gives_en")
    autocomplete_fields = ("carrier", "channels", "operators", "fact")


@admin.register(Way)
class WayAdmin(TranslationAdmin):  # type: ignore[type-arg]
    list_display = ("slug", "target", "score", "confidence", "only", "is_published")
    list_filter = ("confidence", "is_published")
    search_fields = ("slug", "target", "reason_en")
    autocomplete_fields = ("facts",)
