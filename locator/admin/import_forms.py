"""What a curator says of a spreadsheet: whose it is, and what its columns are."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from locator.importing.errors import BrokenFileError
from locator.importing.sheets.encodings import ENCODINGS
from locator.importing.sheets.headings import FIELDS, label
from locator.importing.sheets.layout import KEY_LABELS, Layout, RowKey
from locator.importing.sheets.source import HEAD_BYTES, format_of
from locator.importing.sources import source_problem
from locator.models import ImportRun, Kind, Operator
from locator.models.partnership import standing_of

SAMPLES = 3
_ENCODINGS = (("", gettext_lazy("as the file tells")), *ENCODINGS.items())


class UploadForm(forms.ModelForm):  # type: ignore[type-arg]
    upload = forms.FileField(
        label=gettext_lazy("Spreadsheet"),
        help_text=gettext_lazy("CSV, XLSX or GeoJSON, with the headings in one row."),
        widget=forms.FileInput(
            attrs={"accept": ".csv,.tsv,.txt,.xlsx,.xlsm,.json,.geojson"}
        ),
    )
    agreed = forms.BooleanField(
        label=gettext_lazy(
            "These data may be published under the Open Database License (ODbL) 1.0,"
            " and I agree that they are."
        )
    )

    class Meta:
        model = ImportRun
        fields = ("upload", "source", "licence", "attribution", "agreed")

    def clean_source(self) -> str:
        source: str = self.cleaned_data["source"]
        if problem := source_problem(source):
            raise ValidationError(problem)
        return source

    def clean_upload(self) -> "UploadedFile":
        upload: UploadedFile = self.cleaned_data["upload"]
        limit: int = settings.IMPORT_LIMITS["file_bytes"]
        if (upload.size or 0) > limit:
            raise ValidationError(
                _("The file has over %(limit)d MB: split it into several.")
                % {"limit": limit >> 20}
            )
        head = upload.read(HEAD_BYTES)
        upload.seek(0)
        try:
            format_of(head)
        except BrokenFileError as error:
            raise ValidationError(str(error)) from error
        return upload


class ColumnsForm(forms.Form):
    """A field a column, `column_0` and so on, and what holds for all rows."""

    key = forms.ChoiceField(
        label=gettext_lazy("A row is found again by"),
        choices=[(key.value, label) for key, label in KEY_LABELS.items()],
        widget=forms.RadioSelect,
        help_text=gettext_lazy(
            "The next file of this source must have the same there, or it makes new"
            " outlets."
        ),
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind, where no column says it"),
        choices=[("", "—"), *Kind.choices],
        required=False,
    )
    operator: "forms.ModelChoiceField[Operator]" = forms.ModelChoiceField(
        label=gettext_lazy("Operator, where no column says it"),
        queryset=Operator.objects.none(),
        to_field_name="slug",
        empty_label="—",
        required=False,
    )
    empty_clears = forms.BooleanField(
        label=gettext_lazy("An empty cell clears what is here"),
        help_text=gettext_lazy("Otherwise it leaves the outlet's value as it is."),
        required=False,
    )
    encoding = forms.ChoiceField(
        label=gettext_lazy("Encoding of a CSV file"),
        choices=_ENCODINGS,
        required=False,
        help_text=gettext_lazy("Only where the samples above are unreadable."),
    )

    def __init__(self, said: Any = None, *, run: ImportRun, user: Any) -> None:
        layout = Layout.from_json(run.layout)
        initial: dict[str, Any] = {
            f"column_{n}": field for n, field in enumerate(layout.fields)
        }
        initial |= {
            "key": layout.key.value,
            "kind": layout.kind,
            "operator": layout.operator,
            "empty_clears": layout.empty_clears,
            "encoding": layout.encoding,
        }
        super().__init__(said, initial=initial)
        self._run = run
        choices = [("", _("— not read —")), *((name, label(name)) for name in FIELDS)]
        for number, heading in enumerate(run.headings):
            self.fields[f"column_{number}"] = forms.ChoiceField(
                label=heading, choices=choices, required=False
            )
        operators = self.fields["operator"]
        assert isinstance(operators, forms.ModelChoiceField)  # noqa: S101
        operators.queryset = _operators_of(user)

    def columns(self) -> Iterator[tuple[forms.BoundField, list[str]]]:
        """Each column's choice beside what stands in its first rows."""
        for number in range(len(self._run.headings)):
            cells = [
                row[number]
                for row in self._run.sample
                if number < len(row) and row[number]
            ]
            yield self[f"column_{number}"], cells[:SAMPLES]

    def others(self) -> Iterator[forms.BoundField]:
        for name in ("key", "kind", "operator", "empty_clears", "encoding"):
            yield self[name]

    def layout(self) -> Layout:
        """What was said; the form must be valid."""
        said = self.cleaned_data
        operator = said["operator"]
        return Layout(
            fields=tuple(
                said[f"column_{number}"] for number in range(len(self._run.headings))
            ),
            key=RowKey(said["key"]),
            kind=said["kind"],
            operator=operator.slug if operator else "",
            empty_clears=said["empty_clears"],
            encoding=said["encoding"],
        )

    def clean(self) -> dict[str, Any] | None:
        if "key" in self.cleaned_data and "operator" in self.cleaned_data:
            for problem in self.layout().problems():
                self.add_error(None, problem)
        return self.cleaned_data


def _operators_of(user: Any) -> QuerySet[Operator]:
    operators = Operator.objects.order_by("name")
    standing = standing_of(user)
    if standing.is_partner:
        return operators.filter(pk__in=standing.operators)
    return operators
