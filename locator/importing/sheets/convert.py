"""A sheet's rows as records: what cannot be read is told by row and column."""

import datetime as dt
import hashlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from django.utils.translation import gettext as _

from locator.folding import fold
from locator.geo.point import Point
from locator.importing.addresses import split_address
from locator.importing.hours import read_hours
from locator.importing.osm.rules import osm_rules
from locator.importing.records import (
    ABSENT,
    Flag,
    OfferRecord,
    OperatorHint,
    OutletRecord,
    RejectedRow,
    Translated,
    longest,
)
from locator.importing.sheets import cells
from locator.importing.sheets.headings import (
    CHANGED,
    PUBLIC_ID,
    REFERENCE,
    parted,
)
from locator.importing.sheets.layout import Layout, RowKey
from locator.importing.sheets.table import Table, TableRow
from locator.importing.sheets.workbook import ERRORS, NO_RESULT
from locator.importing.text import UnusableTextError, clean, language_of
from locator.models.offer import Offer
from locator.models.outlet import TRANSLATED, Outlet
from locator.phones import split_numbers

FORMULA_GUARD: Final = re.compile(r"\A'(?=[=+\-@＝＋－＠\t\r'])")
"""What exports put before a text that a spreadsheet would run as a formula."""

_ROW_NUMBER: Final = re.compile(r"\d+")
_ONLY: Final = {PUBLIC_ID, REFERENCE, "kind", "latitude", "longitude", "position"}
"""Fields without which the row itself is in doubt: a bad cell rejects it."""


def where_of(number: int) -> str:
    """What a row is called in reports."""
    return _("row %(number)d") % {"number": number}


def number_of(where: str) -> int:
    """The row's number in what `where_of` made; 0 where there is none."""
    found = _ROW_NUMBER.search(where)
    return int(found[0]) if found else 0


@dataclass(frozen=True, slots=True)
class SheetReader:
    """Reads `table` by `layout`; a check after `today` is none.

    `is_operator` tells whether an operator of that name is known: an import of a sheet
    adds none. `evidence` stands at every offer that the sheet claims.
    """

    table: Table
    layout: Layout
    today: dt.date
    is_operator: Callable[[str], bool]
    evidence: str

    def records(self) -> Iterator[OutletRecord | RejectedRow]:
        """Raises BrokenFileError once the file cannot be read any further."""
        for row in self.table.rows():
            yield self._record(row)

    def _record(self, row: TableRow) -> OutletRecord | RejectedRow:
        where = where_of(row.number)
        if row.why_broken:
            return RejectedRow(where, row.why_broken)
        reading = _Reading(self, row)
        ref = ""
        try:
            values = reading.values()
            ref = reading.reference(values)
        except UnusableTextError as error:
            return RejectedRow(where, str(error))
        if reading.fatal:
            why = "; ".join(_told(flag) for flag in reading.fatal)
            flags = tuple(reading.fatal + reading.flags)
            return RejectedRow(where, why, ref, flags)
        try:
            return OutletRecord(
                ref=ref, where=where, flags=tuple(reading.flags), **values
            )
        except ValueError as error:
            return RejectedRow(where, str(error), ref)


@dataclass(slots=True)
class _Reading:
    """One row; `fatal` are the cells that keep it out."""

    reader: SheetReader
    row: TableRow
    flags: list[Flag] = field(default_factory=list)
    fatal: list[Flag] = field(default_factory=list)

    def values(self) -> dict[str, Any]:
        """The fields of OutletRecord, without its reference."""
        texts = self._texts()
        values: dict[str, Any] = {}
        self._translated(texts, values)
        self._one(texts, values, "kind", lambda text: cells.member("kind", text))
        self._one(
            texts,
            values,
            "landmark_relation",
            lambda text: cells.member("landmark_relation", text),
            empty="",
        )
        for name in ("payments", "languages"):
            self._set(texts, values, name)
        self._one(
            texts,
            values,
            "source_date",
            lambda text: cells.day(text, self.reader.today),
            empty=None,
        )
        self._one(texts, values, CHANGED, cells.moment)
        if CHANGED in values:
            values["seen_at"] = values.pop(CHANGED)
        self._point(texts, values)
        self._hours(texts, values)
        self._phones(texts, values)
        self._operator(texts, values)
        self._carriers(texts, values)
        layout = self.reader.layout
        if "kind" not in values and layout.kind and not self.fatal:
            values["kind"] = layout.kind
        return values

    def reference(self, values: dict[str, Any]) -> str:
        key = self.reader.layout.key
        if key in (RowKey.PUBLIC_ID, RowKey.REFERENCE):
            name = PUBLIC_ID if key is RowKey.PUBLIC_ID else REFERENCE
            heading, text = self._texts_of(name)
            limit = longest(Outlet, "source_ref")
            if not text or len(text) > limit:
                why = _("a reference has 1 to %(limit)d characters") % {"limit": limit}
                self.fatal.append(Flag(heading, why, text[:limit]))
            return text[:limit].lower() if key is RowKey.PUBLIC_ID else text[:limit]
        name = values.get("name", Translated())
        names = [fold(text) for text in name.given().values() if text]
        spot = values.get("point", ABSENT)
        told = [next(iter(names), "")]
        if key is RowKey.NAME_AND_POINT and isinstance(spot, Point):
            told.append(str(spot.rounded()))
        elif key is RowKey.NAME_AND_POINT:
            told[0] = ""
        if not told[0]:
            if not self.fatal:
                why = _("the row has no name or position by which to find it again")
                self.fatal.append(Flag("", why))
            return ""
        digest = hashlib.blake2s(" ".join(told).encode(), digest_size=10)
        return f"{key.value}/{digest.hexdigest()}"

    # Cells

    def _texts(self) -> dict[str, list[tuple[str, str]]]:
        """By field (heading, clean text) of its columns, formulas told."""
        texts: dict[str, list[tuple[str, str]]] = {}
        for name, heading, text in self._cells():
            if self._has_formulas and (why := _why_no_value(text)):
                self._tell(name, Flag(heading, why, text))
                continue
            try:
                text = clean(self._unguarded(text))
            except UnusableTextError as error:
                raise UnusableTextError(f"{heading}: {error}") from error
            if text or self.reader.layout.empty_clears:
                texts.setdefault(name, []).append((heading, text))
        return texts

    def _cells(self) -> Iterator[tuple[str, str, str]]:
        layout, table = self.reader.layout, self.reader.table
        for index, name in enumerate(layout.fields):
            if name:
                text = self.row.cells[index] if index < len(self.row.cells) else ""
                yield name, table.headings[index], text.strip(" ")

    def _texts_of(self, name: str) -> tuple[str, str]:
        for field_name, heading, text in self._cells():
            if field_name == name:
                return heading, clean(self._unguarded(text))
        return "", ""

    @property
    def _has_formulas(self) -> bool:
        return self.reader.table.file.has_formulas

    def _unguarded(self, text: str) -> str:
        return FORMULA_GUARD.sub("", text, count=1) if self._has_formulas else text

    def _tell(self, name: str, flag: Flag) -> None:
        (self.fatal if name in _ONLY else self.flags).append(flag)

    def _one(
        self,
        texts: dict[str, list[tuple[str, str]]],
        values: dict[str, Any],
        name: str,
        read: Callable[[str], Any],
        *,
        empty: Any = ABSENT,
    ) -> None:
        for heading, text in texts.get(name, ()):
            if not text:
                if empty is not ABSENT:
                    values[name] = empty
                continue
            try:
                values[name] = read(text)
            except cells.CellError as error:
                self._tell(name, Flag(heading, str(error), text))

    def _set(
        self,
        texts: dict[str, list[tuple[str, str]]],
        values: dict[str, Any],
        name: str,
    ) -> None:
        for heading, text in texts.get(name, ()):
            members = []
            for part in cells.parts(text):
                try:
                    members.append(cells.member(name, part))
                except cells.CellError as error:
                    self.flags.append(Flag(heading, str(error), part))
            if members or not text:
                values[name] = tuple(dict.fromkeys(members))

    def _translated(
        self, texts: dict[str, list[tuple[str, str]]], values: dict[str, Any]
    ) -> None:
        given: dict[str, dict[str, str]] = {}
        for name, found in texts.items():
            base, language = parted(name)
            if base in TRANSLATED:
                heading, text = found[0]
                # Without a language, an empty cell says nothing of any.
                if language or text:
                    text = self._fitted(base, heading, text)
                    given.setdefault(base, {})[language or language_of(text)] = text
        for heading, text in texts.get("address", ()):
            address = split_address(text)
            for base in ("street", "village", "commune"):
                part = getattr(address, base)
                if part:
                    language = language_of(part)
                    part = self._fitted(base, heading, part)
                    given.setdefault(base, {}).setdefault(language, part)
        values |= {base: Translated(**by) for base, by in given.items()}

    def _fitted(self, base: str, heading: str, text: str) -> str:
        limit = longest(Outlet, base)
        if len(text) > limit:
            why = _("cut to %(limit)d characters") % {"limit": limit}
            self.flags.append(Flag(heading, why, text))
        return text[:limit]

    def _point(
        self, texts: dict[str, list[tuple[str, str]]], values: dict[str, Any]
    ) -> None:
        latitude, longitude, position = (
            next((cell for cell in texts.get(name, ()) if cell[1]), None)
            for name in ("latitude", "longitude", "position")
        )
        try:
            if latitude and longitude:
                values["point"] = cells.point(latitude[1], longitude[1])
            elif position:
                values["point"] = cells.position(position[1])
            elif lone := latitude or longitude:
                why = _("latitude and longitude go together: the other one is empty")
                self.fatal.append(Flag(lone[0], why, lone[1]))
        except cells.CellError as error:
            found = [cell for cell in (latitude, longitude, position) if cell]
            columns = ", ".join(heading for heading, _text in found)
            raw = ", ".join(text for _heading, text in found)
            self.fatal.append(Flag(columns, str(error), raw))

    def _hours(
        self, texts: dict[str, list[tuple[str, str]]], values: dict[str, Any]
    ) -> None:
        for heading, text in texts.get("hours", ()):
            hours, why = read_hours(text) if text else ("", "")
            if why:
                self.flags.append(Flag(heading, why, text))
            else:
                values["hours"] = hours

    def _phones(
        self, texts: dict[str, list[tuple[str, str]]], values: dict[str, Any]
    ) -> None:
        numbers: list[str] = []
        told = len(self.flags)
        for heading, text in texts.get("phones", ()):
            found, unreadable = split_numbers(text)
            numbers += found
            why = _("not a phone number")
            self.flags += [Flag(heading, why, part) for part in unreadable]
        columns = texts.get("phones", ())
        if self.flags[told:] and self.reader.layout.edits:
            # What is here is better than a part of what was meant.
            return
        if numbers or (columns and not any(text for _heading, text in columns)):
            values["phones"] = tuple(dict.fromkeys(numbers))

    def _operator(
        self, texts: dict[str, list[tuple[str, str]]], values: dict[str, Any]
    ) -> None:
        for heading, text in texts.get("operator", ()):
            if not text:
                values["operator"] = None
            elif self.reader.is_operator(text):
                values["operator"] = OperatorHint((text,))
            else:
                why = _("no operator here has this name: add it under Operators first")
                self.flags.append(Flag(heading, why, text))
        if "operator" not in values and self.reader.layout.operator:
            values["operator"] = OperatorHint((self.reader.layout.operator,))

    def _carriers(
        self, texts: dict[str, list[tuple[str, str]]], values: dict[str, Any]
    ) -> None:
        known = osm_rules().carriers_by_name
        slugs = ", ".join(dict.fromkeys(known.values()))
        unknown = _("no such carrier here; there are %(slugs)s") % {"slugs": slugs}
        for heading, text in texts.get("carriers", ()):
            sold: list[str] = []
            for part in cells.parts(text):
                if carrier := known.get(fold(part)):
                    sold.append(carrier)
                else:
                    self.flags.append(Flag(heading, unknown, part))
            evidence = self.reader.evidence[: longest(Offer, "evidence")]
            if sold or not text:
                values["offers"] = tuple(
                    OfferRecord(carrier, ("airtime",), evidence)
                    for carrier in dict.fromkeys(sold)
                )


def _why_no_value(text: str) -> str:
    if text == NO_RESULT:
        return _("a formula without its result: open the file in Excel and save it")
    if text in ERRORS:
        return _("a formula that went wrong: mend it, or leave the cell empty")
    if text.startswith("="):
        return _("a formula and no value: paste the values instead")
    return ""


def _told(flag: Flag) -> str:
    raw = f" ({flag.raw})" if flag.raw else ""
    return f"{flag.field}: {flag.reason}{raw}" if flag.field else f"{flag.reason}{raw}"
