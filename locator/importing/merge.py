"""A source's row, the outlet as it is and the last import: which value wins."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from locator.importing.records import Json
from locator.importing.text import clean

OFFER = "offer:"
"""Begins the field of one carrier's offer, such as "offer:smart"."""

NOTHING: tuple[Json, ...] = (None, "", [], {})


@dataclass(frozen=True, slots=True)
class KeptValue:
    """A curator's value that the source contradicts.

    `is_news` says that the source has changed its mind since the last import.
    """

    field: str
    kept: Json
    says: Json
    is_news: bool


@dataclass(slots=True)
class Merged:
    """`changes` are to be written; `imported` is what to remember of this import."""

    changes: dict[str, Json] = field(default_factory=dict)
    kept: list[KeptValue] = field(default_factory=list)
    imported: dict[str, Json] = field(default_factory=dict)


def merge(
    imported: Mapping[str, Json], current: Mapping[str, Json], says: Mapping[str, Json]
) -> Merged:
    """Merge what the source `says`, field by field.

    A value that still is as it was last imported belongs to the source and follows
    it; any other was set by a curator and stays. A field never imported before counts
    as imported empty. Fields the source does not have are left alone.
    """
    merged = Merged(imported=dict(imported))
    for name, value in says.items():
        before, now = imported.get(name), current.get(name)
        if not same(before, value):
            if is_nothing(value):
                merged.imported.pop(name, None)
            else:
                merged.imported[name] = value
        if same(now, value):
            continue
        if same(now, before):
            merged.changes[name] = value
        else:
            merged.kept.append(KeptValue(name, now, value, not same(before, value)))
    return merged


def edit(
    imported: Mapping[str, Json], current: Mapping[str, Json], says: Mapping[str, Json]
) -> Merged:
    """Take a curator's word for every value, and remember the source's as it was.

    A text that differs by spaces alone is the same, as sheets hold none of them. An
    offer that is there stays: sheets name carriers and know nothing of terms.
    """
    return Merged(
        changes={
            name: value
            for name, value in says.items()
            if not same(_cleaned(current.get(name)), value)
            and not (name.startswith(OFFER) and current.get(name))
        },
        imported=dict(imported),
    )


def _cleaned(value: Json) -> Json:
    return clean(value.replace("\x00", "")) if isinstance(value, str) else value


def remembered(says: Mapping[str, Json]) -> dict[str, Json]:
    """What to remember of a row that is new: all but the empty values."""
    return {name: value for name, value in says.items() if not is_nothing(value)}


def same(one: Json, other: Json) -> bool:
    return one == other or (is_nothing(one) and is_nothing(other))


def is_nothing(value: Json) -> bool:
    return value in NOTHING
