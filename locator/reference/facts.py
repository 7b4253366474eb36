"""The file of sourced facts. What it lists as not to be used never leaves it."""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from locator.reference.fixture import FixtureRow

# How a source was come by helps no reader to find it again.
_FOUND_BY = re.compile(r" \([a-z_]+ id \d+\)")
_OF_WHAT_WAS_FOUND = (
    ("No stored page", "No page found"),
    ("the stored text", "the copy of it"),
    ("is stored;", "was found;"),
)
_CLAUSES = re.compile(r"(?<=[.;])\s+")
_OF_THE_RESEARCH = re.compile(r"\b(?:tool|stored|excerpt|branch)\b", re.IGNORECASE)


class FactsError(ValueError):
    """The file is no file of facts, or lacks a fact that the fixtures rest on."""


class Facts:
    """Facts by id."""

    def __init__(self, facts: Mapping[str, Mapping[str, Any]]) -> None:
        self._facts = facts

    @classmethod
    def read(cls, path: Path) -> "Facts":
        try:
            facts = json.loads(path.read_text(encoding="utf-8"))["facts"]
            return cls({fact["id"]: fact for fact in facts})
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise FactsError(f"{path} is not a file of facts: {error!r}") from error

    def value(self, fact_id: str) -> Any:
        """What the fact states, in the shape that the file gives it."""
        try:
            return self._facts[fact_id]["value"]
        except KeyError as error:
            raise FactsError(f"There is no fact {fact_id} in the file.") from error

    def rows(self) -> Iterator[FixtureRow]:
        for fact_id in sorted(self._facts):
            fact = self._facts[fact_id]
            source = fact["source_url"] or ""
            # A package or a paper has no address to follow, but a name.
            address = source if source.startswith(("http:", "https:")) else ""
            kind = _FOUND_BY.sub("", fact["source_type"])
            yield FixtureRow(
                "locator.fact",
                fact_id,
                {
                    "section": fact["section"],
                    "subject": fact["subject"],
                    "statement": _for_readers(fact["statement"] or ""),
                    "value": fact["value"],
                    "source_url": address,
                    "source_date": fact["source_date"],
                    "source_type": ", ".join(
                        filter(None, [kind, source.removeprefix(address)])
                    ),
                    "confidence": fact["confidence"],
                    "note": _for_curators(fact["note"] or "") or None,
                },
            )


def _for_readers(statement: str) -> str:
    for of_the_research, said in _OF_WHAT_WAS_FOUND:
        statement = statement.replace(of_the_research, said)
    return statement


def _for_curators(note: str) -> str:
    """The note without what it tells of how its facts were looked up."""
    kept: list[str] = []
    for clause in _CLAUSES.split(note):
        if not _OF_THE_RESEARCH.search(clause):
            kept.append(clause)
        elif kept and clause.endswith("."):
            kept[-1] = f"{kept[-1].rstrip(';. ')}."
    return " ".join(kept)
