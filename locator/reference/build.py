"""All reference fixtures in one go."""

from itertools import chain
from pathlib import Path

from locator.reference import carriers, operators, places
from locator.reference.facts import Facts
from locator.reference.fixture import FixtureRow, write
from locator.reference.towns import read_towns


def build(*, facts_file: Path, sources: Path, into: Path) -> dict[str, int]:
    """Write the files and give the number of rows of each.

    `sources` is the folder of the files kept by hand. Raises FactsError.
    """
    facts = Facts.read(facts_file)
    operators_file = sources / "operators.csv"
    files = {
        "10_facts.json": facts.rows(),
        "20_carriers.json": chain(
            carriers.carrier_rows(facts), carriers.prefix_rows(facts)
        ),
        "30_operators.json": chain(
            operators.operator_rows(operators_file),
            operators.default_rows(operators_file),
        ),
        **_place_files(sources),
    }
    return {name: write(into / name, rows) for name, rows in files.items()}


def _place_files(sources: Path) -> dict[str, list[FixtureRow]]:
    towns = read_towns()
    known = places.read_names(sources / "place_names.csv")
    official = places.official_places(known, towns)
    town_places = places.town_places(known, towns, official)
    landmarks = places.landmark_places(sources / "landmarks.csv", official)
    by_level = {
        level: [place for place in official if place.level == level]
        for level in ("province", "district", "commune")
    }
    every = [*official, *town_places, *landmarks]
    return {
        "40_provinces.json": [place.row() for place in by_level["province"]],
        "41_districts.json": [place.row() for place in by_level["district"]],
        "42_communes.json": [place.row() for place in by_level["commune"]],
        "43_towns.json": [place.row() for place in town_places],
        "44_landmarks.json": [place.row() for place in landmarks],
        "45_place_aliases.json": [row for place in every for row in place.alias_rows()],
    }
