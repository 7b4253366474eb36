"""An outlet's columns as values that JSON holds and a source's row is compared with."""

import datetime as dt
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any, cast

from locator.importing.operators import OperatorBook
from locator.importing.records import Json
from locator.languages import in_each_language
from locator.models.hours import Hours
from locator.models.outlet import TRANSLATED, Outlet

TRANSLATED_COLUMNS = {
    column: name for name in TRANSLATED for column in in_each_language(name)
}
MEMBER_SETS = ("payments", "languages")
PLAIN = ("kind", "landmark_relation", "licence")


class HoursBook:
    """Opening hours by text and by id, each asked for once.

    With `dry_run`, texts without a row get ids that no row has.
    """

    def __init__(self, *, dry_run: bool = False) -> None:
        self._dry_run = dry_run
        self._ids: dict[str, int] = {}
        self._texts: dict[int, str] = {}

    def prepare(self, texts: Iterable[str], ids: Iterable[int]) -> None:
        """Make the texts known, creating the rows they lack, and the ids."""
        if unknown := {text for text in texts if text and text not in self._ids}:
            self._enter(Hours.objects.filter(text__in=unknown))
            self._create(sorted(unknown - self._ids.keys()))
        if strange := {key for key in ids if key not in self._texts}:
            self._enter(Hours.objects.filter(pk__in=strange))

    def id_of(self, text: str) -> int | None:
        return self._ids[text] if text else None

    def text_of(self, hours_id: int | None) -> str:
        return self._texts[hours_id] if hours_id else ""

    def _create(self, texts: Sequence[str]) -> None:
        if self._dry_run:
            first = len(self._texts) + 1
            self._enter(Hours(pk=-n, text=text) for n, text in enumerate(texts, first))
            return
        created = [Hours(text=text) for text in texts]
        Hours.objects.bulk_create(created, ignore_conflicts=True)
        self._enter(Hours.objects.filter(text__in=texts))

    def _enter(self, rows: Iterable[Hours]) -> None:
        for hours in rows:
            self._ids[hours.text] = hours.pk
            self._texts[hours.pk] = hours.text


@cache
def _blank_values() -> tuple[Any, ...]:
    blank = Outlet()
    return tuple(
        getattr(blank, column.attname) for column in Outlet._meta.concrete_fields
    )


def blank_outlet() -> Outlet:
    """An unsaved outlet with the defaults.

    `Outlet()` says the same, but asks the translated columns for their defaults one by
    one, under each language: that was a third of an import's time.
    """
    outlet = Outlet(*cast(Any, _blank_values()))
    outlet.imported, outlet.flags = {}, []
    return outlet


class OutletColumns:
    """Reads and writes the fields of `OutletRecord.columns` on an outlet."""

    def __init__(self, operators: OperatorBook, hours: HoursBook) -> None:
        self._operators = operators
        self._hours = hours

    def values(self, outlet: Outlet, names: Iterable[str]) -> dict[str, Json]:
        return {name: self._value(outlet, name) for name in names}

    def write(self, outlet: Outlet, name: str, value: Json) -> tuple[str, ...]:
        """Set the field; returns the columns that this changes."""
        if name in TRANSLATED_COLUMNS:
            setattr(outlet, name, value or "")
            # The untranslated column repeats the language in use.
            return (name, TRANSLATED_COLUMNS[name])
        if name == "point":
            assert isinstance(value, list)  # noqa: S101
            outlet.latitude, outlet.longitude = value  # type: ignore[assignment]
            return ("latitude", "longitude")
        if name == "hours":
            outlet.hours_id = self._hours.id_of(str(value or ""))
        elif name == "operator":
            operator = self._operators.by_slug(value)
            outlet.operator_id = operator.pk if operator else None
        elif name == "source_date":
            outlet.source_date = dt.date.fromisoformat(str(value)) if value else None
        else:
            setattr(outlet, name, value or ("" if name in PLAIN else ()))
        return (name,)

    def _value(self, outlet: Outlet, name: str) -> Json:
        if name == "point":
            return [outlet.latitude, outlet.longitude]
        if name == "hours":
            return self._hours.text_of(outlet.hours_id)
        if name == "operator":
            return self._operators.slug_of(outlet.operator_id)
        if name == "source_date":
            return outlet.source_date.isoformat() if outlet.source_date else None
        if name in MEMBER_SETS:
            return list(getattr(outlet, name))
        value: Json = getattr(outlet, name)
        return value
