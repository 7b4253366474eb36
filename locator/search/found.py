"""An outlet as a search finds it: plain values for templates and renderers."""

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final, TypeAlias

from django.utils.translation import get_language

from locator.hours.phrases import Phrase
from locator.hours.schedule import State
from locator.models.outlet import (
    Kind,
    display_name,
    outlet_address,
)
from locator.search.travel import Journey, journey

NEAR_ENOUGH_TO_GO_M = 100_000
LANGUAGES = ("en", "km", "zh_hans")


@dataclass(frozen=True, slots=True)
class Text:
    """A text with the language that it is in, for `lang=`; "" where there is none."""

    text: str
    language: str

    def __str__(self) -> str:
        return self.text

    def __bool__(self) -> bool:
        return bool(self.text)


@dataclass(frozen=True, slots=True)
class FoundOffer:
    """`inherited` ones stand for all outlets of an operator's kind, by a fact."""

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
    inherited: bool


@dataclass(frozen=True, slots=True)
class FoundOutlet:
    """`distance_m` is a straight line from the position asked about, if any.

    `state` is at the `moment` searched for; `next_change` is when it flips, within 60
    days. `offers` holds every carrier it effectively sells, the searched one first;
    it is empty where nothing shows that the outlet sells top-up. `place` is the nearest
    known place by its slug, `place_code` the official code of it or of what it lies in.
    """

    id: int
    public_id: str
    slug: str
    name: Text
    local_name: str
    kind: str
    operator: str
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
    phrase: Phrase
    offers: tuple[FoundOffer, ...]
    payments: tuple[str, ...]
    languages: tuple[str, ...]
    phones: tuple[str, ...]
    source: str
    licence: str
    source_ref: str
    source_date: dt.date | None
    verified_at: dt.datetime | None
    updated_at: dt.datetime
    distance_m: float | None

    @property
    def is_sample(self) -> bool:
        return self.source == "sample"

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
        if self.state is not State.OPEN or not self.journey or not self.next_change:
            return False
        return self.next_change <= self.moment + dt.timedelta(
            minutes=self.journey.minutes
        )

    def get_absolute_url(self) -> str:
        return outlet_address(self.public_id, self.slug)


ReadingOrder: TypeAlias = tuple[tuple[str, str], ...]
"""Endings of translated columns, each with the language for `lang=`, best first."""

_NO_TEXT: Final = Text("", "")


def reading_order() -> ReadingOrder:
    """The reader's language, then English, Khmer, Chinese."""
    return _order_of(get_language() or "en")


@lru_cache(maxsize=64)
def _order_of(language: str) -> ReadingOrder:
    reader = language.replace("-", "_").lower()
    return tuple(
        (f"_{code}", code.replace("zh_hans", "zh-Hans"))
        for code in dict.fromkeys((reader, *LANGUAGES))
    )


def in_reader_language(
    row: dict[str, Any], field: str, order: ReadingOrder | None = None
) -> Text:
    """`field` of a row of translated columns, in the first language that has it.

    `order` is `reading_order()`, for one who has many to read.
    """
    for ending, language in order or reading_order():
        if text := row.get(field + ending):
            return Text(text, language)
    return _NO_TEXT


def outlet_name(row: dict[str, Any], order: ReadingOrder | None = None) -> Text:
    name = in_reader_language(row, "name", order)
    if name:
        return name
    operator = in_reader_language(row, "operator__name", order)
    language = operator.language or (get_language() or "en")
    return Text(display_name("", operator.text, row["kind"]), language)
