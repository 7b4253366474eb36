"""Shops that visitors miss: read, checked, held, and made into drafts by a curator."""

import datetime as dt
from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from locator.contributing.fields import CarriersField, TrappedForm
from locator.geo.border import in_cambodia
from locator.geo.columns import rows_near
from locator.geo.point import GeoError, Point
from locator.geo.typed import read_position
from locator.hours import expression
from locator.hours.expression import OpeningHoursError
from locator.importing.text import language_of
from locator.masking import without_contacts
from locator.models import Confidence, Hours, Kind, Offer, Outlet, Place
from locator.models.decided import Decision, new_reference
from locator.models.history import record_history
from locator.models.missing_shop import MissingShop
from locator.models.outlet import OwnSource
from locator.once_a_day import first_today
from locator.phones import split_numbers
from locator.quality.checking import check_outlets
from locator.search.places import find_places, nearest_place, point_for
from locator.search_index import write_index

DUPLICATES_WITHIN_M: Final = 300
MAX_DUPLICATES: Final = 8
_MAX_PHONES: Final = 3
_LOOKS_LIKE_A_POSITION: Final = (".", "°", "://", "geo:")


@dataclass(frozen=True, slots=True)
class ShopPosition:
    """`whose` is the place near the shop whose point it is; None where it is exact."""

    point: Point
    whose: Place | None
    written: str


class MissingShopForm(TrappedForm):
    """What somebody tells of a shop that is missing."""

    name = forms.CharField(label=_("Name of the shop"), max_length=200)
    where = forms.CharField(
        label=_("Where is it?"),
        max_length=2000,
        help_text=_(
            "A market, village or landmark near it. Or exactly: “11.5564, 104.9282”, or"
            " the address of a map page."
        ),
    )
    landmark = forms.CharField(
        label=_("How does one find it? (optional)"), required=False, max_length=120
    )
    carriers = CarriersField(label=_("Which carriers does it top up?"))
    kind = forms.ChoiceField(
        label=_("What is it?"),
        choices=Kind.choices,
        initial=Kind.PARTNER_SHOP,
        widget=forms.RadioSelect,
    )
    phone = forms.CharField(
        label=_("The shop's phone number (optional)"),
        required=False,
        max_length=60,
        help_text=_("The number on its sign: it will be public."),
        widget=forms.TextInput(attrs={"inputmode": "tel"}),
    )
    hours = forms.CharField(
        label=_("Opening hours (optional)"),
        required=False,
        max_length=200,
        help_text=_("As on the door: “8-17”, or in your own words."),
    )
    note = forms.CharField(
        label=_("Anything else (optional)"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("name", "where", "landmark", "phone", "hours", "note"):
            self.fields[name].widget.attrs["class"] = "field"

    def clean_name(self) -> str:
        return _without_contacts(self.cleaned_data["name"])

    def clean_landmark(self) -> str:
        return _without_contacts(self.cleaned_data["landmark"])

    def clean_where(self) -> ShopPosition:
        text = self.cleaned_data["where"]
        found = _exactly(text) or _near_a_place(text)
        if not in_cambodia(found.point):
            raise ValidationError(
                _("The position %(position)s lies outside Cambodia."),
                params={"position": found.point},
            )
        return found

    def clean_phone(self) -> str:
        numbers, unreadable = split_numbers(self.cleaned_data["phone"])
        if unreadable or len(numbers) > _MAX_PHONES:
            raise ValidationError(
                _("This is no phone number. Write it like 012 345 678.")
            )
        return ", ".join(numbers)

    def clean_hours(self) -> tuple[str, str]:
        """As opening_hours text, or in the words that were written."""
        text = self.cleaned_data["hours"]
        try:
            return (expression.read(text).repaired, "") if text else ("", "")
        except OpeningHoursError:
            return "", without_contacts(text)[:200]

    def clean_note(self) -> str:
        return without_contacts(self.cleaned_data["note"])


def file_missing_shop(form: MissingShopForm, *, who: str, at: dt.datetime) -> None:
    """Keep what a valid form says, to wait for a curator; the same of a day once."""
    said = form.cleaned_data
    where: ShopPosition = said["where"]
    point = where.point.to_decimetres()
    hours_text, hours_note = said["hours"]
    parts = ("shop", who, said["name"], str(where.point.rounded()))
    drawn = new_reference()
    with first_today(drawn, *parts, at=at) as reference, transaction.atomic():
        shop, is_new = MissingShop.objects.get_or_create(
            reference=reference,
            defaults={
                "name": said["name"],
                "kind": said["kind"],
                "latitude": point.latitude,
                "longitude": point.longitude,
                "where": where.written[:200],
                "is_exact": where.whose is None,
                "point_of": where.whose,
                "landmark": said["landmark"],
                "phones": said["phone"],
                "hours_text": hours_text,
                "hours_note": hours_note,
                "note": said["note"],
                "sent_on": timezone.localdate(at),
            },
        )
        if is_new:
            shop.carriers.set(said["carriers"])


def possible_duplicates(shop: MissingShop) -> list[tuple[Outlet, float]]:
    """Outlets within 300 m of it, nearest first, with their distance in metres."""
    found = rows_near(Outlet.objects.in_work(), shop.point, DUPLICATES_WITHIN_M)[
        :MAX_DUPLICATES
    ]
    outlets = Outlet.objects.select_related("operator").in_bulk(pk for _m, pk in found)
    return [(outlets[pk], metres) for metres, pk in found]


def accept_shop(pk: int, *, by: AbstractBaseUser, at: dt.datetime) -> Outlet | None:
    """Make it a draft outlet; None where another curator has decided meanwhile."""
    with transaction.atomic():
        shop: MissingShop | None = MissingShop.objects.take(pk)
        if shop is None:
            return None
        outlet = _draft(shop)
        outlet.set_phones(filter(None, shop.phones.split(", ")))
        for carrier in shop.carriers.all():
            Offer.objects.create(
                outlet=outlet,
                carrier=carrier,
                confidence=Confidence.UNCONFIRMED,
                evidence=f"A visitor said so, {shop.sent_on:%Y-%m-%d}",
            )
        reason = f"Missing shop {shop.reference} accepted"
        record_history(Outlet, [outlet.pk], reason=reason, user=by)
        write_index([outlet.pk])
        check_outlets([outlet.pk], at=at)
        rows = MissingShop.objects.filter(pk=pk)
        rows.decide(Decision.ACCEPTED, by=by, at=at, outlet=outlet)
    return outlet


def reject_shop(pk: int, *, by: AbstractBaseUser, at: dt.datetime) -> bool:
    """False where another curator has decided meanwhile."""
    shop = MissingShop.objects.waiting().filter(pk=pk)
    return shop.decide(Decision.REJECTED, by=by, at=at) > 0


def _draft(shop: MissingShop) -> Outlet:
    outlet = Outlet(
        kind=shop.kind,
        status=Outlet.Status.DRAFT,
        latitude=shop.latitude,
        longitude=shop.longitude,
        hours=Hours.objects.for_text(shop.hours_text),
        source=OwnSource.VISITOR,
        source_date=shop.sent_on,
        **_translated("name", shop.name),
        **_translated("landmark", shop.landmark),
        **_translated("hours_note", shop.hours_note),
    )
    if near := nearest_place(shop.point):
        outlet.follow_nearest_place(near.place)
    outlet.save_without_historical_record()  # type: ignore[attr-defined]
    return outlet


def _translated(field: str, text: str) -> dict[str, str]:
    """In the column of the language whose script it is in."""
    return {f"{field}_{language_of(text)}": text} if text else {}


def _exactly(text: str) -> ShopPosition | None:
    if not any(sign in text for sign in _LOOKS_LIKE_A_POSITION):
        return None
    try:
        point = read_position(text)
    except GeoError as error:
        if "://" in text or not find_places(text, 1):
            raise ValidationError(str(error)) from error
        return None
    return ShopPosition(point, None, str(point))


def _near_a_place(text: str) -> ShopPosition:
    for place in find_places(text, 3):
        if known := point_for(place):
            return ShopPosition(*known, without_contacts(text))
    raise ValidationError(
        _(
            "No place here is called “%(text)s”. Name a market, village or town near"
            " it, or give its position."
        ),
        params={"text": text[:80]},
    )


def _without_contacts(text: str) -> str:
    if without_contacts(text) != text:
        raise ValidationError(_("Leave phone numbers and addresses out."))
    return text
