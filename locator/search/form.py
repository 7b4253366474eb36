import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from locator.geo.point import BoundingBox, GeoError, Point
from locator.hours.schedule import TIMEZONE
from locator.models import Carrier, Confidence, Kind, Operator, Payment, Place, Service
from locator.models.offer import in_usd
from locator.models.reading import carrier_called, carriers
from locator.search.amounts import AmountError, read_amount

DEFAULT_LIMIT = 20
MAX_LIMIT = 100
MAX_RADIUS_M = 1_000_000


@dataclass(frozen=True, slots=True)
class OutletSearch:
    """What is asked: checked, and the same for a page and the API.

    `at_least` is the lowest confidence of an offer that counts. `open_at` keeps the
    outlets open then; `keep_unknown` also those whose hours nobody knows, and `shut`
    turns it round. `proven` leaves out what nothing shows to sell any carrier's top-up,
    `unproven` asks for that alone. `text` keeps those whose names or address hold it.
    `first_page` is how many a list has before more of it is asked for.
    """

    near: Point | None = None
    radius_m: float | None = None
    box: BoundingBox | None = None
    carrier: Carrier | None = None
    at_least: Confidence = Confidence.UNCONFIRMED
    kinds: tuple[str, ...] = ()
    operator: Operator | None = None
    service: str = ""
    payment: str = ""
    amount_usd: Decimal | None = None
    open_at: dt.datetime | None = None
    keep_unknown: bool = True
    shut: bool = False
    proven: bool = False
    unproven: bool = False
    text: str = ""
    limit: int = DEFAULT_LIMIT
    first_page: int = DEFAULT_LIMIT

    @property
    def is_narrowed(self) -> bool:
        """Whether it asks more of an outlet than a carrier, where and whether open."""
        return bool(
            self.kinds
            or self.operator
            or self.service
            or self.payment
            or self.amount_usd is not None
            or self.text
            or self.unproven
            or self.at_least is not Confidence.UNCONFIRMED
        )


class PlainCharField(forms.CharField):
    """One line of text, optional unless it is said to be `required`."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"required": False, "max_length": 200, **kwargs})


class PointField(PlainCharField):
    def clean(self, value: Any) -> Point | None:
        text = super().clean(value)
        try:
            return Point.parse(text) if text else None
        except GeoError as error:
            raise ValidationError(str(error)) from error


class BoxField(PlainCharField):
    def clean(self, value: Any) -> BoundingBox | None:
        text = super().clean(value)
        try:
            return BoundingBox.parse(text) if text else None
        except GeoError as error:
            raise ValidationError(str(error)) from error


class SlugField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A row by its slug; `mend` says where to find the slugs there are."""

    def __init__(self, rows: QuerySet[Any], mend: Any, **kwargs: Any) -> None:
        unknown = format_lazy("{} {}", _("“%(value)s” is not known."), mend)
        super().__init__(
            rows,
            to_field_name="slug",
            required=False,
            error_messages={"invalid_choice": unknown},
            **kwargs,
        )

    def to_python(self, value: Any) -> Any:
        # PostgreSQL cannot look for a NUL.
        return super().to_python(value.replace("\0", "?") if value else value)


class CarrierField(PlainCharField):
    """A carrier by its slug, from what the process remembers of them."""

    def clean(self, value: Any) -> Carrier | None:
        slug = super().clean(value)
        carrier = carrier_called(slug)
        if slug and carrier is None:
            slugs = ", ".join(sorted(known.slug for known in carriers().values()))
            raise ValidationError(
                _("“%(value)s” is not known; there are %(slugs)s."),
                params={"value": slug, "slugs": slugs},
            )
        return carrier


class MomentField(PlainCharField):
    """`now`, `any` or ISO 8601; a time without a zone is Cambodia's.

    Cleans to "now", "any", "" (not given) or an aware datetime.
    """

    def clean(self, value: Any) -> dt.datetime | str:
        text = super().clean(value)
        if text in {"", "any", "now"}:
            return str(text)
        # A query writes "+07:00" as a space where it was not escaped. A day alone would
        # be its midnight, when hardly anything is open.
        try:
            is_day = parse_date(text) is not None
            moment = parse_datetime(text.replace(" ", "+") if "T" in text else text)
        except ValueError:
            is_day, moment = False, None
        if moment is None or is_day or not 1970 <= moment.year <= 2100:
            raise ValidationError(
                _("Write now, any or a time such as 2026-11-23T12:00.")
            )
        return moment if moment.tzinfo else moment.replace(tzinfo=TIMEZONE)


def asked_moment(asked: dt.datetime | str, *, now: dt.datetime) -> dt.datetime | None:
    """The moment that a cleaned `MomentField` asks for; None where it asks for none."""
    if isinstance(asked, str):
        return now if asked == "now" else None
    return asked


class AmountField(PlainCharField):
    """An amount as people say it, cleaned to US dollars."""

    def clean(self, value: Any) -> Decimal | None:
        text = super().clean(value)
        try:
            return in_usd(*read_amount(text)) if text else None
        except AmountError as error:
            raise ValidationError(str(error)) from error


class FlagField(forms.TypedChoiceField):
    """1 or 0, cleaned to True or False."""

    def __init__(self, **kwargs: Any) -> None:
        choices = [("", ""), ("0", "0"), ("1", "1")]
        super().__init__(
            choices=choices,
            coerce=lambda text: text == "1",
            empty_value=False,  # type: ignore[arg-type]
            required=False,
            **kwargs,
        )


class SearchForm(forms.Form):
    """The parameters of a search, the same for page and API.

    Only the default of `open` differs: a page asks for what is open now.
    """

    centres: ClassVar[tuple[str, ...]] = ("near", "place")
    first_page: ClassVar[int] = DEFAULT_LIMIT

    near = PointField(label=_("Position"))
    radius = forms.FloatField(
        label=_("Radius in metres"),
        required=False,
        min_value=1,
        max_value=MAX_RADIUS_M,
    )
    bbox = BoxField(label=_("Box"))
    place = SlugField(
        Place.objects.with_parents(), _("Choose one of those below."), label=_("Place")
    )
    carrier = SlugField(
        Carrier.objects.all(), _("Choose one of those below."), label=_("Carrier")
    )
    kind = forms.MultipleChoiceField(
        label=_("Kind"), choices=Kind.choices, required=False
    )
    operator = SlugField(
        Operator.objects.all(), _("Leave it out to see all."), label=_("Operator")
    )
    service = forms.ChoiceField(
        label=_("Service"), choices=[("", _("Any")), *Service.choices], required=False
    )
    payment = forms.ChoiceField(
        label=_("I pay with"),
        choices=[("", _("Any")), *Payment.choices],
        required=False,
    )
    amount = AmountField(label=_("Amount"), max_length=20)
    confidence = forms.ChoiceField(
        label=_("At least"),
        choices=[("", _("Any")), *Confidence.choices],
        required=False,
    )
    open = MomentField(label=_("Open"))
    open_strict = FlagField(label=_("Only known hours"))
    unproven = FlagField(label=_("Unproven"))
    limit = forms.IntegerField(
        label=_("Limit"), required=False, min_value=1, max_value=MAX_LIMIT
    )

    def __init__(self, *args: Any, open_default: str = "any", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.open_default = open_default

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        where = [name for name in ("near", "bbox", "place") if cleaned.get(name)]
        if len(where) > 1:
            self.add_error(
                where[1],
                ValidationError(
                    _("Give only one of near, bbox and place; this has %(names)s."),
                    params={"names": ", ".join(where)},
                ),
            )
        if cleaned.get("radius") and not any(map(cleaned.get, self.centres)):
            names = ", ".join(self.centres)
            sentence = _("A radius needs a centre: one of %(names)s.")
            self.add_error("radius", sentence % {"names": names})
        return cleaned

    def search(self, *, at: dt.datetime, near: Point | None = None) -> OutletSearch:
        """The search of a valid form; `near` stands in for a position found by name."""
        cleaned = self.cleaned_data
        return OutletSearch(
            near=near or cleaned["near"],
            radius_m=cleaned["radius"],
            box=cleaned["bbox"],
            carrier=cleaned["carrier"],
            at_least=Confidence(cleaned["confidence"] or Confidence.UNCONFIRMED),
            kinds=tuple(cleaned["kind"]),
            operator=cleaned["operator"],
            service=cleaned["service"],
            payment=cleaned["payment"],
            amount_usd=cleaned["amount"],
            open_at=asked_moment(cleaned["open"] or self.open_default, now=at),
            keep_unknown=not cleaned["open_strict"],
            # The least there is still asks for an offer.
            proven=bool(cleaned["confidence"]),
            unproven=cleaned["unproven"],
            limit=cleaned["limit"] or self.first_page,
            first_page=self.first_page,
        )
