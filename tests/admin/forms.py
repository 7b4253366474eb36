"""The admin's forms as a browser sends them."""

from typing import Any

from django.db.models import Model
from django.forms import (
    BooleanField,
    ModelMultipleChoiceField,
    MultipleChoiceField,
)
from django.http import HttpResponse
from django.urls import reverse


def change_url(row: Model) -> str:
    return reverse(f"admin:locator_{row._meta.model_name}_change", args=[row.pk])


def untouched(page: HttpResponse) -> dict[str, Any]:
    """What a browser sends back from a form of the admin that nobody touched."""
    formsets = [inline.formset for inline in page.context["inline_admin_formsets"]]
    forms = [page.context["adminform"].form]
    for formset in formsets:
        forms += [formset.management_form, *formset.forms]
    fields: dict[str, Any] = {}
    for form in forms:
        for bound in form:
            value = bound.value()
            if isinstance(value, bool):
                if value and isinstance(bound.field, BooleanField):
                    fields[bound.html_name] = "on"
            elif isinstance(
                bound.field, MultipleChoiceField | ModelMultipleChoiceField
            ):
                fields[bound.html_name] = [str(member) for member in value or ()]
            else:
                fields[bound.html_name] = "" if value is None else str(value)
    return fields


def errors_of(answer: HttpResponse) -> dict[str, list[str]]:
    """The errors of the form that came back, by field; {} where it was saved."""
    if answer.status_code == 302:
        return {}
    assert answer.status_code == 200
    found = dict(answer.context["adminform"].form.errors)
    for inline in answer.context["inline_admin_formsets"]:
        for form in inline.formset.forms:
            found |= {form.add_prefix(name): said for name, said in form.errors.items()}
        found["__all__"] = [
            *found.get("__all__", []),
            *inline.formset.non_form_errors(),
        ]
    return {name: list(said) for name, said in found.items() if said}
