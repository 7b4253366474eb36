"""Fixture files that diff by row: one JSON object a line."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class FixtureRow:
    """A row of a fixture file. Empty values are left out: they are the default."""

    model: str
    pk: int | str
    fields: Mapping[str, Any]

    def as_json(self) -> str:
        kept = {
            name: value
            for name, value in self.fields.items()
            if value is not None and value != ""
        }
        return json.dumps(
            {"model": self.model, "pk": self.pk, "fields": kept}, ensure_ascii=False
        )


def write(path: Path, rows: Iterable[FixtureRow]) -> int:
    """Write the rows and give their number."""
    lines = [row.as_json() for row in rows]
    path.write_text("[\n" + ",\n".join(lines) + "\n]\n", encoding="utf-8")
    return len(lines)


def names(
    name_en: str, name_km: str = "", name_zh_hans: str = ""
) -> dict[str, str | None]:
    """A translated name, with the base column that holds the default language."""
    return {
        "name": name_en,
        "name_en": name_en,
        "name_km": name_km or None,
        "name_zh_hans": name_zh_hans or None,
    }
