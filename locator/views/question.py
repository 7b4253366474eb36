"""What the search page asks, and what its form shows of an answer."""

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from locator.geo.point import Point
from locator.models import Carrier, CarrierPrefix, Kind
from locator.search.form import OutletSearch, PlainCharField, SearchForm
from locator.views.query import Query

_FILTERS = ("kind", "payment", "amount", "service", "open")
_CARRIED = ("place", "confidence", "operator", "open_strict", "unproven")
"""Not asked for by a field of the form; a new search from it keeps them."""


class PageForm(SearchForm):
    """A search as the page takes it: also in words, and open now unless said.

    Whatever the SIM, it lists what something shows to sell top-up.
    """

    centres = ("near", "place", "q")

    q = PlainCharField(label=gettext_lazy("I am at"), max_length=100)

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
    return {
        "form": form,
        "typed": typed,
        "carriers": carriers,
        "chosen_carrier": chosen,
        "not_sure": bool(query.pairs) and not chosen,
        "kinds": Kind.choices,
        "chosen_kinds": [value for name, value in query.pairs if name == "kind"],
        "chosen_open": opening,
        "other_moment": opening if opening not in ("", "any", "now") else "",
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
        else:
            continue
        found.append((label, name, value))
    return found
