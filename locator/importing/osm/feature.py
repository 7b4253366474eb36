import itertools
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

TYPES = {"n": "node", "w": "way", "r": "relation"}
"""OSM's objects by the letters that osmium writes for them."""

Position = tuple[float, float]
"""Longitude, latitude in degrees, as geometries in files order them."""


@dataclass(frozen=True, slots=True)
class Feature:
    """A node, way or relation with tags, as any format gives it.

    `ref` is "node/123", or "" where the file does not tell; `point` is None where
    `why_no_point` says why.
    """

    where: str
    ref: str
    tags: Mapping[str, str]
    point: Position | None
    why_no_point: str = ""


def where_of(number: int, ref: str = "") -> str:
    """The spot in a file, for people: its features counted from 1."""
    if ref:
        return _("feature %(number)d (%(ref)s)") % {"number": number, "ref": ref}
    return _("feature %(number)d") % {"number": number}


def line_middle(line: Sequence[Position]) -> Position:
    """The mean of an open line's vertices."""
    return (
        sum(position[0] for position in line) / len(line),
        sum(position[1] for position in line) / len(line),
    )


def ring_centroid(ring: Sequence[Position]) -> tuple[Position, float]:
    """The centroid of a closed ring and its area in square degrees.

    Summed from the first vertex, so that small rings far from 0,0 keep their digits; a
    ring without area gives the mean of its vertices.
    """
    x0, y0 = ring[0]
    doubled = x_sum = y_sum = 0.0
    for (x1, y1), (x2, y2) in itertools.pairwise(ring):
        cross = (x1 - x0) * (y2 - y0) - (x2 - x0) * (y1 - y0)
        doubled += cross
        x_sum += (x1 + x2 - 2 * x0) * cross
        y_sum += (y1 + y2 - 2 * y0) * cross
    if not doubled or not math.isfinite(doubled):
        return line_middle(ring), 0.0
    return (
        (x0 + x_sum / (3 * doubled), y0 + y_sum / (3 * doubled)),
        abs(doubled) / 2,
    )


def centroid(lines: Sequence[Sequence[Position]]) -> Position | None:
    """The centroid of the closed lines by area, else the middle of all vertices."""
    lines = [line for line in lines if line]
    if not lines:
        return None
    rings = [ring_centroid(line) for line in lines if is_ring(line)]
    total = sum(area for _centroid, area in rings)
    if not total:
        return line_middle([position for line in lines for position in line])
    return (
        sum(middle[0] * area for middle, area in rings) / total,
        sum(middle[1] * area for middle, area in rings) / total,
    )


def is_ring(line: Sequence[Position]) -> bool:
    return len(line) >= 4 and line[0] == line[-1]


def is_position(candidate: object) -> bool:
    """Whether a JSON value is a pair (or more) of finite numbers."""
    return (
        isinstance(candidate, list)
        and len(candidate) >= 2
        and all(is_number(number) for number in candidate[:2])
    )


def is_number(candidate: object) -> bool:
    return (
        isinstance(candidate, int | float)
        and not isinstance(candidate, bool)
        and math.isfinite(candidate)
    )
