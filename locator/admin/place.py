from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.contrib import admin
from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from locator.admin.base import Curated, NamedForm, RowsInline
from locator.admin.lookups import YesNo
from locator.admin.point import PickedPointField, PositionForm
from locator.geo.typed import written
from locator.languages import in_each_language
from locator.models import Outlet, Place, PlaceAlias
from locator.search_index import write_index
from locator.text_index import forget_text


class PlaceForm(PositionForm, NamedForm):
    parts = ("aliases",)

    position = PickedPointField(required=False)

    class Meta:
        model = Place
        exclude = ("latitude", "longitude")

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        parent = self.cleaned_data.get("parent")
        if parent and self.instance in (parent, *parent.around()):
            self.add_error("parent", _("A place cannot lie in itself."))
        return cleaned

    def clean_code(self) -> str | None:
        # Several places without a code are no duplicates of each other.
        return self.cleaned_data["code"] or None


class AliasInline(RowsInline):
    model = PlaceAlias
    verbose_name_plural = _("Other names people use, in any script")


class HasPoint(YesNo):
    title = _("position")
    parameter_name = "position"
    condition = Q(latitude__isnull=False)
    yes, no = _("Known"), _("Not known")


@admin.register(Place)
class PlaceAdmin(Curated):
    form = PlaceForm
    inlines = (AliasInline,)
    list_display = ("name", "level", "code", "parent", "shown_position")
    list_filter = ("level", HasPoint)
    list_select_related = ("parent",)
    search_fields = (*in_each_language("name"), "aliases__name", "=code", "slug")
    search_help_text = _("A name in any language, another name, or the official code")
    autocomplete_fields = ("parent",)
    prepopulated_fields = {"slug": ("name_en",)}
    fieldsets = (
        (
            None,
            {
                "fields": (
                    in_each_language("name"),
                    ("level", "parent"),
                    ("slug", "code"),
                )
            },
        ),
        (_("Where"), {"fields": ("position",)}),
        (_("Background"), {"fields": ("population", "source")}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Place]:
        return super().get_queryset(request).select_related("parent__parent")

    def choice_label(self, place: Place) -> str:
        """With its level and where it lies: many communes share a name."""
        inside = f", {place.parent.name}" if place.parent else ""
        return f"{place.name} ({place.get_level_display()}{inside})"

    def outlets_shown_by(self, instance: Place) -> QuerySet[Outlet]:
        """Those beside it, and those whose official code comes from it."""
        return Outlet.objects.filter(
            Q(place=instance)
            | Q(place__code=None, place__parent=instance)
            | Q(
                place__code=None,
                place__parent__code=None,
                place__parent__parent=instance,
            )
        )

    def reindex(self, instance: Place) -> None:
        outlets = self.outlets_shown_by(instance).order_by()
        write_index(outlets.values_list("pk", flat=True), place_ids=[instance.pk])

    def delete_model(self, request: HttpRequest, obj: Place) -> None:
        with self._deletion_of([obj.pk]):
            super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Place]) -> None:
        with self._deletion_of(list(queryset.values_list("pk", flat=True))):
            super().delete_queryset(request, queryset)

    @contextmanager
    def _deletion_of(self, place_ids: list[int]) -> Iterator[None]:
        """Outlets beside these places lose them within."""
        beside = Outlet.objects.filter(place__in=place_ids).order_by()
        with transaction.atomic():
            outlets = list(beside.values_list("pk", flat=True))
            forget_text(place_ids=place_ids)
            yield
            write_index(outlets)

    @admin.display(description=_("Position"))
    def shown_position(self, place: Place) -> str | None:
        return written(place.point) if place.point else None

    @admin.display(description=_("Position"))
    def position(self, place: Place) -> str | None:
        return self.shown_position(place)
