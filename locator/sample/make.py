"""The sample fixtures: the same files on every run."""

import json
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any, Final

from locator.geo.point import Point
from locator.languages import COLUMN_SUFFIXES
from locator.models.outlet import PUBLIC_ID_ALPHABET, PUBLIC_ID_LENGTH, OwnSource
from locator.reference.fixture import FixtureRow, write
from locator.sample import vocabulary as words
from locator.sample.offers import offers_of
from locator.sample.positions import TownPoint, beside, towns_for

_SEED: Final = 855
_MADE_AT: Final = "2026-11-22T09:00:00+07:00"
_MONTHS_VERIFIED: Final = range(5, 12)
_OFFERS_AN_OUTLET: Final = 10


def make_sample(*, fixtures: Path, into: Path) -> dict[str, int]:
    """Write the sample files and give the number of rows of each.

    `fixtures` is the folder of the reference files that the samples refer to.
    """
    random = Random(_SEED)  # noqa: S311
    texts = {text for sort in words.SORTS for text in sort.hours}
    hours = sorted(texts - {words.UNKNOWN})
    outlets = list(_outlets(fixtures, hours, random))
    return {
        "50_sample_hours.json": write(
            into / "50_sample_hours.json",
            (
                FixtureRow("locator.hours", pk, {"text": text})
                for pk, text in enumerate(hours, start=1)
            ),
        ),
        "51_sample_outlets.json": write(into / "51_sample_outlets.json", outlets),
        "52_sample_offers.json": write(
            into / "52_sample_offers.json", _offers(fixtures, outlets, random)
        ),
    }


def _outlets(fixtures: Path, hours: list[str], random: Random) -> Iterator[FixtureRow]:
    operators = {slug: pk for pk, slug in _operators(fixtures).items()}
    sorts = [sort for sort in words.SORTS for _ in range(sort.count)]
    towns = towns_for(len(sorts), _towns(fixtures), random)
    public_ids = _public_ids(len(sorts), random)
    numbers: dict[str, int] = {}
    for pk, (sort, town) in enumerate(zip(sorts, towns, strict=True), start=1):
        number = numbers[sort.kind] = numbers.get(sort.kind, 0) + 1
        operator = random.choice(sort.operators)
        text = random.choice(sort.hours)
        point = beside(town, random)
        yield FixtureRow(
            "locator.outlet",
            pk,
            {
                "public_id": public_ids[pk - 1],
                **_translated("name", _name(sort, number)),
                "kind": sort.kind,
                "operator": operators[operator] if operator else None,
                **_status(pk),
                "latitude": point.latitude,
                "longitude": point.longitude,
                "place": town.pk,
                **_address(random),
                "hours": hours.index(text) + 1 if text else None,
                **_hours_note(text, random),
                "payments": _members(random.choice(sort.payments)),
                "languages": _members(random.choice(words.LANGUAGES)),
                "source": OwnSource.SAMPLE.value,
                "source_ref": f"sample/{pk}",
                "verified_at": _verified_at(random),
                "created_at": _MADE_AT,
                "updated_at": _MADE_AT,
            },
        )


def _offers(
    fixtures: Path, outlets: list[FixtureRow], random: Random
) -> Iterator[FixtureRow]:
    slugs = _operators(fixtures)
    for outlet in outlets:
        operator = outlet.fields["operator"]
        own = offers_of(
            outlet.fields["kind"], slugs[operator] if operator else None, random
        )
        for number, fields in enumerate(own):
            yield FixtureRow(
                "locator.offer",
                int(outlet.pk) * _OFFERS_AN_OUTLET + number,
                {"outlet": outlet.pk, **fields},
            )


def _towns(fixtures: Path) -> list[TownPoint]:
    return [
        TownPoint(
            row["pk"],
            Point(row["fields"]["latitude"], row["fields"]["longitude"]),
            row["fields"].get("population", 0),
        )
        for row in _read(fixtures / "43_towns.json")
    ]


def _operators(fixtures: Path) -> dict[int, str]:
    return {
        row["pk"]: row["fields"]["slug"]
        for row in _read(fixtures / "30_operators.json")
        if row["model"] == "locator.operator"
    }


def _read(path: Path) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))
    return rows


def _public_ids(count: int, random: Random) -> list[str]:
    ids: dict[str, None] = {}
    while len(ids) < count:
        ids["".join(random.choices(PUBLIC_ID_ALPHABET, k=PUBLIC_ID_LENGTH))] = None
    return list(ids)


def _translated(column: str, text: words.Translated) -> dict[str, str]:
    named = {
        f"{column}_{language}": value
        for language, value in zip(COLUMN_SUFFIXES, text, strict=True)
    }
    return {column: text[0], **named}


def _name(sort: words.Sort, number: int) -> words.Translated:
    english, khmer, chinese = (
        pattern.format(name, number)
        for pattern, name in zip(words.SAMPLE, sort.name, strict=True)
    )
    return english, khmer, chinese


def _numbered(pattern: words.Translated, number: int) -> words.Translated:
    english, khmer, chinese = (text.format(number) for text in pattern)
    return english, khmer, chinese


def _status(pk: int) -> dict[str, str]:
    if pk % 45 == 0:
        return {"status": "closed_until", "closed_until": f"2027-0{1 + pk % 7}-15"}
    if pk % 133 == 0:
        return {"status": "closed"}
    if pk % 97 == 0:
        return {"status": "draft"}
    return {"status": "published"}


def _address(random: Random) -> dict[str, str]:
    fields: dict[str, str] = {}
    if random.random() < 0.7:
        fields["landmark_relation"] = random.choice(words.RELATIONS)
        fields |= _translated("landmark", random.choice(words.LANDMARKS))
    if random.random() < 0.5:
        street = _numbered(words.STREET, random.randrange(1, 400))
        fields |= _translated("street", street)
    elif random.random() < 0.4:
        road = _numbered(words.NATIONAL_ROAD, random.randrange(1, 8))
        fields |= _translated("street", road)
    if random.random() < 0.1:
        fields |= _translated("floor", words.GROUND_FLOOR)
    return fields


def _hours_note(text: str, random: Random) -> dict[str, str]:
    if text == words.UNKNOWN and random.random() < 0.6:
        return _translated("hours_note", words.UNTIL_DARK)
    return {}


def _members(names: tuple[str, ...]) -> str:
    return f",{','.join(names)},"


def _verified_at(random: Random) -> str | None:
    if random.random() < 0.5:
        return None
    month, day = random.choice(_MONTHS_VERIFIED), random.randrange(1, 21)
    return f"2026-{month:02}-{day:02}T{random.randrange(8, 18):02}:00:00+07:00"
