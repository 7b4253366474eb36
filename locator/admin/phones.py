from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from locator.admin.base import RowsInline
from locator.admin.limits import standing
from locator.models import Outlet, OutletPhone
from locator.phones import national, split_numbers


class PhoneForm(forms.ModelForm):  # type: ignore[type-arg]
    number = forms.CharField(
        label=gettext_lazy("Number"),
        max_length=60,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}),
    )

    class Meta:
        model = OutletPhone
        fields = ("number",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.number:
            self.initial["number"] = national(self.instance.number)

    def clean_number(self) -> str:
        numbers, unreadable = split_numbers(self.cleaned_data["number"])
        if unreadable or not numbers:
            raise ValidationError(
                _(
                    "This is no phone number. Write it like 012 345 678, or with +"
                    " and the country's code."
                ),
                code="invalid",
            )
        if len(numbers) > 1:
            raise ValidationError(
                _("These are several numbers: put each on a line of its own."),
                code="several",
            )
        return numbers[0]


class PhoneInline(RowsInline):
    """Of an outlet that a partner does not run, it sees the phones."""

    model = OutletPhone
    form = PhoneForm

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_add_permission(request, obj) and _runs_it(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and _runs_it(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and _runs_it(request, obj)


def _runs_it(request: HttpRequest, outlet: Outlet | None) -> bool:
    who = standing(request)
    return not who.is_partner or outlet is None or outlet.operator_id in who.operators
