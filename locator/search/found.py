"""An outlet as a search finds it: plain values for templates and renderers."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final, NamedTuple, TypeAlias

from django.utils.translation import get_language

from locator.hours.phrases import Phrase, phrase
from locator.hours.schedule import State
from locator.languages import COLUMN_SUFFIXES
from locator.models.outlet import (
    Kind,
    OwnSource,
    display_name,
    outlet_address,
    outlet_slug,
)
from locator.search.travel import Journey, journey

NEAR_ENOUGH_TO_GO_M = 30_000
NO_DIGEST: Final = 0


@dataclass(frozen=True, slots=True)
class Text:
    """A text with the language that it is in, for `lang=`; "" where there is none."""

    text: str
    language: str

    def __str__(self) -> str:
        return self.text

    def __bool__(self) -> bool:
        return bool(self.text)


class FoundOffer(NamedTuple):
    """Inherited ones stand for all outlets of an operator's kind, by a fact."""

    carrier: str
    carrier_name: str
    confidence: str
    services: tuple[str, ...]
    min_usd: float | None
    max_usd: float | None
    needs_document: bool | None
    evidence: str
    fact: str
    fact_address: str
    is_inherited: bool


class FoundOutlet(NamedTuple):
    """`distance_m` is a straight line from the position asked about, if any.

    `state` is at the `moment` searched for; `next_change` is when it becomes
    `next_state`, within 60 days. `offers` holds every carrier it effectively sells, the
    searched one first; it is empty where nothing shows that the outlet sells top-up.
    `place` is the nearest known place by its slug, `place_code` the official code of it
    or of what it lies in. `is_planned`: the moment is one to plan for, not now.
    """

    id: int
    public_id: str
    name: Text
    english_name: str
    local_name: str
    kind: str
    operator: str
    operator_english: str
    operator_slug: str
    latitude: float
    longitude: float
    relation: str
    landmark: Text
    floor: Text
    street: Text
    village: Text
    commune: Text
    place: str
    place_code: str
    hours_text: str
    hours_note: Text
    closed_until: dt.date | None
    moment: dt.datetime
    state: State
    next_change: dt.datetime | None
    next_state: State | None
    offers: tuple[FoundOffer, ...]
    payments: tuple[str, ...]
    languages: tuple[str, ...]
    phones: tuple[str, ...]
    source: str
    licence: str
    source_ref: str
    source_date: dt.date | None
    verified_at: dt.datetime | None
    distance_m: float | None
    digest: int
    is_planned: bool = False

    @property
    def slug(self) -> str:
        return outlet_slug(self.english_name, self.operator_english, self.kind)

    @property
    def phrase(self) -> Phrase:
        """The state and what comes next, as a sentence is made of them."""
        return phrase(
            self.state,
            self.next_change,
            self.moment,
            self.next_state,
            is_planned=self.is_planned,
        )

    @property
    def is_sample(self) -> bool:
        return self.source == OwnSource.SAMPLE

    @property
    def kind_label(self) -> str:
        return str(Kind(self.kind).label)

    @property
    def journey(self) -> Journey | None:
        """None where no position is given, and where nobody would ride so far."""
        if self.distance_m is None or self.distance_m > NEAR_ENOUGH_TO_GO_M:
            return None
        return journey(self.distance_m)

    @property
    def closes_before_arrival(self) -> bool:
        """Whether one who sets out at the moment finds it no longer open."""
        if self.state is not State.OPEN or not self.next_change:
            return False
        if self.distance_m is None:
            return False
        minutes = journey(self.distance_m).minutes
        return self.next_change <= self.moment + dt.timedelta(minutes=minutes)

    def get_absolute_url(self) -> str:
        return outlet_address(self.public_id, self.slug)


Places: TypeAlias = tuple[tuple[int, str], ...]
"""Where a text may stand in a row, each with the language for `lang=`, best first."""

_NO_TEXT: Final = Text("", "")


def in_reader_language(row: Mapping[str, Any], field: str) -> Text:
    """`field` of a row of translated columns, in the first language that has it."""
    for ending, language in _order_of(get_language() or "en"):
        if text := row.get(field + ending):
            return Text(text, language)
    return _NO_TEXT


def reading_places(
    columns: tuple[str, ...], fields: tuple[str, ...]
) -> tuple[Places, ...]:
    """Of each field in rows of these columns: the reader's language, then the others.

    For one who has many rows to read, with `text_at`.
    """
    return _places_of(columns, fields, get_language() or "en")


def text_at(row: tuple[Any, ...], places: Places) -> Text:
    """As `in_reader_language`."""
    for place, language in places:
        if text := row[place]:
            return Text(text, language)
    return _NO_TEXT


def outlet_name(row: Mapping[str, Any]) -> Text:
    name = in_reader_language(row, "name")
    return name or name_without_own(
        in_reader_language(row, "operator__name"), row["kind"]
    )


def name_without_own(operator: Text, kind: str) -> Text:
    language = operator.language or (get_language() or "en")
    return Text(display_name("", operator.text, kind), language)


@lru_cache(maxsize=64)
def _order_of(language: str) -> tuple[tuple[str, str], ...]:
    """Endings of translated columns with their languages."""
    reader = language.replace("-", "_").lower()
    return tuple(
        (f"_{code}", code.replace("zh_hans", "zh-Hans"))
        for code in dict.fromkeys((reader, *COLUMN_SUFFIXES))
    )


@lru_cache(maxsize=64)
def _places_of(
    columns: tuple[str, ...], fields: tuple[str, ...], language: str
) -> tuple[Places, ...]:
    return tuple(
        tuple(
            (columns.index(field + ending), told)
            for ending, told in _order_of(language)
            if field + ending in columns
        )
        for field in fields
    )
