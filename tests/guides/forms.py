"""Forms of the admin as a browser sends them back."""

from typing import Any

from django.forms import BoundField, CheckboxInput
from django.test import Client

from guides.admin.conditions import AdditionsField, ConditionsField


def filled(client: Client, address: str) -> dict[str, Any]:
    """What the form at this address holds, with CR LF in its texts, unsent."""
    context = client.get(address).context
    posted: dict[str, Any] = {}
    for formset in context["inline_admin_formsets"]:
        management = formset.formset.management_form
        posted |= {field.html_name: _sent(field) for field in management}
        for form in formset.formset.initial_forms:
            posted |= {field.html_name: _sent(field) for field in form}
    form = context["adminform"].form
    for field in form:
        posted |= _PARTS.get(type(field.field), _whole)(field.html_name, _sent(field))
    return {name: value for name, value in posted.items() if value is not None}


def conditions(name: str, wanted: dict[str, Any]) -> dict[str, Any]:
    """What the boxes and choices of a rule's conditions send."""
    return {
        f"{name}-{key}": str(given).lower() if isinstance(given, bool) else given
        for key, given in wanted.items()
    }


def additions(name: str, rows: list[dict[str, Any]]) -> dict[str, Any]:
    posted: dict[str, Any] = {}
    for number, row in enumerate(rows):
        posted |= conditions(f"{name}-{number}", row["if"])
        posted[f"{name}-{number}-add"] = row["add"]
    return posted


def _whole(name: str, value: Any) -> dict[str, Any]:
    return {name: value}


_PARTS = {ConditionsField: conditions, AdditionsField: additions}


def _sent(field: BoundField) -> Any:
    value = field.value()
    if isinstance(field.field.widget, CheckboxInput):
        return "on" if value else None
    if isinstance(value, list | tuple):
        return [getattr(one, "pk", one) for one in value]
    if isinstance(value, str):
        return value.replace("\n", "\r\n")
    return value
