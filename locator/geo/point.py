"""Positions and boxes on WGS84, in degrees, checked once when they are made."""

import math
import re
from dataclasses import dataclass
from typing import Final, NoReturn, Self

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

MAX_TEXT_LENGTH: Final = 120

# The smallest radius of curvature of WGS84 (along the meridian, at the equator). A
# sphere of this radius never makes two points further apart than the ellipsoid does.
_SMALLEST_RADIUS_M: Final = 6_335_439.0
# Far above float rounding, far below any distance that matters.
_ROUNDING_DEG: Final = 1e-9

_SIGNS: Final = {"N": 1, "S": -1, "E": 1, "W": -1}
_ANGLE: Final = re.compile(
    r"""
    (?P<before>[NSEW])?\s*
    (?P<degrees>[+-]?\d+(?:\.\d+)?|[+-]?\.\d+)\s*
    (?:[°º]\s*)?
    (?:(?P<minutes>\d+(?:\.\d+)?)\s*['′’]\s*)?
    (?:(?P<seconds>\d+(?:\.\d+)?)\s*(?:["″”]|'')\s*)?
    (?P<after>[NSEW])?
    """,
    re.VERBOSE | re.IGNORECASE,
)
_SEPARATOR: Final = re.compile(r"\s*[,;、/]\s*|\s+")
# Full-width forms lie at a fixed offset; the minus signs are those people paste.
_TO_ASCII: Final = {0xFEE0 + code: code for code in range(0x21, 0x7F)} | {
    ord("−"): "-",
    ord("–"): "-",
}


class GeoError(ValueError):
    """A position or a box that cannot be; its text says what is wrong and the mend."""


def _refuse(message: str | Promise, **values: object) -> NoReturn:
    raise GeoError(format_lazy(message, **values) if values else message)


def _require_degrees(value: float, limit: int, name: str | Promise) -> None:
    if not math.isfinite(value) or not -limit <= value <= limit:
        _refuse(
            _("{name} is {value}; it must be a number from -{limit} to {limit}."),
            name=name,
            value=value,
            limit=limit,
        )


@dataclass(frozen=True, slots=True)
class Point:
    """A position in degrees. Raises `GeoError` where it is not on the earth."""

    latitude: float
    longitude: float

    def __post_init__(self) -> None:
        _require_degrees(self.latitude, 90, _("Latitude"))
        _require_degrees(self.longitude, 180, _("Longitude"))

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a position as people paste it.

        Latitude first: `11.5564,104.9282`, spaces for the comma, Khmer or full-width
        digits. With hemisphere letters the order is free: `11.5564° N, 104.9282° E`,
        `11°33'23.0"N 104°55'41.5"E`.
        """
        first, second = _angles(text)
        if {first[1], second[1]} <= {"N", "S", ""} and first[1] and second[1]:
            _refuse(_("Both numbers are latitudes; one must be E or W."))
        if {first[1], second[1]} <= {"E", "W", ""} and first[1] and second[1]:
            _refuse(_("Both numbers are longitudes; one must be N or S."))
        if first[1] in {"E", "W"} or second[1] in {"N", "S"}:
            first, second = second, first
        if abs(first[0]) > 90 >= abs(second[0]):
            _refuse(
                _("Latitude comes first: did you mean {point}?"),
                point=f"{_plain(second[0])},{_plain(first[0])}",
            )
        return cls(latitude=first[0], longitude=second[0])

    def rounded(self) -> Self:
        """The point to 4 decimals (about 11 m): all that addresses and caches hold."""
        return self._to(4)

    def to_decimetres(self) -> Self:
        """The point to 6 decimals (about 11 cm), finer than any phone knows it."""
        return self._to(6)

    def _to(self, decimals: int) -> Self:
        # Adding zero turns -0.0 into 0.0, so that equal points are written alike.
        return type(self)(
            round(self.latitude, decimals) + 0.0, round(self.longitude, decimals) + 0.0
        )

    def __str__(self) -> str:
        return f"{_plain(self.latitude)},{_plain(self.longitude)}"


@dataclass(frozen=True, slots=True)
class BoundingBox:
    """A box in degrees, edges included.

    `west > east` means that it crosses the antimeridian.
    """

    west: float
    south: float
    east: float
    north: float

    def __post_init__(self) -> None:
        _require_degrees(self.west, 180, _("West"))
        _require_degrees(self.south, 90, _("South"))
        _require_degrees(self.east, 180, _("East"))
        _require_degrees(self.north, 90, _("North"))
        if self.south > self.north:
            _refuse(
                _("South ({south}) is above north ({north}); exchange them."),
                south=self.south,
                north=self.north,
            )

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `west,south,east,north`."""
        numbers = [_number(part) for part in _parts(text)]
        if len(numbers) != 4:
            _refuse(
                _("A box is four numbers, west,south,east,north; this has {count}."),
                count=len(numbers),
            )
        return cls(*numbers)

    def contains(self, point: Point) -> bool:
        if not self.south <= point.latitude <= self.north:
            return False
        if self.west > self.east:
            return point.longitude >= self.west or point.longitude <= self.east
        return self.west <= point.longitude <= self.east

    @property
    def unwrapped_east(self) -> float:
        """`east`, counted on past 180 where the box crosses the antimeridian."""
        return self.east if self.west <= self.east else self.east + 360

    @property
    def centre(self) -> Point:
        longitude = (self.west + self.unwrapped_east) / 2
        return Point(
            (self.south + self.north) / 2,
            longitude - 360 if longitude > 180 else longitude,
        )

    def parts(self) -> tuple[Self, ...]:
        """The box as one or two that do not cross the antimeridian.

        A box that touches the antimeridian also holds it under its other name, so
        that a point at 180 is found in a box that ends at -180.
        """
        if self.west > self.east:
            return (
                type(self)(self.west, self.south, 180.0, self.north),
                type(self)(-180.0, self.south, self.east, self.north),
            )
        parts = [self]
        if self.east == 180.0 and self.west > -180.0:
            parts.append(type(self)(-180.0, self.south, -180.0, self.north))
        if self.west == -180.0 and self.east < 180.0:
            parts.append(type(self)(180.0, self.south, 180.0, self.north))
        return tuple(parts)

    def __str__(self) -> str:
        edges = (self.west, self.south, self.east, self.north)
        return ",".join(map(_plain, edges))


def around(point: Point, metres: float) -> tuple[BoundingBox, ...]:
    """One or two boxes, none crossing the antimeridian, that together hold every
    point within `metres` of `point` on the ellipsoid, poles included.

    They may hold a little more (under 1% on each side).
    """
    reach = metres / _SMALLEST_RADIUS_M
    latitude_reach = math.degrees(reach) + _ROUNDING_DEG
    south = point.latitude - latitude_reach
    north = point.latitude + latitude_reach
    if south <= -90.0 or north >= 90.0:
        return (BoundingBox(-180.0, max(south, -90.0), 180.0, min(north, 90.0)),)
    # The meridians that a circle on a sphere touches.
    sine = math.sin(reach) / math.cos(math.radians(point.latitude))
    longitude_reach = math.degrees(math.asin(min(sine, 1.0))) + _ROUNDING_DEG
    west = point.longitude - longitude_reach
    east = point.longitude + longitude_reach
    if sine >= 1.0 or east - west >= 360.0:
        return (BoundingBox(-180.0, south, 180.0, north),)
    if west <= -180.0:
        return BoundingBox(west + 360.0, south, east, north).parts()
    if east >= 180.0:
        return BoundingBox(west, south, east - 360.0, north).parts()
    return (BoundingBox(west, south, east, north),)


def _plain(value: float) -> str:
    """The shortest decimal text of a coordinate, never in exponent notation."""
    return f"{value:.9f}".rstrip("0").rstrip(".") if value else "0"


def _cleaned(text: str) -> str:
    if len(text) > MAX_TEXT_LENGTH:
        _refuse(
            _("That is too long for a position; write it like {example}."),
            example="11.5564,104.9282",
        )
    return text.translate(_TO_ASCII).strip().strip("()[]").strip()


def _parts(text: str) -> list[str]:
    return [part for part in _SEPARATOR.split(_cleaned(text)) if part]


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        _refuse(_("“{text}” is not a number."), text=text)


def _angles(text: str) -> tuple[tuple[float, str], tuple[float, str]]:
    """Two angles, each in degrees with its hemisphere letter or an empty one."""
    cleaned = _cleaned(text)
    angles = []
    position = 0
    while position < len(cleaned):
        match = _ANGLE.match(cleaned, position)
        if match is None:
            break
        angles.append(_angle(match))
        position = match.end()
        separator = _SEPARATOR.match(cleaned, position)
        if separator:
            position = separator.end()
        elif cleaned[position - 1].isdigit():
            break
    if position < len(cleaned) or len(angles) != 2:
        _refuse(
            _("Write a position as latitude,longitude, for example {example}."),
            example="11.5564,104.9282",
        )
    return angles[0], angles[1]


def _angle(match: re.Match[str]) -> tuple[float, str]:
    hemisphere = (match["before"] or match["after"] or "").upper()
    degrees = float(match["degrees"])
    magnitude = (
        abs(degrees)
        + float(match["minutes"] or 0) / 60
        + float(match["seconds"] or 0) / 3600
    )
    if hemisphere:
        return _SIGNS[hemisphere] * magnitude, hemisphere
    return math.copysign(magnitude, degrees), hemisphere
