"""The form in which a visitor tells that an outlet is wrong, or that it worked."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from locator import quotas
from locator.clients import network_of
from locator.contributing.reports import ReportForm, file_report
from locator.geo.typed import read_position
from locator.hours import expression
from locator.masking import without_contacts
from locator.models import Outlet, Report
from locator.models.hours import UNREADABLE
from locator.models.offer import offers_of
from locator.models.reading import carriers
from locator.models.report import MAX_NOTE_LENGTH
from locator.views.contributing import (
    exceeded,
    of_published_outlet,
    page_of_form,
    thanked,
)
from locator.views.names import outlet_link

_MAX_ADDRESS_LENGTH = 2000


class ReportPageForm(ReportForm):
    """The same fields as the API's, asked in words; of one kind only its own."""

    read_point = staticmethod(read_position)

    kind = forms.ChoiceField(choices=Report.Kind.choices, widget=forms.HiddenInput)
    carrier = forms.ChoiceField(  # type: ignore[assignment]
        label=_("Which carrier?"), required=False, widget=forms.RadioSelect
    )
    hours = forms.CharField(
        label=_("The right opening hours, if you know them"),
        required=False,
        max_length=expression.MAX_LENGTH,
        help_text=_("As on the door: “8-17”, or in your own words."),
    )
    point = forms.CharField(
        label=_("Where it really is, if you know"),
        required=False,
        max_length=_MAX_ADDRESS_LENGTH,
        help_text=_("“11.5564, 104.9282”, or the address of a map page."),
    )
    note = forms.CharField(
        label=_("Anything else (optional)"),
        required=False,
        max_length=MAX_NOTE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("No names or phone numbers, please."),
    )

    def __init__(self, *args: Any, outlet: Outlet, kind: str, **kwargs: Any) -> None:
        kwargs["initial"] = {"kind": kind}
        super().__init__(*args, **kwargs)
        self._hours_in_words = ""
        carrier: forms.ChoiceField = self.fields["carrier"]  # type: ignore[assignment]
        carrier.choices = _carriers_of(outlet)
        carrier.required = kind in Report.OF_A_CARRIER
        unasked = {"carrier"} - {"carrier" if carrier.required else ""}
        unasked |= {"hours"} if kind != Report.Kind.WRONG_HOURS else set()
        unasked |= {"point"} if kind != Report.Kind.WRONG_PLACE else set()
        self.asked = [n for n in ("carrier", "hours", "point") if n not in unasked]
        for name in ("hours", "point", "note"):
            self.fields[name].widget.attrs.setdefault("class", "field")

    def clean_hours(self) -> str:
        """Words that are no hours are kept for the curator, in the note."""
        try:
            return super().clean_hours()
        except ValidationError as error:
            if error.code != UNREADABLE:
                raise
            self._hours_in_words = without_contacts(self.cleaned_data["hours"])
            return ""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if self._hours_in_words and "note" in cleaned:
            note = "\n".join(filter(None, (self._hours_in_words, cleaned["note"])))
            if len(note) > MAX_NOTE_LENGTH:
                self.add_error("note", _("Make it shorter: there is no room for both."))
            cleaned["note"] = note
        return cleaned

    def questions(self) -> list[forms.BoundField]:
        return [self[name] for name in (*self.asked, "note")]


# No cookie and no token: see locator/views/contributing.py.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@of_published_outlet
def report_page(request: HttpRequest, outlet: Outlet) -> HttpResponse:
    """First what is wrong, as links; then a form that asks no more than that needs."""
    sent = request.method == "POST"
    kind = (request.POST if sent else request.GET).get("kind", "")
    refused = exceeded(request, quotas.REPORTS) if sent else None
    form = ReportPageForm(request.POST if sent else None, outlet=outlet, kind=kind)
    if sent and not refused:
        if form.is_filled_by_robot:
            return thanked("report", outlet)
        if form.is_valid():
            refused = _filed(request, outlet, form)
            if refused is None:
                return thanked("report", outlet)
    context = {
        "outlet": outlet_link(outlet),
        "is_sample": outlet.is_sample,
        "public_id": outlet.public_id,
        "kinds": _commonest_first(Report.Kind.choices),
        "kind": dict(Report.Kind.choices).get(kind, ""),
        "form": form,
    }
    return page_of_form(request, "locator/report.html", context, refused=refused)


def _commonest_first(kinds: list[tuple[str, Any]]) -> list[tuple[str, Any]]:
    """Mostly it worked; what is wrong follows in the order of the kinds."""
    return sorted(kinds, key=lambda kind: kind[0] != Report.Kind.WORKED)


def _filed(
    request: HttpRequest, outlet: Outlet, form: ReportPageForm
) -> quotas.Usage | None:
    """The limit that it would go beyond; None where it is kept."""
    refused = exceeded(request, quotas.REPORTS_OF_AN_OUTLET, who=outlet.public_id)
    if refused is None:
        file_report(outlet, form, who=network_of(request), at=timezone.now())
    return refused


def _carriers_of(outlet: Outlet) -> list[tuple[str, str]]:
    """Slugs and names, those that it sells first."""
    sold = {offer.carrier_id for offer in offers_of(outlet)}
    known = sorted(carriers().values(), key=lambda c: (c.pk not in sold, c.order))
    return [(carrier.slug, carrier.name) for carrier in known]
