"""What stands in a cell, as the tables hold it, and why it cannot be."""

import datetime as dt
import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Final

from django.db.models import TextChoices
from django.utils.translation import gettext as _

from locator.geo.point import GeoError, Point
from locator.geo.typed import read_position
from locator.importing.dates import why_not_checked_on
from locator.importing.points import why_not_in_cambodia
from locator.importing.sheets.headings import plain
from locator.models.outlet import Kind, Language, Outlet, Payment

WORDS: Final = Path(__file__).with_name("words.toml")
MEMBERS: Final[dict[str, type[TextChoices]]] = {
    "kind": Kind,
    "payments": Payment,
    "languages": Language,
    "landmark_relation": Outlet.Relation,
}
_BETWEEN: Final = re.compile(r"[;,/|\n、，；]")
_DECIMAL_COMMA: Final = re.compile(r"\s*(-?\d{1,3}),(\d+)\s*")
_TWO_DECIMAL_COMMAS: Final = re.compile(
    r"\s*(-?\d{1,3}),(\d+)\s*[;\s]\s*(-?\d{1,3}),(\d+)\s*"
)
_DAY_FIRST: Final = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")


class CellError(ValueError):
    """What is wrong with the text, and how to mend it."""


def parts(text: str) -> list[str]:
    """The members of a list in one cell."""
    return [part for raw in _BETWEEN.split(text) if (part := raw.strip())]


def member(field: str, text: str) -> str:
    """The member of a closed set. Raises CellError with those there are."""
    found = _words(field).get(plain(text))
    if found is None:
        raise CellError(
            _("is none of: %(members)s")
            % {"members": ", ".join(str(name) for name in MEMBERS[field].labels)}
        )
    return found


def point(latitude: str, longitude: str) -> Point:
    """Two cells as a position in Cambodia. Raises CellError."""
    try:
        degrees = _degrees(latitude), _degrees(longitude)
    except ValueError:
        return position(f"{latitude} {longitude}")
    return _in_cambodia(*degrees)


def position(text: str) -> Point:
    """One cell as a position in Cambodia: latitude first, or the address of a map that
    holds both. Raises CellError."""
    if both := _TWO_DECIMAL_COMMAS.fullmatch(text):
        text = f"{both[1]}.{both[2]}, {both[3]}.{both[4]}"
    try:
        spot = read_position(text)
    except GeoError as error:
        raise CellError(str(error)) from error
    return _in_cambodia(spot.latitude, spot.longitude)


def day(text: str, today: dt.date) -> dt.date:
    """When it was checked: 2026-05-31 or, day first, 31/05/2026. Raises CellError."""
    try:
        if match := _DAY_FIRST.fullmatch(text):
            read = dt.date(int(match[3]), int(match[2]), int(match[1]))
        else:
            read = dt.datetime.fromisoformat(text).date()
    except ValueError as error:
        raise CellError(_("not a date such as 2026-05-31")) from error
    if why := why_not_checked_on(read, today):
        raise CellError(why)
    return read


def moment(text: str) -> dt.datetime:
    """A moment with its offset, as exports have it. Raises CellError."""
    try:
        read = dt.datetime.fromisoformat(text)
    except ValueError:
        read = None
    if read is None or read.tzinfo is None:
        raise CellError(_("not the date and time that the export wrote"))
    return read


def _degrees(text: str) -> float:
    comma = _DECIMAL_COMMA.fullmatch(text)
    return float(f"{comma[1]}.{comma[2]}" if comma else text)


def _in_cambodia(latitude: float, longitude: float) -> Point:
    if why := why_not_in_cambodia(latitude, longitude):
        raise CellError(why)
    return Point(latitude, longitude)


@cache
def _words(field: str) -> dict[str, str]:
    table = tomllib.loads(WORDS.read_text(encoding="utf-8"))[field]
    return {
        plain(word): member
        for member in MEMBERS[field].values
        for word in (member, *table.get(member, ()))
    }
