"""Positions that cannot be, and addresses that speak of another province."""

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from locator.folding import fold
from locator.geo.border import in_cambodia
from locator.geo.distance import geocentric
from locator.geo.point import GeoError, Point
from locator.models.quality import QualityRule
from locator.quality.finding import CheckedOutlet, Finding

MARGIN_M: Final = 10_000.0
"""So much nearer must a place of another province be.

Provinces have no outlines here, only some hundred points of known province: close to a
boundary the nearest one may well lie beyond it.
"""

_ADDRESS: Final = ("landmark", "street", "village", "commune")
_COMMUNE: Final = "commune"
_SEGMENT: Final = re.compile(r"[,;·、，/|()]|\s[-–]\s")
# What may stand around a province's name; without one of these or a comma beside it, a
# name is as likely a street's (Preah Sihanouk Boulevard).
_WORDS: Final = re.compile(
    r"\b(?:province|city|capital|municipality|town|khaet|khet|krong)\b"
    r"|ខេត្ត|រាជធានី|ក្រុង|省|市$",
    re.IGNORECASE,
)


def mistyped_position(outlet: CheckedOutlet) -> Iterator[Finding]:
    """Outside Cambodia, or inside it once a common slip is undone."""
    if in_cambodia(outlet.point):
        return
    meant = meant_position(outlet.latitude, outlet.longitude)
    position = str(outlet.point.rounded())
    if meant:
        values = {"position": position, "meant": str(meant)}
        yield Finding(QualityRule.MISTYPED_POSITION, outlet.spot, values)
    else:
        values = {"position": position}
        yield Finding(QualityRule.OUTSIDE_CAMBODIA, outlet.spot, values)


def meant_position(latitude: float, longitude: float) -> Point | None:
    """The point in Cambodia that these numbers stand for by a slip.

    Exchanged, with a wrong sign, or with the decimal point a digit away.
    """
    for first, second in ((latitude, longitude), (longitude, latitude)):
        for up in (1, 0.1, 10):
            for right in (1, 0.1, 10):
                try:
                    point = Point(
                        round(abs(first) * up, 7), round(abs(second) * right, 7)
                    )
                except GeoError:
                    continue
                if in_cambodia(point):
                    return point
    return None


_Spot = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class KnownPlace:
    """`province` is its two-digit code; `names` are its names in every script.

    Latitude and longitude are null where it has no point.
    """

    pk: int
    level: str
    province: str
    names: tuple[str, ...]
    latitude: float | None
    longitude: float | None


class Provinces:
    """Which province a point lies in, and which one an address names."""

    def __init__(self, places: Iterable[KnownPlace]) -> None:
        self._by_place: dict[int, str] = {}
        self._points: defaultdict[str, list[_Spot]] = defaultdict(list)
        self._named: defaultdict[str, set[str]] = defaultdict(set)
        self._communes: defaultdict[str, set[str]] = defaultdict(set)
        for place in places:
            self._by_place[place.pk] = place.province
            if place.latitude is not None and place.longitude is not None:
                spot = geocentric(place.latitude, place.longitude)
                self._points[place.province].append(spot)
            names = {key for name in place.names if (key := fold(_bare(name)))}
            for key in names:
                if place.level == "province":
                    self._named[key].add(place.province)
                elif place.level == "commune":
                    self._communes[key].add(place.province)

    def findings(self, outlet: CheckedOutlet) -> Iterator[Finding]:
        """One where all that the outlet says of its province is far from its point."""
        named = self._named_by(outlet)
        if not named or not in_cambodia(outlet.point):
            return
        if not outlet.has_chosen_place and self._province_of(outlet.place_id) in named:
            return
        by_distance = self._distances(outlet.point)
        if not by_distance:
            return
        nearest = min(by_distance, key=by_distance.__getitem__)
        reached = [by_distance[code] for code in named if code in by_distance]
        if not reached or min(reached) - by_distance[nearest] < MARGIN_M:
            return
        values = {"named": sorted(named), "found": nearest}
        yield Finding(QualityRule.OTHER_PROVINCE, outlet.spot, values)

    def _named_by(self, outlet: CheckedOutlet) -> set[str]:
        """Codes of the provinces it may mean; empty where it says nothing of any."""
        if outlet.has_chosen_place and (code := self._province_of(outlet.place_id)):
            return {code}
        named: set[str] = set()
        communes: set[str] = set()
        for column, text in outlet.texts.items():
            field = column.split("_")[0]
            if field not in _ADDRESS:
                continue
            segments = [fold(_bare(segment)) for segment in _SEGMENT.split(text)]
            # Alone it is the name of a street or landmark.
            if len(segments) > 1 or _WORDS.search(text):
                for segment in segments:
                    named |= self._named.get(segment, set())
            if field == _COMMUNE:
                communes |= self._communes.get(fold(_bare(text)), set())
        return named or communes

    def _province_of(self, place_id: int | None) -> str:
        return self._by_place.get(place_id, "") if place_id else ""

    def _distances(self, point: Point) -> Mapping[str, float]:
        """Straight through the earth: that is 100 metres less in 450 km."""
        here = geocentric(point.latitude, point.longitude)
        return {
            code: min(math.dist(here, spot) for spot in spots)
            for code, spots in self._points.items()
            if code
        }


def _bare(name: str) -> str:
    return _WORDS.sub("", name).strip()
