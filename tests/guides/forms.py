"""Forms of the admin as a browser sends them back."""

from typing import Any

from django.forms import BoundField
from django.test import Client


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
    posted |= {field.html_name: _sent(field) for field in form}
    return {name: value for name, value in posted.items() if value is not None}


def _sent(field: BoundField) -> Any:
    value = field.value()
    if value is False:
        return None
    if isinstance(value, list | tuple):
        return [getattr(one, "pk", one) for one in value]
    if isinstance(value, str):
        return value.replace("\n", "\r\n")
    return value
