"""Rows that two curators edit at once: the later save is told of the earlier one."""

import hashlib
from collections.abc import Sequence
from typing import Any, ClassVar, cast

from django import forms
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Model
from django.http import QueryDict
from django.utils.text import Truncator
from django.utils.translation import gettext as _

_MAX_SHOWN = 500


class VersionField(forms.CharField):
    """Nothing that a curator changes."""

    def has_changed(self, initial: Any, data: Any) -> bool:
        return False


class VersionedForm(forms.ModelForm):  # type: ignore[type-arg]
    """A form that saves only over the state it was opened in.

    `parts` are related names of rows that its inlines edit: they count too.
    """

    parts: ClassVar[tuple[str, ...]] = ()

    version = VersionField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk and not self.is_bound:
            self.initial["version"] = version_of(self.instance, self.parts)

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if self.instance.pk:
            self._check_version()
        return cleaned

    def _check_version(self) -> None:
        """Refuse to save over what another curator saved since the form was opened."""
        now = version_of(self.instance, self.parts)
        if self.cleaned_data.get("version", "") == now:
            return
        for name in self.changed_data:
            if name in self.initial:
                stored = _in_words(self.fields[name], self.initial[name])
                self.add_error(
                    name, _("Saved meanwhile: %(value)s") % {"value": stored}
                )
        self.add_error(None, _conflict(self.instance))
        # What the next save will be compared with: the curator has been told.
        seen = cast(QueryDict, self.data).copy()
        seen[self.add_prefix("version")] = now
        self.data = seen


def version_of(row: Model, parts: Sequence[str] = ()) -> str:
    """A digest of what curators may change of the row, as the database has it.

    In a transaction it locks the row: two forms sent at once are compared one after
    the other.
    """
    model = type(row)
    rows = model._base_manager.filter(pk=row.pk)
    rows = rows.select_for_update(no_key=True) if _in_transaction() else rows
    # A field that is translated gives the value in the language of the page.
    columns_by_name = {found.name for found in model._meta.concrete_fields}
    names = {name for name in columns_by_name if f"{name}_en" in columns_by_name}
    columns = [
        found
        for found in model._meta.concrete_fields
        if found.editable and found.name not in names
    ]
    stored = rows.get()
    values = {found.name: found.value_to_string(stored) for found in columns}
    for link in model._meta.many_to_many:
        links = getattr(stored, link.name).order_by("pk").values_list("pk", flat=True)
        values[link.name] = ",".join(map(str, links))
    for name in parts:
        values[name] = repr(list(getattr(stored, name).order_by("pk").values_list()))
    return hashlib.sha256(repr(sorted(values.items())).encode()).hexdigest()


def _in_transaction() -> bool:
    return bool(transaction.get_connection().in_atomic_block)


def _conflict(row: Model) -> str:
    entry = (
        LogEntry.objects.filter(
            content_type=ContentType.objects.get_for_model(row), object_id=str(row.pk)
        )
        .select_related("user")
        .first()
    )
    return _(
        "%(user)s saved this after you opened it, so nothing of yours is saved yet."
        " What you typed is kept below; a field that differs shows what was saved."
        " Compare, then save again."
    ) % {"user": str(entry.user) if entry else _("someone else")}


def _in_words(field: forms.Field, value: Any) -> str:
    """A stored value as the form shows it, in quotation marks, or “nothing”."""
    if value is None or value in ("", (), []):
        return _("nothing")
    if isinstance(field, forms.ModelMultipleChoiceField):
        said = ", ".join(map(str, value))
    elif isinstance(field, forms.ModelChoiceField):
        said = str(field.queryset.filter(pk=value).first())  # type: ignore[union-attr]
    elif choices := getattr(field, "choices", None):
        labels = {str(key): str(label) for key, label in choices}
        values = value if isinstance(value, list | tuple) else [value]
        said = ", ".join(labels.get(str(one), str(one)) for one in values)
    elif in_words := getattr(field, "in_words", None):
        said = in_words(value)
    else:
        said = str(field.prepare_value(value))
    return f"“{Truncator(said).chars(_MAX_SHOWN)}”"
