"""Points and names of provinces, districts and communes, in a CSV by official code."""

import csv
import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from django.utils.translation import gettext as _

from locator.geo.point import Point
from locator.importing.errors import BrokenFileError
from locator.importing.points import why_not_in_cambodia
from locator.importing.records import RejectedRow, Translated, longest
from locator.importing.text import UnusableTextError, clean
from locator.languages import COLUMN_SUFFIXES
from locator.models.place import Place

# What other files call the columns; anything else in them is left alone.
_COLUMNS: Final = {
    "name_latin": "name_en",
    "name": "name_en",
    "name_kh": "name_km",
    "name_zh": "name_zh_hans",
    "name_zh-hans": "name_zh_hans",
    "lat": "latitude",
    "lon": "longitude",
    "lng": "longitude",
    "long": "longitude",
}
_CODE: Final = re.compile(r"\d{1,8}", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class CodedPlace:
    """What a file says of the official place with this code, and where it says so."""

    code: str
    where: str
    point: Point | None
    name: Translated
    aliases: tuple[str, ...]


def read_places_csv(path: Path) -> Iterator[CodedPlace | RejectedRow]:
    """A row each, in file order, named by the number of its last line.

    Raises BrokenFileError once the file cannot be read any further, or where its first
    line has no column of codes.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            reader = csv.reader(lines, strict=True)
            headings = [_heading(name) for name in next(reader, [])]
            if "code" not in headings:
                raise BrokenFileError(
                    _("%(file)s has no column “code” in its first line.")
                    % {"file": path.name}
                )
            for values in reader:
                if any(values):
                    where = _("line %(line)d") % {"line": reader.line_num}
                    yield _row(dict(zip(headings, values, strict=False)), where)
    except OSError as error:
        raise BrokenFileError(f"{path}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise BrokenFileError(
            _("%(file)s: byte %(byte)d: not UTF-8 text")
            % {"file": path.name, "byte": error.start}
        ) from error
    except csv.Error as error:
        raise BrokenFileError(
            _("%(file)s, line %(line)d: %(error)s")
            % {"file": path.name, "line": reader.line_num, "error": error}
        ) from error


class _UnusableRowError(ValueError):
    pass


def _heading(name: str) -> str:
    heading = name.strip().lower().replace(" ", "_")
    return _COLUMNS.get(heading, heading)


def _row(values: Mapping[str, str], where: str) -> CodedPlace | RejectedRow:
    try:
        cells = {column: clean(text) for column, text in values.items()}
        return _coded_place(cells, where)
    except (UnusableTextError, _UnusableRowError) as error:
        return RejectedRow(where, str(error), values.get("code", ""))


def _coded_place(cells: Mapping[str, str], where: str) -> CodedPlace:
    code = cells.get("code", "")
    if not _CODE.fullmatch(code):
        raise _UnusableRowError(_("“%(code)s” is not a code.") % {"code": code[:20]})
    names = {suffix: cells.get(f"name_{suffix}", "") for suffix in COLUMN_SUFFIXES}
    aliases = tuple(filter(None, map(str.strip, cells.get("aliases", "").split("|"))))
    limit = longest(Place, "name")
    if any(len(name) > limit for name in (*names.values(), *aliases)):
        raise _UnusableRowError(
            _("A name has over %(limit)d characters.") % {"limit": limit}
        )
    return CodedPlace(
        # Spreadsheets drop a leading zero: codes have an even number of digits.
        code=code if len(code) % 2 == 0 else f"0{code}",
        where=where,
        point=_point(cells.get("latitude", ""), cells.get("longitude", "")),
        name=Translated.whole(names),
        aliases=aliases,
    )


def _point(latitude: str, longitude: str) -> Point | None:
    if not latitude and not longitude:
        return None
    try:
        north, east = float(latitude), float(longitude)
    except ValueError:
        north = east = math.nan
    if not (math.isfinite(north) and math.isfinite(east)):
        raise _UnusableRowError(_("Latitude and longitude must both be numbers."))
    if why := why_not_in_cambodia(north, east):
        raise _UnusableRowError(why)
    return Point(north, east)
