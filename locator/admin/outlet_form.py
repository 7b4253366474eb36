from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from locator.admin.flags import shown_flags
from locator.admin.hours_editor import HoursEditor, HoursField
from locator.admin.offers import offers_in_effect
from locator.admin.point import PositionForm
from locator.admin.simultaneous import VersionedForm
from locator.hours import expression
from locator.models import MissingShop, Outlet, OutletMerge, QualityFlag
from locator.models.hours import read_expression
from locator.models.missing_shop import unplaced_shops
from locator.models.outlet import OwnSource
from locator.phrases import told


class RightAsItIsField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, flag: Any) -> str:
        return shown_flags([flag])[0].says


class OutletForm(PositionForm, VersionedForm):
    """An outlet with its hours as text, saved only over the state it was opened in."""

    parts = ("offers", "phones")

    hours_text = HoursField(
        label=gettext_lazy("Opening hours"),
        required=False,
        max_length=expression.MAX_LENGTH,
        widget=HoursEditor(attrs={"rows": 2, "spellcheck": "false"}),
        help_text=gettext_lazy(
            "As on the door: “8-17”, “Mo-Fr 08:00-17:00; Sa 08:00-12:00; PH off”,"
            " “24/7”. PH is a public holiday. Empty: the hours are unknown."
        ),
    )
    verified_now = forms.BooleanField(
        label=gettext_lazy("I checked this outlet now"),
        required=False,
        help_text=gettext_lazy("On the spot, by phone, or with its operator."),
    )
    warnings_dealt_with = forms.BooleanField(
        label=gettext_lazy("I dealt with these warnings"), required=False
    )
    right_as_it_is = RightAsItIsField(
        QualityFlag.objects.none(),
        label=gettext_lazy("Right as it is"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy(
            "Tick what you looked at and found right: it is not said again."
        ),
    )

    class Meta:
        model = Outlet
        exclude = ("hours", "latitude", "longitude")
        help_texts = {
            "place": gettext_lazy("Leave it empty to have it found from the position.")
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.expression: expression.Expression | None = None
        self._is_new = not self.instance.pk
        if self.instance.pk:
            flags = self.instance.quality_flags.select_related("other__operator")
            self.fields["right_as_it_is"].queryset = flags  # type: ignore[attr-defined]
        else:
            del self.fields["right_as_it_is"]
        self._unplaced = self._unplaced_shop()
        if self._unplaced:
            position = self.fields["position"]
            position.help_text = f"{self._unplaced.whose_point} {position.help_text}"
        if self.instance.pk and self.instance.hours:
            self.initial["hours_text"] = self.instance.hours.text

    def clean_hours_text(self) -> str:
        text: str = self.cleaned_data["hours_text"].strip()
        if not text:
            return ""
        self.expression = read_expression(text)
        return self.expression.repaired

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        self._check_closing_date()
        self._check_merge()
        self._check_placed()
        return cleaned

    def warnings(self) -> list[str]:
        said = super().warnings()
        if self.expression:
            said += [
                f"{_('Opening hours')}: {told(remark)}"
                for remark in self.expression.warnings
            ]
        until = self.cleaned_data.get("closed_until")
        if until and until <= timezone.localdate():
            said.append(
                _("It opened again on %(date)s: the status may be “Published” now.")
                % {"date": date_format(until)}
            )
        if self._is_new and (lacks := " ".join(self._lacks())):
            said.append(lacks)
        return said

    def _lacks(self) -> Iterator[str]:
        """What keeps visitors from finding what was just added."""
        if self.instance.status == Outlet.Status.DRAFT:
            yield _("A draft is not shown to visitors until its status is “Published”.")
        if not offers_in_effect(self.instance):
            yield _(
                "No carrier is known to be sold here: add an offer, or an operator that"
                " has offers."
            )

    def _check_closing_date(self) -> None:
        status = self.cleaned_data.get("status")
        if status is None or "closed_until" in self.errors:
            return
        until = self.cleaned_data.get("closed_until")
        if status == Outlet.Status.CLOSED_UNTIL and until is None:
            self.add_error("closed_until", _("Give the day on which it opens again."))
        if status != Outlet.Status.CLOSED_UNTIL and until is not None:
            self.add_error(
                "closed_until",
                _("Remove the date, or choose the status “%(status)s”.")
                % {"status": Outlet.Status.CLOSED_UNTIL.label},
            )

    def _unplaced_shop(self) -> MissingShop | None:
        """What a visitor sent it as, where nobody has set its pin yet."""
        if not self.instance.pk or self.instance.source != OwnSource.VISITOR:
            return None
        shops = unplaced_shops().filter(outlet=self.instance)
        return shops.select_related("point_of").first()

    def _check_placed(self) -> None:
        is_public = self.cleaned_data.get("status") in Outlet.PUBLIC_STATUSES
        if self._unplaced and is_public and "position" not in self.changed_data:
            said = _("Set the pin where it stands, then publish it.")
            self.add_error("position", f"{self._unplaced.whose_point} {said}")

    def _check_merge(self) -> None:
        status = self.cleaned_data.get("status")
        if not self.instance.pk or status in (None, Outlet.Status.CLOSED):
            return
        if kept := OutletMerge.objects.survivor_of(self.instance):
            self.add_error(
                "status",
                _(
                    "It was merged into %(id)s: undo the merge there to have it back,"
                    " or leave it closed."
                )
                % {"id": kept.public_id},
            )
