"""Curated rows keep their versions: one of each save, with all that was saved."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from locator.models.history import begin_history, is_tracked, record_history


class Versioned(admin.ModelAdmin):  # type: ignore[type-arg]
    """Writes a version of the row with its parts when all of a form is saved."""

    def save_model(
        self, request: HttpRequest, obj: Any, form: Any, change: bool
    ) -> None:
        if is_tracked(self.model):
            if change:
                begin_history(self.model, [obj.pk])
            # Its offers, phones or links are not saved yet.
            obj.skip_history_when_saving = True
        super().save_model(request, obj, form, change)

    def save_related(
        self, request: HttpRequest, form: Any, formsets: Any, change: bool
    ) -> None:
        super().save_related(request, form, formsets, change)
        is_new = not change
        changed = is_new or form.has_changed() or any(f.has_changed() for f in formsets)
        if changed and is_tracked(self.model):
            reason = form.cleaned_data.get("reason", "")
            record_history(self.model, [form.instance.pk], reason=reason)
