import datetime as dt
from decimal import Decimal
from typing import Any, ClassVar, Final

from django import forms
from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from guides.conditions import DATA, HAVE, MATTERS, MAX_USD, OTHER_SIMS, Situation
from guides.conditions import LANGUAGES as SPOKEN
from locator.geo.point import Point
from locator.models import Place
from locator.models.reading import carriers
from locator.search.form import (
    AmountField,
    FlagField,
    PlainCharField,
    PointField,
    SlugField,
)
from locator.search.places import point_for

# Also what a day is answered that is a date, but none on which a validity ends.
_NO_VALIDITY: Final = forms.DateField.default_error_messages["invalid"]


class GuideForm(forms.Form):
    """What the address of a guide may hold. What cannot be read counts as not given."""

    near = PointField()
    ends = forms.DateField(
        label=_("When does your validity end?"),
        required=False,
        validators=[
            MinValueValidator(dt.date(2000, 1, 1), _NO_VALIDITY),
            MaxValueValidator(dt.date(2100, 12, 31), _NO_VALIDITY),
        ],
        widget=forms.DateInput(attrs={"type": "date", "class": "field"}),
    )

    def given(self, name: str) -> Any:
        self.is_valid()
        return self.cleaned_data.get(name)


class SpokenField(forms.ChoiceField):
    """A language that rules ask for, also as `lang` has it: zh-hans is zh."""

    tags: ClassVar[dict[str, str]] = {
        tag: tag.partition("-")[0] for tag, _name in settings.LANGUAGES
    }

    def to_python(self, value: Any) -> str:
        said: str = super().to_python(value)
        return self.tags.get(said, said)


class AdviceForm(forms.Form):
    """The advisor's questions, the same for page and API. Only `sim` must be there.

    Who names no language is taken to read the one that the page is in.
    """

    sim = forms.ChoiceField(label=_("Which SIM do you want to top up?"))
    amount = AmountField(label=_("How much?"), max_length=20)
    have = forms.MultipleChoiceField(
        label=_("What do you have?"), choices=list(HAVE.items()), required=False
    )
    online = forms.ChoiceField(
        label=_("Do you have the internet now?"),
        choices=list(DATA.items()),
        required=False,
    )
    matters = forms.ChoiceField(
        label=_("What matters most?"), choices=list(MATTERS.items()), required=False
    )
    language = SpokenField(
        label=_("Language"), choices=list(SPOKEN.items()), required=False
    )
    abroad = FlagField(label=_("I am not in Cambodia"))
    place = SlugField(
        Place.objects.with_parents(),
        _("Pick one from the list of places."),
        label=_("Place"),
    )
    near = PointField(label=_("Position"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names: dict[str, str | Promise] = {
            carrier.slug: carrier.name for carrier in carriers().values()
        }
        sim = self.fields["sim"]
        assert isinstance(sim, forms.ChoiceField)  # noqa: S101
        sim.choices = list((names | OTHER_SIMS).items())

    def clean_amount(self) -> Decimal | None:
        amount: Decimal | None = self.cleaned_data["amount"]
        if amount is not None and amount > MAX_USD:
            raise forms.ValidationError(
                _("An amount is at most $%(most)s."), params={"most": MAX_USD}
            )
        return amount

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("near") and cleaned.get("place"):
            said = _("Give only one of near and place; this has %(names)s.")
            names = {"names": "near, place"}
            self.add_error("place", forms.ValidationError(said, params=names))
        return cleaned

    def situation(self) -> Situation:
        """Of a form that is valid; what is open near is not known yet."""
        given = self.cleaned_data
        return Situation(
            sim=given["sim"],
            amount_usd=given["amount"],
            have=frozenset(given["have"]),
            data=given["online"] or "no",
            matters=given["matters"] or "none",
            language=given["language"] or (get_language() or "en").partition("-")[0],
            abroad=given["abroad"],
        )

    def point(self) -> Point | None:
        """Where the visitor is, of a form that is valid."""
        near: Point | None = self.cleaned_data["near"]
        place: Place | None = self.cleaned_data["place"]
        found = point_for(place) if place else None
        return found[0] if found else near


class AdvicePageForm(AdviceForm):
    """The questions as the page takes them: where one is may also be said in words."""

    q = PlainCharField(label=_("I am at"), max_length=100)
