from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from locator.admin.base import CuratedFields
from locator.importing.phones import split_numbers
from locator.models import OutletPhone
from locator.phones import national


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


class PhoneInline(CuratedFields, admin.TabularInline):  # type: ignore[type-arg]
    model = OutletPhone
    form = PhoneForm
    extra = 0
