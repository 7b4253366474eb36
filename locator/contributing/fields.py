"""What several forms of visitors and owners have."""

from typing import Any, Final

from django import forms

from locator.models import Carrier

TRAP: Final = "website"
"""A field that people do not see and robots fill in."""


class TrappedForm(forms.Form):
    website = forms.CharField(required=False)

    @property
    def is_filled_by_robot(self) -> bool:
        return bool(self.data.get(TRAP))

    def questions(self) -> list[forms.BoundField]:
        """What people see of the form."""
        return [field for field in self if field.name != TRAP]


class CarriersField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Carriers by slug, as boxes to tick."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            Carrier.objects.all(),
            required=False,
            to_field_name="slug",
            widget=forms.CheckboxSelectMultiple,
            **kwargs,
        )

    def clean(self, value: Any) -> Any:
        # PostgreSQL cannot look for a NUL.
        return super().clean([slug.replace("\0", "?") for slug in value or ()])
