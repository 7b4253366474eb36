"""What the search page asks, and what its form shows of an answer."""

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from locator.cldr import day_in_words
from locator.geo.point import Point
from locator.hours.schedule import TIMEZONE
from locator.models import Carrier, CarrierPrefix, Kind
from locator.search.form import (
    MomentField,
    OutletSearch,
    PlainCharField,
    SearchForm,
)
from locator.views.query import AT_A_TIME, Query

NARROWING = ("kind", "payment", "amount", "service", "confidence", "operator")
"""What keeps a search to some of the outlets that sell a carrier's top-up."""

_FILTERS = ("kind", "payment", "amount", "service", "open")
_CARRIED = ("place", "confidence", "operator", "open_strict", "unproven")
"""Not asked for by a field of the form; a new search from it keeps them."""


class ChosenMomentField(MomentField):
    """As the form asks for it: also "at a time", which then has to be said."""

    def clean(self, value: Any) -> dt.datetime | str:
        if value == AT_A_TIME:
            raise ValidationError(_("Say the day and the time, or choose “Now”."))
        return super().clean(value)


class PageForm(SearchForm):
    """A search as the page takes it: also in words, and open now unless said.

    Whatever the SIM, it lists what something shows to sell top-up.
    """

    centres = ("near", "place", "q")

    q = PlainCharField(label=gettext_lazy("I am at"), max_length=100)
    open = ChosenMomentField(label=gettext_lazy("Open"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, open_default="now", **kwargs)
        for name in ("payment", "service", "amount"):
            self.fields[name].widget.attrs["class"] = "field"
        self.fields["amount"].widget.attrs["placeholder"] = _("$2 or 8000 riel")

    def search(self, *, at: dt.datetime, near: Point | None = None) -> OutletSearch:
        search = super().search(at=at, near=near)
        return replace(search, proven=not search.unproven)


@dataclass(frozen=True, slots=True)
class Carriers:
    """Those that surely sell, as chips; the others stand under "not sure"."""

    sure: list[Carrier]
    doubtful: list[Carrier]

    @classmethod
    def all(cls) -> "Carriers":
        carriers = list(Carrier.objects.all())
        return cls(
            [c for c in carriers if not c.is_doubtful],
            [c for c in carriers if c.is_doubtful],
        )


def form_context(form: PageForm, query: Query, *, typed: str) -> dict[str, Any]:
    """What `locator/_ask.html` needs; `typed` stands in its box for the position."""
    carriers = Carriers.all()
    chosen = query.get("carrier")
    opening = query.get("open")
    is_at_a_time = opening not in ("", "any", "now")
    return {
        "form": form,
        "typed": typed,
        "carriers": carriers,
        "chosen_carrier": chosen,
        "not_sure": bool(query.pairs) and not chosen,
        "kinds": Kind.choices,
        "chosen_kinds": [value for name, value in query.pairs if name == "kind"],
        "chosen_open": AT_A_TIME if is_at_a_time else opening,
        "chosen_time": _time_in_field(form, opening) if is_at_a_time else "",
        "filters_open": any(query.get(name) for name in _FILTERS),
        "carried": [pair for pair in query.pairs if pair[0] in _CARRIED],
        "kept": [pair for pair in query.pairs if pair[0] != "carrier"],
        "prefixes": number_prefixes(),
    }


def number_prefixes() -> dict[str, tuple[str, bool]]:
    """The first digits of a number to its carrier's slug and whether that is sure."""
    prefixes = CarrierPrefix.objects.values_list(
        "digits", "carrier__slug", "is_certain"
    )
    return {digits: (slug, sure) for digits, slug, sure in prefixes}


def filter_labels(form: PageForm, query: Query) -> list[tuple[str, str, str]]:
    """(label, name, value) of each filter that narrows a valid form's search."""
    found = []
    for name, value in query.pairs:
        if name in ("kind", "payment", "service", "confidence"):
            label = str(dict(form.fields[name].choices)[value])  # type: ignore[attr-defined]
        elif name == "operator":
            label = str(form.cleaned_data["operator"])
        elif name == "amount":
            label = value
        elif name == "open" and value != "now":
            label = _moment_in_words(form.cleaned_data["open"])
        else:
            continue
        found.append((label, name, value))
    return found


def _moment_in_words(opening: dt.datetime | str) -> str:
    if isinstance(opening, str):
        return _("Open or not")
    here = opening.astimezone(TIMEZONE)
    values = {"day": day_in_words(here, "MMMEd"), "time": f"{here:%H:%M}"}
    return _("Open on %(day)s at %(time)s") % values


def _time_in_field(form: PageForm, typed: str) -> str:
    """As `datetime-local` holds it; as typed where it cannot be read."""
    moment = getattr(form, "cleaned_data", {}).get("open")
    if isinstance(moment, dt.datetime):
        return f"{moment.astimezone(TIMEZONE):%Y-%m-%dT%H:%M}"
    return "" if typed == AT_A_TIME else typed
