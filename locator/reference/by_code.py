"""Points and names of provinces, districts and communes, from CSV by official code."""

import csv
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from locator.folding import fold
from locator.geo.border import in_cambodia
from locator.geo.point import GeoError, Point
from locator.models.place import Place, PlaceAlias
from locator.reference.places import language_of
from locator.text_index import index_text

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
_NAMES: Final = ("name_en", "name_km", "name_zh_hans")
_LONGEST_NAME: Final = 120
_LONGEST_SOURCE: Final = 200
_CODE: Final = re.compile(r"\d{1,8}")


class PlacesFileError(ValueError):
    """The file cannot be read, or has no column of codes; nothing was written."""


@dataclass(frozen=True, slots=True)
class Rejected:
    line: int
    reason: str


@dataclass(slots=True)
class CodesReport:
    """Counts of places, save for `names`, which are names and aliases together."""

    updated: int = 0
    unchanged: int = 0
    points: int = 0
    names: int = 0
    rejected: list[Rejected] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Row:
    code: str
    point: Point | None
    names: Mapping[str, str]
    aliases: tuple[str, ...]


def import_by_code(path: Path, *, source: str) -> CodesReport:
    """Add points and names to the official places, in one transaction.

    A place's own names stay, other ones become aliases. A point is set where there is
    none, or where this source set the present one. Rows that cannot be used are
    reported, and the rest goes in. Raises PlacesFileError.
    """
    report = CodesReport()
    rows = list(_read(path, report))
    with transaction.atomic():
        _add(rows, source, report)
    return report


def _add(rows: list[tuple[int, _Row]], source: str, report: CodesReport) -> None:
    places = {
        place.code: place
        for place in Place.objects.filter(code__in={row.code for _line, row in rows})
    }
    known = _known_names(places.values())
    changed: dict[int, Place] = {}
    aliases: list[PlaceAlias] = []
    seen: set[int] = set()
    for line, row in rows:
        place = places.get(row.code)
        if place is None:
            reason = _("No place has the code %(code)s.") % {"code": row.code}
            report.rejected.append(Rejected(line, reason))
            continue
        seen.add(place.pk)
        has_point = row.point is not None and _set_point(place, row.point, source)
        named = _set_names(place, row, known[place.pk])
        more = list(_aliases(place, row, known[place.pk]))
        aliases += more
        report.points += has_point
        report.names += named + len(more)
        if has_point or named or more:
            changed[place.pk] = place
    Place.objects.bulk_update(
        changed.values(),
        ["latitude", "longitude", "source", *_NAMES],
        batch_size=500,
    )
    PlaceAlias.objects.bulk_create(aliases, batch_size=500)
    index_text(place_ids=changed)
    report.updated = len(changed)
    report.unchanged = len(seen) - len(changed)


def _read(path: Path, report: CodesReport) -> Iterator[tuple[int, _Row]]:
    """The usable rows, each with the number of its last line; the others reported."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            reader = csv.reader(lines, strict=True)
            headings = [_heading(name) for name in next(reader, [])]
            if "code" not in headings:
                raise PlacesFileError(
                    _("%(file)s has no column “code” in its first line.")
                    % {"file": path.name}
                )
            for values in reader:
                try:
                    if any(values):
                        row = _checked(dict(zip(headings, values, strict=False)))
                        yield reader.line_num, row
                except _UnusableRowError as error:
                    report.rejected.append(Rejected(reader.line_num, str(error)))
    except OSError as error:
        raise PlacesFileError(f"{path}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise PlacesFileError(
            _("%(file)s is not UTF-8 text: byte %(position)d.")
            % {"file": path.name, "position": error.start}
        ) from error
    except csv.Error as error:
        raise PlacesFileError(
            _("%(file)s, line %(line)d: %(error)s")
            % {"file": path.name, "line": reader.line_num, "error": error}
        ) from error


class _UnusableRowError(ValueError):
    pass


def _heading(name: str) -> str:
    heading = name.strip().lower().replace(" ", "_")
    return _COLUMNS.get(heading, heading)


def _checked(values: Mapping[str, str]) -> _Row:
    cells = {column: text.strip() for column, text in values.items()}
    code = cells["code"]
    if not _CODE.fullmatch(code):
        raise _UnusableRowError(_("“%(code)s” is not a code.") % {"code": code[:20]})
    names = {column: cells[column] for column in _NAMES if cells.get(column)}
    aliases = tuple(filter(None, map(str.strip, cells.get("aliases", "").split("|"))))
    for name in (*names.values(), *aliases):
        if len(name) > _LONGEST_NAME or not name.isprintable():
            raise _UnusableRowError(_("A name is too long or cannot be printed."))
    return _Row(
        # Spreadsheets drop a leading zero: codes have an even number of digits.
        code=code if len(code) % 2 == 0 else f"0{code}",
        point=_point(cells.get("latitude", ""), cells.get("longitude", "")),
        names=names,
        aliases=aliases,
    )


def _point(latitude: str, longitude: str) -> Point | None:
    if not latitude and not longitude:
        return None
    try:
        point = Point(float(latitude), float(longitude))
    except GeoError as error:
        raise _UnusableRowError(str(error)) from error
    except ValueError as error:
        raise _UnusableRowError(
            _("Latitude and longitude must both be numbers.")
        ) from error
    if in_cambodia(point):
        return point
    if abs(point.longitude) <= 90 and in_cambodia(
        Point(point.longitude, point.latitude)
    ):
        raise _UnusableRowError(_("Latitude and longitude are exchanged."))
    raise _UnusableRowError(_("The point lies outside Cambodia."))


def _known_names(places: Iterable[Place]) -> dict[int, set[str]]:
    """The folded names and aliases of each place."""
    known: defaultdict[int, set[str]] = defaultdict(set)
    for place in places:
        known[place.pk] |= {fold(getattr(place, column) or "") for column in _NAMES}
    aliases = PlaceAlias.objects.filter(place__pk__among=list(known))
    for pk, name in aliases.values_list("place_id", "name"):
        known[pk].add(fold(name))
    return known


def _set_point(place: Place, point: Point, source: str) -> bool:
    base, _separator, origin = place.source.partition("; point: ")
    has_point = place.latitude is not None
    if has_point and origin != source:
        return False
    if (place.latitude, place.longitude) == (point.latitude, point.longitude):
        return False
    place.latitude, place.longitude = point.latitude, point.longitude
    place.source = f"{base}; point: {source}".removeprefix("; ")[:_LONGEST_SOURCE]
    return True


def _set_names(place: Place, row: _Row, known: set[str]) -> int:
    """Fill the languages in which the place has no name; how many were filled."""
    blank = [column for column in row.names if not getattr(place, column)]
    for column in blank:
        setattr(place, column, row.names[column])
        known.add(fold(row.names[column]))
    return len(blank)


def _aliases(place: Place, row: _Row, known: set[str]) -> Iterator[PlaceAlias]:
    """The names under which a search would not find the place yet."""
    for name in (*row.names.values(), *row.aliases):
        key = fold(name)
        if key and key not in known:
            known.add(key)
            yield PlaceAlias(place=place, name=name, language=language_of(name))
