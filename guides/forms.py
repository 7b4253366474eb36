from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from guides.rules import DATA, HAVE, MATTERS, SIMS
from guides.rules import LANGUAGES as SPOKEN
from locator.models import Place
from locator.search.form import AmountField, PlainCharField, PointField, SlugField


class GuideForm(forms.Form):
    """What the address of a guide may hold. What cannot be read counts as not given."""

    near = PointField()
    ends = forms.DateField(
        label=_("When does your validity end?"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date", "class": "field"}),
    )

    def given(self, name: str) -> Any:
        self.is_valid()
        return self.cleaned_data.get(name)


class AdviceForm(forms.Form):
    """The advisor's questions, the same for page and API. Only `sim` must be there.

    Who names no language is taken to read the one that the page is in.
    """

    sim = forms.ChoiceField(
        label=_("Which SIM do you want to top up?"), choices=list(SIMS.items())
    )
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
    language = forms.ChoiceField(
        label=_("Language"), choices=list(SPOKEN.items()), required=False
    )
    abroad = forms.BooleanField(label=_("I am not in Cambodia"), required=False)
    place = SlugField(
        Place.objects.select_related("parent__parent"),
        _("Pick one from the list of places."),
        label=_("Place"),
    )
    near = PointField(label=_("Position"))


class AdvicePageForm(AdviceForm):
    """The questions as the page takes them: where one is may also be said in words."""

    q = PlainCharField(label=_("I am at"), max_length=100)
