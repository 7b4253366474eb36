from collections.abc import Iterable
from functools import cached_property
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _


class ChoiceSetField(models.Field):  # type: ignore[type-arg]
    """A set of the field's `choices`, a tuple in their order, e.g. ("cash", "khqr").

    Stored as ",cash,khqr,", so that `payments__has="cash"` is one LIKE on any
    database. Unknown members raise ValidationError on `full_clean`.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("default", ())
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)

    def get_internal_type(self) -> str:
        return "TextField"

    @cached_property
    def _order(self) -> list[str]:
        # Django makes the choices anew each time; imports ask by the ten thousand.
        return [key for key, _label in self.flatchoices]

    def to_python(self, value: Any) -> tuple[str, ...]:
        members = value.split(",") if isinstance(value, str) else value or ()
        wanted = {member for member in members if member}
        if len(wanted) <= 1:
            return tuple(wanted)
        known = [key for key in self._order if key in wanted]
        return (*known, *sorted(wanted.difference(self._order)))

    def from_db_value(self, value: Any, *args: Any) -> tuple[str, ...]:
        return tuple(value.strip(",").split(",")) if value else ()

    def get_prep_value(self, value: Any) -> str:
        members = self.to_python(value)
        return f",{','.join(members)}," if members else ""

    def value_to_string(self, obj: models.Model) -> str:
        return self.get_prep_value(self.value_from_object(obj))

    def validate(
        self, value: Iterable[str], model_instance: models.Model | None
    ) -> None:
        unknown = set(value).difference(self._order)
        if unknown:
            raise ValidationError(
                _("%(member)s is not one of the choices."),
                params={"member": ", ".join(sorted(unknown))},
            )

    def formfield(self, **kwargs: Any) -> forms.Field:  # type: ignore[override]
        return forms.MultipleChoiceField(
            choices=self.flatchoices,
            required=False,
            label=kwargs.get("label") or self.verbose_name,
            help_text=self.help_text,
            widget=forms.CheckboxSelectMultiple,
        )


@ChoiceSetField.register_lookup
class Has(models.Lookup):  # type: ignore[type-arg]
    lookup_name = "has"

    def get_prep_lookup(self) -> str:
        return f"%,{self.rhs},%"

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        column, column_params = self.process_lhs(compiler, connection)
        member, member_params = self.process_rhs(compiler, connection)
        return f"{column} LIKE {member}", (*column_params, *member_params)
