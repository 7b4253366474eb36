"""What the admins of several models share."""

from collections.abc import Iterable
from functools import cached_property
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.options import BaseModelAdmin
from django.contrib.admin.widgets import (
    AutocompleteSelect,
    RelatedFieldWidgetWrapper,
)
from django.core.paginator import Paginator
from django.db.models import Model, QuerySet, URLField
from django.forms.models import BaseInlineFormSet
from django.forms.utils import pretty_name
from django.http import HttpRequest
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from locator.admin.changes import field_label
from locator.admin.simultaneous import VersionedForm
from locator.admin.versions import Versioned
from locator.languages import in_each_language
from locator.models import Carrier, Outlet
from locator.models.history import Version
from locator.search_index import write_index


class CappedPaginator(Paginator):  # type: ignore[type-arg]
    """Counts no further than this: the count of a long table costs a full scan."""

    MAX_COUNTED = 10_000

    @cached_property
    def count(self) -> int:
        return min(self._counted, self.MAX_COUNTED)

    @cached_property
    def has_more(self) -> bool:
        """Whether there are rows that no page shows."""
        return self._counted > self.MAX_COUNTED

    @cached_property
    def _counted(self) -> int:
        rows: QuerySet[Model] = self.object_list  # type: ignore[assignment]
        return rows.order_by().values("pk")[: self.MAX_COUNTED + 1].count()


class ForgivingSelect(AutocompleteSelect):
    """Shows a choice that somebody made up as none; Django's breaks at it."""

    def optgroups(self, name: str, value: Any, attr: Any = None) -> Any:
        # PostgreSQL cannot look for a NUL.
        value = [choice for choice in value if "\0" not in str(choice)]
        try:
            return super().optgroups(name, value, attr)
        except ValueError:
            return super().optgroups(name, [], attr)


class CuratedFields(BaseModelAdmin):  # type: ignore[type-arg]
    """Form fields for people: languages by name, rows by what tells them apart."""

    def formfield_for_dbfield(
        self, db_field: Any, request: HttpRequest, **kwargs: Any
    ) -> forms.Field | None:
        if isinstance(db_field, URLField):
            kwargs["assume_scheme"] = "https"
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is None:
            return None
        if field.label:
            field.label = field_label(db_field)
        if hasattr(db_field, "translated_field"):
            field.widget.attrs["lang"] = db_field.language
        if isinstance(field.widget, RelatedFieldWidgetWrapper):
            # A slip here would change or delete another row from under this form.
            field.widget.can_change_related = field.widget.can_delete_related = False
            if db_field.remote_field.model is Carrier:
                field.widget.can_add_related = False
        return field

    def formfield_for_foreignkey(
        self, db_field: Any, request: HttpRequest, **kwargs: Any
    ) -> Any:
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", ForgivingSelect(db_field, self.admin_site))
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        related = self.admin_site._registry.get(db_field.remote_field.model)
        if field and isinstance(related, Curated):
            # The field's documented hook, without a subclass a model.
            setattr(field, "label_from_instance", related.choice_label)  # noqa: B010
        return field


class _NamedCells(BaseInlineFormSet):  # type: ignore[type-arg]
    """Rows of a table, whose headings name no field to who cannot see them."""

    def add_fields(self, form: forms.ModelForm[Any], index: int | None) -> None:
        super().add_fields(form, index)
        for name, field in form.fields.items():
            label = str(field.label or pretty_name(name))
            field.widget.attrs.setdefault("aria-label", capfirst(label))


class RowsInline(CuratedFields, admin.TabularInline):  # type: ignore[type-arg]
    """Rows of another table within the form, a line each."""

    formset = _NamedCells
    extra = 0


class NamedForm(VersionedForm):
    """A form of a translated `name` that needs one language, whichever is known."""

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        names = in_each_language("name")
        if not any(self.cleaned_data.get(name) for name in names) and not any(
            name in self.errors for name in names
        ):
            self.add_error(names[0], _("Give the name in at least one language."))
        return cleaned


class Curated(CuratedFields, Versioned):
    """An admin whose every save ends with the search index rewritten, once."""

    paginator = CappedPaginator
    show_full_result_count = False

    change_form_template = "admin/locator/curated.html"

    class Media:
        css = {"all": ["locator/admin/curation.css"]}

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Without the hidden version, which the template has above all fields."""
        fields = super().get_fields(request, obj)
        return [name for name in fields if name != "version"]

    def choice_label(self, instance: Any) -> str:
        """How a row is called where one is chosen."""
        return str(instance)

    def outlets_shown_by(self, instance: Any) -> QuerySet[Outlet]:
        """The outlets whose entry in the index depends on this row."""
        return Outlet.objects.none()

    def matters_to_the_index(self, form: Any, formsets: Iterable[Any]) -> bool:
        return bool(form.has_changed()) or any(
            formset.has_changed() for formset in formsets
        )

    def reindex(self, instance: Any) -> None:
        outlets = self.outlets_shown_by(instance).order_by()
        write_index(outlets.values_list("pk", flat=True))

    def restore_version(self, version: Version, **how: Any) -> None:
        super().restore_version(version, **how)
        self.reindex(self.model._base_manager.get(pk=version.serializable_value("id")))

    def save_related(
        self, request: HttpRequest, form: Any, formsets: Any, change: bool
    ) -> None:
        super().save_related(request, form, formsets, change)
        if self.matters_to_the_index(form, formsets):
            self.reindex(form.instance)
        warnings = getattr(form, "warnings", None)
        for warning in warnings() if warnings else ():
            messages.warning(request, warning)
