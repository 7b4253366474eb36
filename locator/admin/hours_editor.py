"""Opening hours as a text and as a week to fill in: the one follows the other."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from babel.dates import get_day_names
from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, JsonResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from locator.admin import week
from locator.cldr import day_in_words, locale
from locator.hours import expression, schedule
from locator.hours.expression import OpeningHoursError
from locator.hours.grid import (
    HOLIDAYS,
    MAX_SPANS,
    ROWS,
    Grid,
    clock,
    grid_of,
    read_grid,
    text_of,
)
from locator.hours.remarks import Remark
from locator.models.reading import calendar
from locator.phrases import times_of, told

_EDGES: Final = ("from", "to")

Cells = dict[str, str]
"""What stands in the week, by the end of its field's name, such as "Mo-0-from"."""


@dataclass(frozen=True, slots=True)
class TypedHours:
    """What a form sent: the text, the week, and the text that both began with."""

    text: str
    was: str
    cells: Cells
    as_usual: bool

    @property
    def is_week_changed(self) -> bool:
        cells, as_usual = _cells_of(_grid(self.was))
        empty = dict.fromkeys(self.cells, "")
        return (empty | self.cells, self.as_usual) != (empty | cells, as_usual)

    def resolved(self) -> str:
        """The text that is meant. Raises OpeningHoursError, or ValidationError where
        text and week were both changed and differ.
        """
        if not self.is_week_changed:
            return self.text
        said = text_of(_grid_in(self.cells, as_usual=self.as_usual))
        text = self.text.strip()
        if text != self.was.strip() and (
            not text or expression.read(text).repaired != said
        ):
            raise ValidationError(
                _(
                    "The text and the week were both changed and differ. Save again to"
                    " take the week; or change the week back to take the text."
                ),
                code="both",
            )
        return said


class HoursEditor(forms.Textarea):
    """A text with the week beside it, its next seven days and what is to be noted."""

    class Media:
        js = [forms.Script("locator/admin/hours-editor.js", type="module")]

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        text = data.get(name)
        if text is None or f"{name}-was" not in data:
            return text
        return TypedHours(
            text=text,
            was=data[f"{name}-was"],
            cells={cell: data.get(f"{name}-{cell}", "").strip() for cell in _cells()},
            as_usual=f"{name}-as-usual" in data,
        )

    def format_value(self, value: Any) -> str:
        return value.text if isinstance(value, TypedHours) else str(value or "")

    def render(
        self, name: str, value: Any, attrs: Any = None, renderer: Any = None
    ) -> SafeString:
        text = self.format_value(value)
        grid = _grid(text)
        cells, as_usual = _cells_of(grid)
        if isinstance(value, TypedHours):
            cells, as_usual = value.cells, value.as_usual
        return render_to_string(
            "admin/locator/hours_editor.html",
            {
                "text": super().render(name, value, attrs, renderer),
                "name": name,
                "was": text,
                "rows": [
                    (
                        code,
                        label,
                        [
                            [
                                (
                                    f"{code}-{n}-{edge}",
                                    cells.get(f"{code}-{n}-{edge}", ""),
                                )
                                for edge in _EDGES
                            ]
                            for n in range(MAX_SPANS)
                        ],
                    )
                    for code, label in _row_labels().items()
                ],
                "holidays": HOLIDAYS,
                "as_usual": as_usual,
                "beyond": _is_beyond(text),
                "week": week.shown(text, timezone.now()) if text.strip() else "",
                "address": reverse("admin:locator_outlet_hours"),
            },
        )


class HoursField(forms.CharField):
    """Cleans to the text as it is stored, or an empty one."""

    widget = HoursEditor

    def to_python(self, value: Any) -> str:
        if isinstance(value, TypedHours):
            # Its length and its characters are checked as those of any text.
            super().clean(value.text)
            try:
                value = value.resolved()
            except OpeningHoursError as error:
                raise ValidationError(_with_day(error), code="unreadable") from error
        return str(super().to_python(value))

    def has_changed(self, initial: Any, data: Any) -> bool:
        if isinstance(data, TypedHours):
            return data.is_week_changed or super().has_changed(initial, data.text)
        return super().has_changed(initial, data)


def hours_view(request: HttpRequest) -> JsonResponse:
    """What a text or, with `week=1`, a week being typed means: for the editor."""
    sent = request.GET
    text, error, grid = sent.get("text", "")[: expression.MAX_LENGTH + 1], "", None
    notes: list[str] = []
    try:
        if "week" in sent:
            grid = _grid_in(
                {cell: sent.get(cell, "") for cell in _cells()},
                as_usual="as-usual" in sent,
            )
            text = text_of(grid)
        if text.strip():
            read = expression.read(text)
            notes = [told(remark) for remark in read.warnings]
            grid = grid_of(read.repaired)
            if grid is None:
                notes.insert(0, _beyond_the_week())
    except OpeningHoursError as wrong:
        error = _with_day(wrong)
    cells, as_usual = _cells_of(grid)
    return JsonResponse(
        {
            "text": text,
            "error": error,
            "notes": notes,
            "cells": None
            if error
            else {cell: cells.get(cell, "") for cell in _cells()},
            "asUsual": as_usual,
            "days": [] if error or not text.strip() else _days(text),
        }
    )


def _days(text: str) -> list[dict[str, Any]]:
    today = timezone.localdate(timezone=schedule.TIMEZONE)
    days = schedule.week(text, today, calendar(), language=get_language() or "en")
    return [
        {
            "day": day_in_words(day.date, "MMMEd"),
            "times": times_of(day),
            "holiday": day.holiday.name if day.holiday else "",
            "isToday": day.date == today,
        }
        for day in days
    ]


def _grid(text: str) -> Grid | None:
    try:
        return grid_of(text) if text.strip() else None
    except OpeningHoursError:
        return None


def _is_beyond(text: str) -> str:
    try:
        return _beyond_the_week() if text.strip() and grid_of(text) is None else ""
    except OpeningHoursError:
        return ""


def _beyond_the_week() -> str:
    return _(
        "This text says more than the week can show. It stays as it is; times filled in"
        " there take its place."
    )


def _cells() -> list[str]:
    return [
        f"{code}-{number}-{edge}"
        for code in ROWS
        for number in range(MAX_SPANS)
        for edge in _EDGES
    ]


def _cells_of(grid: Grid | None) -> tuple[Cells, bool]:
    """The filled cells, and whether holidays are as other days."""
    if grid is None:
        return {}, True
    cells = {
        f"{code}-{number}-{edge}": clock(minutes)
        for code, spans in grid.rows.items()
        for number, span in enumerate(spans or ())
        for edge, minutes in zip(_EDGES, span, strict=True)
    }
    return cells, grid.holidays is None


def _grid_in(cells: Mapping[str, str], *, as_usual: bool) -> Grid:
    rows = {
        code: [
            (cells.get(f"{code}-{n}-from", ""), cells.get(f"{code}-{n}-to", ""))
            for n in range(MAX_SPANS)
        ]
        for code in ROWS
    }
    return read_grid(rows, as_usual=as_usual)


def _row_labels() -> dict[str, str]:
    names = get_day_names("wide", locale=locale())
    labels = {code: names[number] for number, code in enumerate(ROWS[:-1])}
    return labels | {HOLIDAYS: _("Public holidays")}


def _with_day(error: OpeningHoursError) -> str:
    """The message, with the day's name for its code."""
    remark = error.remark
    if (code := remark.values.get("day")) in ROWS:
        named = {**remark.values, "day": _row_labels()[str(code)]}
        remark = Remark(remark.template, **named)
    return told(remark)
