"""What each column of a sheet is: guessed from its headings, then a curator's."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from locator.importing.sheets.headings import (
    FIELDS,
    POINT_FIELDS,
    PUBLIC_ID,
    REFERENCE,
    SEVERAL,
    label,
    parted,
    recognised,
)

NAMES: Final = frozenset(field for field in FIELDS if parted(field)[0] == "name")


class RowKey(StrEnum):
    """By what a row is found again in the next file."""

    PUBLIC_ID = "public_id"
    REFERENCE = "ref"
    NAME = "name"
    NAME_AND_POINT = "name_point"


KEY_LABELS: Final[dict[RowKey, Promise]] = {
    RowKey.PUBLIC_ID: gettext_lazy(
        "the public id: these rows change outlets that are here already"
    ),
    RowKey.REFERENCE: gettext_lazy("the reference column"),
    RowKey.NAME: gettext_lazy("the name: no two rows have the same"),
    RowKey.NAME_AND_POINT: gettext_lazy("the name and the position"),
}


@dataclass(frozen=True, slots=True)
class Layout:
    """`fields` are the columns' in their order, empty for one that is not read.

    `kind` and `operator` (a slug) hold for rows whose columns do not say. An empty cell
    leaves the outlet's value, unless `empty_clears`.
    """

    fields: tuple[str, ...]
    key: RowKey
    kind: str = ""
    operator: str = ""
    empty_clears: bool = False
    encoding: str = ""

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> "Layout":
        return cls(
            **{
                **stored,
                "fields": tuple(stored["fields"]),
                "key": RowKey(stored["key"]),
            }
        )

    def as_json(self) -> dict[str, Any]:
        return asdict(self) | {"fields": list(self.fields), "key": self.key.value}

    @property
    def has_references(self) -> bool:
        """Whether references are people's own, and no digests of names."""
        return self.key in (RowKey.PUBLIC_ID, RowKey.REFERENCE)

    @property
    def edits(self) -> bool:
        """Whether rows change outlets by public id, as a curator does by hand."""
        return self.key is RowKey.PUBLIC_ID

    def problems(self) -> Iterator[str]:
        """Why no row can be read so, in words."""
        chosen = [field for field in self.fields if field]
        for field in dict.fromkeys(chosen):
            if chosen.count(field) > 1 and field not in SEVERAL:
                yield _("Two columns are “%(field)s”: choose one.") % {
                    "field": label(field)
                }
        if self.key is RowKey.PUBLIC_ID and PUBLIC_ID not in chosen:
            yield _("No column is the public id, by which rows are to be found.")
        if self.key is RowKey.REFERENCE and REFERENCE not in chosen:
            yield _("No column is the reference, by which rows are to be found.")
        if self.key in (RowKey.NAME, RowKey.NAME_AND_POINT) and not NAMES & set(chosen):
            yield _("No column is a name, by which rows are to be found.")
        if self.key is RowKey.NAME_AND_POINT and not set(POINT_FIELDS) & set(chosen):
            yield _("No column is a position, by which rows are to be found.")
        if ("latitude" in chosen) != ("longitude" in chosen):
            yield _("Latitude and longitude go together: one of them has no column.")
        if "latitude" in chosen and "position" in chosen:
            yield _("The position is in two places: choose either.")


def guessed(headings: Sequence[str]) -> Layout:
    """The layout that the headings tell; the first column of a field counts."""
    taken: set[str] = set()
    fields = []
    for heading in headings:
        field = recognised(heading)
        if field in taken and field not in SEVERAL:
            field = ""
        taken.add(field)
        fields.append(field)
    if "latitude" in taken and "longitude" in taken and "position" in taken:
        fields = ["" if field == "position" else field for field in fields]
    if PUBLIC_ID in taken:
        key = RowKey.PUBLIC_ID
    elif REFERENCE in taken:
        key = RowKey.REFERENCE
    elif taken & {*POINT_FIELDS}:
        key = RowKey.NAME_AND_POINT
    else:
        key = RowKey.NAME
    return Layout(tuple(fields), key)
