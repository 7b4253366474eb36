"""Visitors' reports: read, checked and kept, without a trace of who sent them."""

import datetime as dt
from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from locator.contributing.fields import TrappedForm
from locator.geo.border import in_cambodia
from locator.geo.point import MAX_TEXT_LENGTH, GeoError, Point
from locator.hours import expression
from locator.masking import without_contacts
from locator.models import Carrier, Outlet
from locator.models.decided import new_reference
from locator.models.hours import read_expression
from locator.models.report import MAX_NOTE_LENGTH, Report
from locator.once_a_day import first_today
from locator.quality.merging import standing_for
from locator.search.form import CarrierField

_GOES_WITH: Final = {
    "hours": Report.Kind.WRONG_HOURS,
    "point": Report.Kind.WRONG_PLACE,
}


@dataclass(frozen=True, slots=True)
class Filed:
    """`is_new` is False where the same was said before on this day."""

    reference: str
    is_new: bool


class ReportForm(TrappedForm):
    """What somebody may say of an outlet; the same fields for page and API."""

    read_point = staticmethod(Point.parse)
    """How its text is read; raises GeoError."""

    kind = forms.ChoiceField(choices=Report.Kind.choices)
    carrier = forms.CharField(required=False, max_length=50)
    note = forms.CharField(required=False, max_length=MAX_NOTE_LENGTH)
    hours = forms.CharField(required=False, max_length=expression.MAX_LENGTH)
    point = forms.CharField(required=False, max_length=MAX_TEXT_LENGTH)

    def clean_carrier(self) -> Carrier | None:
        return CarrierField().clean(self.cleaned_data["carrier"])

    def clean_note(self) -> str:
        return without_contacts(self.cleaned_data["note"])

    def clean_hours(self) -> str:
        text = self.cleaned_data["hours"]
        repaired = read_expression(text).repaired if text else ""
        if without_contacts(repaired) != repaired:
            raise ValidationError(_("Leave phone numbers and addresses out."))
        return repaired

    def clean_point(self) -> Point | None:
        text = self.cleaned_data["point"]
        if not text:
            return None
        try:
            point = self.read_point(text)
        except GeoError as error:
            raise ValidationError(str(error)) from error
        if not in_cambodia(point):
            raise ValidationError(
                _("The position %(position)s lies outside Cambodia."),
                params={"position": point},
            )
        return point

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        kind = cleaned.get("kind")
        if kind is None:
            return cleaned
        if kind in Report.OF_A_CARRIER:
            if not cleaned.get("carrier") and "carrier" not in self.errors:
                self.add_error("carrier", _("Name the carrier."))
        elif cleaned.get("carrier"):
            self.add_error("carrier", _("This kind of report names no carrier."))
        for name, its_kind in _GOES_WITH.items():
            if cleaned.get(name) and kind != its_kind:
                self.add_error(
                    name, _("It goes with the kind %(kind)s.") % {"kind": its_kind}
                )
        return cleaned


def file_report(
    outlet: Outlet, form: ReportForm, *, who: str, at: dt.datetime
) -> Filed:
    """Keep what a valid form says, to wait for a curator; the outlet stays as it is.

    What the same client says again on this day is not kept again: of a carrier, one
    report of its kind counts, whatever its note.
    """
    said = form.cleaned_data
    carrier: Carrier | None = said["carrier"]
    point: Point | None = said["point"] and said["point"].to_decimetres()
    same = [who, outlet.public_id, said["kind"], carrier.slug if carrier else ""]
    if said["kind"] not in Report.OF_A_CARRIER:
        same += [said["note"], said["hours"], str(point or "")]
    drawn = new_reference()
    with first_today(drawn, *same, at=at) as reference, transaction.atomic():
        _report, is_new = Report.objects.get_or_create(
            reference=reference,
            defaults={
                "outlet": standing_for(outlet),
                "kind": said["kind"],
                "carrier": carrier,
                "note": said["note"],
                "hours_text": said["hours"],
                "latitude": point.latitude if point else None,
                "longitude": point.longitude if point else None,
                "reported_on": timezone.localdate(at),
            },
        )
    return Filed(reference, is_new)
