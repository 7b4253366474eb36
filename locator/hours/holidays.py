"""Cambodia's public holidays: computed ones, and the changes a decree makes to them."""

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Final, Self

import holidays

FIRST_YEAR: Final = 2015
LAST_YEAR: Final = 2045
"""What `cambodia()` covers; outside of it no day is a holiday."""

_LANGUAGES = {"en": "en_US", "km": "km"}

Names = Mapping[str, str]
"""A holiday's name by language code; "en" stands in for the missing ones."""


@dataclass(frozen=True, slots=True)
class Holiday:
    date: date
    name: str


class Calendar:
    """Dates and their names. Never changes; equal calendars hash alike."""

    __slots__ = ("_days", "_hash")

    def __init__(self, days: Mapping[date, Names | str] | None = None) -> None:
        self._days: dict[date, dict[str, str]] = {
            day: {"en": names} if isinstance(names, str) else dict(names)
            for day, names in sorted((days or {}).items())
        }
        self._hash = hash(
            tuple((day, *sorted(names.items())) for day, names in self._days.items())
        )

    def __contains__(self, day: date) -> bool:
        return day in self._days

    def __iter__(self) -> Iterator[date]:
        return iter(self._days)

    def __len__(self) -> int:
        return len(self._days)

    def __hash__(self) -> int:
        return self._hash

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        if not isinstance(other, Calendar):
            return NotImplemented
        return self._hash == other._hash and self._days == other._days

    def name(self, day: date, language: str = "en") -> str | None:
        """The holiday's name in the language, else in English; None on other days."""
        names = self._days.get(day)
        if names is None:
            return None
        return names.get(language) or names.get("en") or next(iter(names.values()), "")

    def between(self, first: date, last: date, language: str = "en") -> list[Holiday]:
        """The holidays of both days and those between, in order."""
        return [
            Holiday(day, self.name(day, language) or "")
            for day in self._days
            if first <= day <= last
        ]

    def with_changes(
        self,
        added: Mapping[date, Names | str] | None = None,
        removed: AbstractSet[date] = frozenset(),
    ) -> Self:
        """This calendar with days decreed late and without those not kept."""
        days: dict[date, Names | str] = {
            day: names for day, names in self._days.items() if day not in removed
        }
        return type(self)(days | dict(added or {}))


NO_HOLIDAYS: Final = Calendar()


@lru_cache(maxsize=4)
def cambodia(first_year: int = FIRST_YEAR, last_year: int = LAST_YEAR) -> Calendar:
    """The computed holidays of these years, both included, named in en and km.

    The lunar ones are the `holidays` package's; years with no decree yet may move.
    """
    days: dict[date, dict[str, str]] = {}
    for language, locale in _LANGUAGES.items():
        computed = holidays.country_holidays(
            "KH", years=range(first_year, last_year + 1), language=locale
        )
        for day, name in computed.items():
            days.setdefault(day, {})[language] = name
    return Calendar(dict(days))
