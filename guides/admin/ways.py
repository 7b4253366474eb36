"""Channels, plans, offers and the advisor's rules."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.forms.fields import InvalidJSONInput
from modeltranslation.admin import TranslationAdmin

from guides.admin.version import VersionedForm
from guides.models import Channel, Plan, Promotion, Way
from locator.admin.versions import Versioned


class RuleField(forms.JSONField):
    """JSON that Python may also fail to read for its depth or its length of numbers."""

    def to_python(self, value: Any) -> Any:
        try:
            return super().to_python(value)
        except (ValueError, RecursionError) as error:
            raise ValidationError(
                self.error_messages["invalid"], code="invalid", params={"value": value}
            ) from error

    def bound_data(self, data: Any, initial: Any) -> Any:
        try:
            return super().bound_data(data, initial)
        except (ValueError, RecursionError):
            return InvalidJSONInput(data)


class RuleList(RuleField):
    """A list; empty where nothing is typed."""

    def clean(self, value: Any) -> Any:
        return super().clean(value) or []


class WayForm(VersionedForm):
    class Meta:
        field_classes = {
            "conditions": RuleField,
            "additions": RuleList,
            "unknowns": RuleList,
        }


@admin.register(Channel)
class ChannelAdmin(Versioned, TranslationAdmin):  # type: ignore[type-arg]
    form = VersionedForm
    list_display = ("name", "kind", "confidence", "is_published", "order")
    list_filter = ("kind", "carriers", "confidence", "is_published")
    search_fields = ("slug", "name_en", "name_km", "name_zh_hans", "code")
    autocomplete_fields = ("carriers", "facts")


@admin.register(Plan)
class PlanAdmin(Versioned):
    form = VersionedForm
    list_display = ("name", "carrier", "price_usd", "volume_gb", "days", "is_published")
    list_filter = ("carrier", "is_published")
    list_select_related = ("carrier",)
    search_fields = ("slug", "name", "code")
    autocomplete_fields = ("carrier", "fact")


@admin.register(Promotion)
class PromotionAdmin(Versioned, TranslationAdmin):  # type: ignore[type-arg]
    form = VersionedForm
    list_display = ("gives", "carrier", "starts_on", "ends_on", "is_published")
    list_filter = ("carrier", "is_published")
    list_select_related = ("carrier",)
    search_fields = ("slug", "gives_en")
    autocomplete_fields = ("carrier", "channels", "operators", "fact")


@admin.register(Way)
class WayAdmin(Versioned, TranslationAdmin):  # type: ignore[type-arg]
    form = WayForm
    list_display = ("slug", "target", "score", "confidence", "only", "is_published")
    list_filter = ("confidence", "is_published")
    search_fields = ("slug", "target", "reason_en")
    autocomplete_fields = ("facts",)
