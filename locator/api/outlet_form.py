"""The parameters of a search of outlets: declared for the document, read by a form."""

import threading
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from locator.api.parameters import CURSOR, ZERO_OR_ONE, Parameter, limit_parameter
from locator.api.shapes import PROPERTIES
from locator.models import Confidence, Kind, Payment, Place, Service
from locator.search.form import (
    DEFAULT_LIMIT,
    MAX_LIMIT,
    MAX_RADIUS_M,
    CarrierField,
    PlainCharField,
    SearchForm,
    SlugField,
)
from locator.search.text import MAX_QUERY_LENGTH

_OF_AN_OFFER: Final = ("service", "amount", "confidence")

PARAMETERS: Final = (
    Parameter(
        "near",
        "Position as latitude,longitude in degrees, rounded to 4 decimals (11 m). The "
        "answer is sorted by the distance from it.",
        example="11.5564,104.9282",
    ),
    Parameter(
        "radius",
        "Metres around `near` or `place`.",
        {"type": "number", "minimum": 1, "maximum": MAX_RADIUS_M},
    ),
    Parameter(
        "bbox",
        "A box as west,south,east,north in degrees, such as 104.85,11.5,104.98,11.62. "
        "With west > east it crosses the antimeridian. Instead of `near` and `place`.",
    ),
    Parameter(
        "place",
        "Slug of a place of `places/`: as `near` its point, or the point of what it "
        "lies in where its own is not known.",
    ),
    Parameter("carrier", "Slug of a carrier that is sold there, such as smart."),
    Parameter(
        "kind",
        "Kind of outlet; may be given several times.",
        {"type": "string", "enum": Kind.values},
        is_repeatable=True,
    ),
    Parameter("operator", "Slug of the operator that runs it, such as wing."),
    Parameter(
        "service",
        "What an offer there includes.",
        {"type": "string", "enum": Service.values},
    ),
    Parameter(
        "payment",
        "What can be paid with.",
        {"type": "string", "enum": Payment.values},
    ),
    Parameter(
        "amount",
        "An amount that can be topped up: dollars as 2 or $2.50, riel as 8000 or "
        "8000៛. Outlets whose limits are not known are kept.",
        {"type": "string", "maxLength": 20},
    ),
    Parameter(
        "confidence",
        "How sure it must at least be that the offer is there. Without it and "
        "`carrier` all outlets come, also those of which nothing shows that they sell; "
        "`unconfirmed` leaves these out.",
        {"type": "string", "enum": Confidence.values},
    ),
    Parameter(
        "open",
        "`now`, or a moment as ISO 8601 (without zone: Cambodia's time), keeps what is "
        "open then and what nobody knows the hours of. `any`, the default, keeps all.",
    ),
    Parameter(
        "open_strict", "1 with `open`: leave out what has no known hours.", ZERO_OR_ONE
    ),
    Parameter(
        "unproven",
        "1: instead those outlets of which nothing shows that they sell top-up; with "
        "`carrier` less those known not to sell it.",
        ZERO_OR_ONE,
    ),
    Parameter(
        "q",
        "Words in the name, the operator's name or the address, in any script. For "
        "places see `places/`.",
        {"type": "string", "maxLength": MAX_QUERY_LENGTH},
    ),
    Parameter(
        "fields",
        "Names of the properties wanted, with commas between, such as "
        "name,open_state,distance_m; else all come.",
    ),
    limit_parameter("Outlets a page.", most=MAX_LIMIT, default=DEFAULT_LIMIT),
    CURSOR,
)


_thread = threading.local()


def read_form(query: QueryDict) -> "OutletForm":
    """The form of this query; it holds until the thread reads another one.

    Making a form costs more than reading it: Django copies every field.
    """
    form: OutletForm | None = getattr(_thread, "form", None)
    if form is None:
        form = _thread.form = OutletForm()
    form.read(query)
    return form


class FieldsField(PlainCharField):
    """Names of properties with commas between, cleaned to a set; empty for all."""

    def clean(self, value: Any) -> frozenset[str]:
        text = super().clean(value)
        names = frozenset(name.strip() for name in text.split(",") if name.strip())
        if unknown := sorted(names.difference(PROPERTIES)):
            raise ValidationError(
                _("There is no property %(unknown)s; there are %(names)s."),
                params={"unknown": unknown[0], "names": ", ".join(PROPERTIES)},
            )
        return names


class OutletForm(SearchForm):
    """A search as the API takes it; what makes no sense together is refused."""

    carrier = CarrierField()  # type: ignore[assignment]
    q = PlainCharField(max_length=MAX_QUERY_LENGTH)
    place = SlugField(Place.objects.with_parents(), _("Look it up: places/?q=."))
    fields = FieldsField(max_length=1000)  # type: ignore[assignment]
    cursor = PlainCharField()

    def __init__(self) -> None:
        super().__init__(QueryDict())
        self._all: dict[str, Any] = dict(vars(self)["fields"])
        self._empty: dict[str, Any] = {}
        self.full_clean()
        self._empty = self.cleaned_data

    def read(self, query: QueryDict) -> None:
        """Clean what is given alone: of most searches that is little."""
        self.data = query
        given = [(name, field) for name, field in self._all.items() if name in query]
        self.fields = dict(given)  # type: ignore[assignment]
        self.full_clean()

    def clean(self) -> dict[str, Any]:
        not_given = self._empty.keys() - vars(self)["fields"].keys()
        for name in not_given:
            self.cleaned_data[name] = self._empty[name]
        cleaned = super().clean()
        if cleaned.get("open_strict") and cleaned.get("open", "now") in {"", "any"}:
            self.add_error("open_strict", _("It needs open=now or a moment."))
        if cleaned.get("unproven"):
            for name in _OF_AN_OFFER:
                if cleaned.get(name):
                    self.add_error(
                        name, _("Unproven outlets have no offers: leave it out.")
                    )
        return cleaned
