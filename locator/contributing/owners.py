"""Owners: they claim an outlet, and keep it true by a link that a curator gave them."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from locator.changing import changed_outlet
from locator.contention import note
from locator.contributing.fields import CarriersField, TrappedForm
from locator.hours import expression
from locator.masking import without_contacts
from locator.models import (
    Carrier,
    Confidence,
    Hours,
    Offer,
    Outlet,
)
from locator.models.decided import Decision, new_reference
from locator.models.hours import read_expression
from locator.models.offer import offers_of
from locator.models.owner import VALID_FOR, Claim, EditLink, digest_of
from locator.once_a_day import first_today
from locator.phones import national, split_numbers
from locator.quality.merging import standing_for

_MAX_PHONES: Final = 5
_CHANGED_SINCE: Final = _(
    "Somebody changed this shop after you opened the page. Open it again and look"
    " first."
)
NUMBER_KEPT_FOR: Final = dt.timedelta(days=60)
"""How long a claim that nobody decides may wait; form and privacy page say it too."""
_MAX_CLOSURE: Final = dt.timedelta(days=366)


class ClaimForm(TrappedForm):
    """Somebody says that the shop is theirs."""

    phone = forms.CharField(
        label=_("Your phone number"),
        max_length=40,
        widget=forms.TextInput(
            attrs={"class": "field", "inputmode": "tel", "autocomplete": "tel"}
        ),
        help_text=_(
            "We call it once, and delete it when your claim is decided, after 60 days"
            " at the latest."
        ),
    )
    note = forms.CharField(
        label=_("Anything else (optional)"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2, "class": "field"}),
    )

    def clean_phone(self) -> str:
        numbers, unreadable = split_numbers(self.cleaned_data["phone"])
        if unreadable or len(numbers) != 1:
            raise ValidationError(
                _("This is no phone number. Write it like 012 345 678.")
            )
        return numbers[0]

    def clean_note(self) -> str:
        return without_contacts(self.cleaned_data["note"])


def file_claim(outlet: Outlet, form: ClaimForm, *, who: str, at: dt.datetime) -> None:
    """Keep it until a curator decides; the same of a day once."""
    said = form.cleaned_data
    parts = ("claim", who, outlet.public_id, said["phone"])
    drawn = new_reference()
    with first_today(drawn, *parts, at=at) as reference, transaction.atomic():
        Claim.objects.get_or_create(
            reference=reference,
            defaults={
                "outlet": standing_for(outlet),
                "phone": said["phone"],
                "note": said["note"],
                "sent_on": timezone.localdate(at),
            },
        )


def grant(pk: int, *, by: AbstractBaseUser, at: dt.datetime) -> str | None:
    """Give the claimant a link: its token, which nobody sees again.

    None where another curator has decided meanwhile. The number is forgotten.
    """
    with transaction.atomic():
        claim = Claim.objects.take(pk)
        if claim is None:
            return None
        Claim.objects.filter(pk=pk).decide(Decision.ACCEPTED, by=by, at=at, phone="")
        link = EditLink(
            outlet_id=claim.outlet_id,
            made_by_id=by.pk,
            made_at=at,
            expires_at=at + VALID_FOR,
        )
        token = link.draw()
        link.save()
    return token


def refuse(pk: int, *, by: AbstractBaseUser, at: dt.datetime) -> bool:
    """False where another curator has decided meanwhile. The number is forgotten."""
    claim = Claim.objects.waiting().filter(pk=pk)
    return claim.decide(Decision.REJECTED, by=by, at=at, phone="") > 0


def forget_numbers(*, at: dt.datetime) -> int:
    """Delete the numbers of claims that have waited too long; returns how many.

    The claims go on waiting.
    """
    oldest = timezone.localdate(at) - NUMBER_KEPT_FOR
    old = Claim.objects.filter(sent_on__lte=oldest).exclude(phone="")
    return old.update(phone="")


def link_of(token: str, *, at: dt.datetime) -> EditLink | None:
    """The valid link of this token, about an outlet that visitors see; or None."""
    rows = EditLink.objects.valid(at).filter(digest=digest_of(token))
    link = rows.select_related("outlet__operator", "outlet__hours").first()
    if link is None or link.outlet.status not in Outlet.PUBLIC_STATUSES:
        return None
    today = timezone.localdate(at)
    if link.last_used_on != today:
        note(EditLink.objects.filter(pk=link.pk), last_used_on=today)
    return link


@dataclass(frozen=True, slots=True)
class OwnersPart:
    """What an owner may change, as it is now."""

    hours: str
    phones: tuple[str, ...]
    carriers: frozenset[int]

    @classmethod
    def of(cls, outlet: Outlet) -> "OwnersPart":
        return cls(
            hours=outlet.hours.text if outlet.hours else "",
            phones=tuple(outlet.phones.values_list("number", flat=True)),
            carriers=frozenset(o.carrier_id for o in offers_of(outlet)),
        )


class OwnerForm(forms.Form):
    """What an owner keeps true."""

    hours = forms.CharField(
        label=_("Opening hours"),
        required=False,
        max_length=expression.MAX_LENGTH,
        help_text=_(
            "As on the door: “8-17” or “Mo-Fr 08:00-17:00; Sa 08:00-12:00; PH off”. PH"
            " is a public holiday."
        ),
    )
    phones = forms.CharField(
        label=_("Phone numbers of the shop"),
        required=False,
        max_length=200,
        help_text=_("With a comma between them. They are public."),
    )
    carriers = CarriersField(label=_("Carriers that you top up"))
    closed = forms.ChoiceField(
        label=_("Is it open for business?"),
        choices=[
            ("", _("Yes")),
            (Outlet.Status.CLOSED_UNTIL, _("Closed until a date")),
            (Outlet.Status.CLOSED, _("Closed for good")),
        ],
        required=False,
        widget=forms.RadioSelect,
    )
    closed_until = forms.DateField(
        label=_("If it is closed for a while: opens again on"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    version = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any, *, outlet: Outlet, today: dt.date) -> None:
        kept = OwnersPart.of(outlet)
        closed = outlet.status == Outlet.Status.CLOSED_UNTIL
        slugs = Carrier.objects.filter(pk__in=kept.carriers)
        initial = {
            "hours": kept.hours,
            "phones": ", ".join(map(national, kept.phones)),
            "carriers": list(slugs.values_list("slug", flat=True)),
            "closed": Outlet.Status.CLOSED_UNTIL if closed else "",
            "closed_until": outlet.closed_until,
            "version": outlet.updated_at.isoformat(),
        }
        super().__init__(data, initial=initial)
        self._outlet, self._today = outlet, today
        for name in ("hours", "phones", "closed_until"):
            self.fields[name].widget.attrs["class"] = "field"

    def questions(self) -> list[forms.BoundField]:
        return list(self.visible_fields())

    def clean_hours(self) -> str:
        text = self.cleaned_data["hours"]
        return read_expression(text).repaired if text else ""

    def clean_phones(self) -> tuple[str, ...]:
        numbers, unreadable = split_numbers(self.cleaned_data["phones"])
        if unreadable or len(numbers) > _MAX_PHONES:
            raise ValidationError(
                _("“%(text)s” is no phone number. Write it like 012 345 678."),
                params={"text": ", ".join(unreadable) or numbers[-1]},
            )
        return numbers

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        until = cleaned.get("closed_until")
        if cleaned.get("closed") == Outlet.Status.CLOSED_UNTIL:
            latest = self._today + _MAX_CLOSURE
            if "closed_until" not in self.errors and (
                until is None or not self._today < until <= latest
            ):
                self.add_error("closed_until", _("Give a day to come, within a year."))
        elif "closed" not in self.errors:
            cleaned["closed_until"] = None
        if cleaned.get("version") != self._outlet.updated_at.isoformat():
            raise ValidationError(_CHANGED_SINCE)
        return cleaned


def still_correct(link: EditLink, *, at: dt.datetime) -> None:
    """The owner says that all is as it stands."""
    reason = f"Owner's link {link.pk}: still correct"
    with changed_outlet(link.outlet_id, reason=reason, at=at) as row:
        row.verified_at = at


def edit(link: EditLink, form: OwnerForm, *, at: dt.datetime) -> bool:
    """Save what a valid form says; an owner's word makes nothing `confirmed`.

    False where somebody saved between the form's check and this: the form says so.
    """
    said = form.cleaned_data
    reason = f"Owner's link {link.pk}: edit"
    try:
        with changed_outlet(link.outlet_id, reason=reason, at=at) as row:
            if said["version"] != row.updated_at.isoformat():
                raise ValidationError(_CHANGED_SINCE)
            row.hours = Hours.objects.for_text(said["hours"])
            row.status = said["closed"] or Outlet.Status.PUBLISHED
            row.closed_until = said["closed_until"]
            row.verified_at = at
            row.set_phones(said["phones"])
            _keep_carriers(row, {carrier.pk for carrier in said["carriers"]}, at)
    except ValidationError as error:
        form.add_error(None, error)
        return False
    return True


def _keep_carriers(outlet: Outlet, wanted: Collection[int], at: dt.datetime) -> None:
    sold = {offer.carrier_id for offer in offers_of(outlet)}
    day = timezone.localdate(at)
    for carrier_id in sold.symmetric_difference(wanted):
        sells = carrier_id in wanted
        said = "The owner says so" if sells else "The owner says that it is not sold"
        Offer.objects.update_or_create(
            outlet=outlet,
            carrier_id=carrier_id,
            defaults={
                "sells": sells,
                "confidence": Confidence.LIKELY if sells else Confidence.UNCONFIRMED,
                "evidence": f"{said}, {day:%Y-%m-%d}",
                "fact": None,
            },
        )
