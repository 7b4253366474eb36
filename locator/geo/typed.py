"""Positions as people have them: typed, or inside the address of a map page."""

import re
from typing import Final
from urllib.parse import unquote

from django.utils.translation import gettext as _

from locator.geo.point import GeoError, Point

_NUMBER: Final = r"(-?\d{1,3}(?:\.\d+)?)"
_ROUTE: Final = r"/(?:dir/[^/@?]|directions\b)"
MAP_ADDRESS_PATTERNS: Final = (
    # Google: the pin of a place, before the middle of the view that also stands there.
    rf"!3d{_NUMBER}!4d{_NUMBER}",
    rf"[?&](?:q|query|ll|sll|destination|daddr|center|cp|coordinate)=(?:loc:)?"
    rf"{_NUMBER}[,~]\s*{_NUMBER}",
    rf"[?&#]mlat={_NUMBER}&mlon={_NUMBER}",
    rf"/(?:place/|search/|dir//){_NUMBER},\s*{_NUMBER}",
    # The middle of the view, unless that is of a route or beside a pin in degrees.
    rf"^(?!.*(?:{_ROUTE}|°)).*#map=[\d.]+/{_NUMBER}/{_NUMBER}",
    rf"^(?!.*(?:{_ROUTE}|°)).*/@{_NUMBER},{_NUMBER}",
    rf"^geo:{_NUMBER},{_NUMBER}",
)
"""Where addresses hold latitude and longitude, most exact first.

Written so that Python and JavaScript read them alike; the point picker is given them.
"""

_LOOKS_LIKE_ADDRESS: Final = re.compile(r"://|^geo:|^(?:www|maps)\.", re.IGNORECASE)
_IN_DEGREES: Final = re.compile(
    r"(?:/(?:place|search)/|[?&]q(?:uery)?=)([^/&@]*°[^/&@]*)"
)


def read_position(text: str) -> Point:
    """The point in `text`: "lat, lon", degrees and minutes, or a map's address.

    Raises GeoError, with a hint where latitude and longitude seem exchanged.
    """
    text = text.strip()
    if _LOOKS_LIKE_ADDRESS.search(text):
        return _in_address(text)
    return Point.parse(text)


def written(point: Point) -> str:
    """The point as people read and type it, e.g. "11.5564, 104.9282"."""
    return str(point).replace(",", ", ")


def _in_address(address: str) -> Point:
    address = unquote(address)
    if re.search(_ROUTE, address):
        raise GeoError(
            _(
                "This is the address of a route. Open the place itself, then copy the"
                " address of that page, or its two numbers."
            )
        )
    address = address.replace("+", " ")
    if match := _IN_DEGREES.search(address):
        return Point.parse(match[1].strip())
    for pattern in MAP_ADDRESS_PATTERNS:
        if match := re.search(pattern, address):
            return Point(float(match[1]), float(match[2]))
    raise GeoError(
        _(
            "This address holds no position. Open it, then copy the address of the"
            " page that appears, or its two numbers."
        )
    )
