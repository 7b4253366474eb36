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

# As the package writes them, and as they are written.
_SPELT = {"ភ្ផុំបិណ្ឌ": "ភ្ជុំបិណ្ឌ", "វិញ្ញាណក្ខន្ឋ": "វិញ្ញាណក្ខន្ធ"}
# As the local Chinese press calls them; the `holidays` package has no Chinese here.
_CHINESE = {
    "International New Year Day": "元旦",
    "Day of Victory over the Genocidal Regime": "推翻种族灭绝政权胜利日",
    "International Women's Rights Day": "国际妇女节",
    "Khmer New Year's Day": "柬埔寨新年",
    "International Labor Day": "国际劳动节",
    "Visaka Bochea Day": "比萨宝蕉节（佛诞）",
    "HM King Norodom Sihamoni's Birthday": "国王西哈莫尼华诞",
    "Royal Ploughing Ceremony": "御耕节",
    "HM Queen Norodom Monineath Sihanouk the Queen-Mother's Birthday": "莫尼列太后华诞",
    "Pchum Ben Day": "亡人节",
    "Constitution Day": "立宪节",
    "HM King Norodom Sihanouk Mourning Day": "西哈努克太皇悼念日",
    "HM King Norodom Sihamoni's Coronation Day": "国王登基日",
    "Water Festival": "送水节",
    "National Independence Day": "独立日",
    "Peace Day in Cambodia": "柬埔寨和平日",
    # Of earlier years.
    "International Children's Day": "国际儿童节",
    "International Human Rights Day": "国际人权日",
    "Khmer New Year's Replacement Holiday": "柬埔寨新年补假",
    "Meak Bochea Day": "麦加宝蕉节",
    "National Day of Remembrance": "国家纪念日",
    "Paris Peace Agreement's Day": "巴黎和平协定日",
    "Special Public Holiday": "特别公共假期",
}

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
    """The computed holidays of these years, both included, in the site's languages.

    The lunar ones are the `holidays` package's; years with no decree yet may move.
    """
    days: dict[date, dict[str, str]] = {}
    for language, locale in _LANGUAGES.items():
        computed = holidays.country_holidays(
            "KH", years=range(first_year, last_year + 1), language=locale
        )
        for day, name in computed.items():
            days.setdefault(day, {})[language] = _spelt(name)
    for names in days.values():
        # Two that fall together are told in one name.
        parts = names["en"].split("; ")
        if all(part in _CHINESE for part in parts):
            names["zh-hans"] = "、".join(_CHINESE[part] for part in parts)
    return Calendar(dict(days))


def _spelt(name: str) -> str:
    for written, right in _SPELT.items():
        name = name.replace(written, right)
    return name
