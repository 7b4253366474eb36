import datetime as dt
from typing import Any, cast

from django import forms
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from locator.admin.flags import shown_flags
from locator.admin.hours_editor import HoursEditor, HoursField
from locator.admin.point import PositionForm
from locator.geo.point import Point
from locator.geo.typed import written
from locator.hours import expression
from locator.models import Outlet, OutletMerge, QualityFlag
from locator.phrases import told


class RightAsItIsField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, flag: Any) -> str:
        return shown_flags([flag])[0].says


class OutletForm(PositionForm):
    """An outlet with its hours as text, saved only over the state it was opened in."""

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
    version = forms.CharField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Outlet
        exclude = ("hours", "latitude", "longitude")
        help_texts = {
            "place": gettext_lazy("Leave it empty to have it found from the position.")
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.expression: expression.Expression | None = None
        if self.instance.pk:
            self.initial["version"] = self.instance.updated_at.isoformat()
            flags = self.instance.quality_flags.select_related("other__operator")
            self.fields["right_as_it_is"].queryset = flags  # type: ignore[attr-defined]
        else:
            del self.fields["right_as_it_is"]
        if self.instance.pk and self.instance.hours:
            self.initial["hours_text"] = self.instance.hours.text

    def clean_hours_text(self) -> str:
        text: str = self.cleaned_data["hours_text"].strip()
        if not text:
            return ""
        try:
            self.expression = expression.read(text)
        except expression.OpeningHoursError as error:
            message = told(error.remark)
            raise ValidationError(message, code="unreadable") from error
        return self.expression.repaired

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        self._check_closing_date()
        self._check_merge()
        if self.instance.pk:
            self._check_version()
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
        return said

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

    def _check_version(self) -> None:
        """Refuse to save over what another curator saved since the form was opened."""
        seen = _moment(self.cleaned_data.get("version", ""))
        # Lock the row: two forms sent at once are compared one after the other.
        locked = Outlet.objects.select_for_update().filter(pk=self.instance.pk)
        now = locked.values_list("updated_at", flat=True).get()
        if seen == now:
            return
        changed = [name for name in self.changed_data if name != "version"]
        for name in changed:
            self.add_error(
                name,
                _("Saved meanwhile: %(value)s")
                % {"value": _in_words(self.fields[name], self.initial.get(name))},
            )
        self.add_error(None, _conflict(self.instance, now))
        # What the next save will be compared with: the curator has been told.
        told = cast(QueryDict, self.data).copy()
        told[self.add_prefix("version")] = now.isoformat()
        self.data = told


def _moment(text: str) -> dt.datetime | None:
    try:
        return parse_datetime(text)
    except ValueError:
        return None


def _conflict(outlet: Outlet, saved_at: dt.datetime) -> str:
    entry = (
        LogEntry.objects.filter(
            content_type=ContentType.objects.get_for_model(Outlet),
            object_id=str(outlet.pk),
        )
        .select_related("user")
        .first()
    )
    local = timezone.localtime(saved_at)
    told = {
        "user": str(entry.user) if entry else _("someone else"),
        "when": f"{date_format(local)}, {time_format(local, 'H:i')}",
    }
    return (
        _(
            "%(user)s saved this outlet (%(when)s) after you opened it, so nothing of"
            " yours is saved yet. What you typed is kept below; a field that differs"
            " shows what was saved. Compare the offers and phones too, then save again."
        )
        % told
    )


def _in_words(field: forms.Field, value: Any) -> str:
    """A stored value as the form shows it, in quotation marks, or “nothing”."""
    if isinstance(value, Point):
        return f"“{written(value)}”"
    if value in (None, "", (), []):
        return _("nothing")
    choices = getattr(field, "choices", None)
    if isinstance(field, forms.ModelChoiceField):
        chosen = field.queryset.filter(pk=value).first()  # type: ignore[union-attr]
        return f"“{chosen}”"
    if choices:
        labels = {str(key): str(label) for key, label in choices}
        values = value if isinstance(value, list | tuple) else [value]
        return "“" + ", ".join(labels.get(str(v), str(v)) for v in values) + "”"
    return f"“{value}”"
