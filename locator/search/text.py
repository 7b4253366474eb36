"""What the one text box finds: places and outlets, in three scripts."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from typing import Final, Literal

from django.db.models import Case, F, IntegerField, Q, QuerySet, Value, When

from locator.folding import fold, words
from locator.folding.scripts import HAN
from locator.geo.point import GeoError, Point
from locator.models.text import NAME_MARK, OutletText, Parts, PlaceText

# Longer texts name nothing here; folding them would only cost time.
MAX_QUERY_LENGTH: Final = 120
# Of a word that half the outlets have, so many are looked at.
_CANDIDATES: Final = 2_000
MAX_WORDS: Final = 6

# They say what a name is the name of: as words of their own, or joined to it.
UNITS: Final = frozenset(
    map(
        fold,
        (
            *("province", "city", "town", "district", "commune"),
            *("krong", "khett", "srok", "khan", "khum", "sangkat", "phum"),
            *("ខេត្ត", "រាជធានី", "ក្រុង", "ស្រុក", "ខណ្ឌ", "ឃុំ", "សង្កាត់", "ភូមិ"),
        ),
    )
)
_KHMER_UNITS: Final = tuple(sorted(unit for unit in UNITS if not unit.isascii()))
CHINESE_UNITS: Final = ("省", "市", "分区", "区", "县", "镇")

BY_SIZE: Final = ("province", "town", "district", "landmark", "commune")


class Rank(IntEnum):
    """How well a name fits what was typed, best first."""

    EXACT = 0
    PREFIX = 1
    PART = 2
    WORDS = 3

    @property
    def is_strong(self) -> bool:
        return self <= Rank.PREFIX


@dataclass(frozen=True, slots=True)
class Match:
    kind: Literal["place", "outlet"]
    id: int
    rank: Rank


def search_text(query: str, limit: int = 10) -> list[Match]:
    """The best `limit` places and outlets for what was typed.

    Places before outlets, save that a place which only holds the query somewhere comes
    after outlets whose name begins with it. Within each: whole names, names that begin
    with the query, those that hold it, those that hold all its words.
    """
    matches = [
        *(Match("place", pk, rank) for pk, rank in match_places(query, limit)),
        *(Match("outlet", pk, rank) for pk, rank in match_outlets(query, limit)),
    ]
    # Stable: each kind keeps its own order.
    matches.sort(key=lambda match: (not match.rank.is_strong, match.kind != "place"))
    return matches[:limit]


def typed_position(query: str) -> Point | None:
    """The position that was typed or pasted, as "11.5564, 104.9282"; None for a name.

    Whole numbers are house numbers and streets.
    """
    if not any(sign in query for sign in ".．。°"):
        return None
    try:
        return Point.parse(query)
    except GeoError:
        return None


def match_places(query: str, limit: int) -> list[tuple[int, Rank]]:
    """Ids and ranks, best first; those of one rank by level, then by population."""
    for typed in with_and_without_units(query[:MAX_QUERY_LENGTH]):
        stages = _stages(typed, one_character=True)
        if not stages:
            continue
        widest = stages[-1][0]
        found = _ranked(PlaceText.objects.filter(text__holds=widest), stages, limit)
        if not found and (parts := _words(typed)):
            rows = PlaceText.objects.filter(text__holds=parts)
            found = _ranked(rows, [(NAME_MARK, Rank.WORDS)], limit)
        if found:
            return found
    return []


def match_outlets(query: str, limit: int) -> list[tuple[int, Rank]]:
    """As `match_places`; of a name that thousands have, any `limit` of them."""
    query = query[:MAX_QUERY_LENGTH]
    found: dict[int, Rank] = {}
    searches = [
        (Parts((part,), _CANDIDATES), rank)
        for part, rank in _stages(query, one_character=False)
    ]
    if parts := _words(query):
        searches.append((Parts(parts.texts, _CANDIDATES), Rank.WORDS))
    for parts, rank in searches:
        if len(found) < limit:
            rows = OutletText.objects.filter(text__holds=parts)
            for pk in rows.values_list("pk", flat=True)[:limit]:
                found.setdefault(pk, rank)
    return list(found.items())[:limit]


def outlets_holding(query: str) -> QuerySet[OutletText]:
    """The texts of all outlets that hold the query or all its words, to filter by.

    Their primary key is the outlet's. Unlike `match_outlets`, it leaves none out.
    """
    query = query[:MAX_QUERY_LENGTH]
    stages = _stages(query, one_character=False)
    if not stages:
        return OutletText.objects.none()
    wanted = Q(text__holds=stages[-1][0])
    if parts := _words(query):
        wanted |= Q(text__holds=parts)
    return OutletText.objects.filter(wanted)


def condition_holding(query: str) -> Q:
    """As `outlets_holding`, for texts that are at hand anyway: without the index."""
    query = query[:MAX_QUERY_LENGTH]
    wanted = Q(text__contains=_stages(query, one_character=False)[-1][0])
    if parts := _words(query):
        all_words = Q()
        for word in parts.texts:
            all_words &= Q(text__contains=word)
        wanted |= all_words
    return wanted


def _stages(query: str, *, one_character: bool) -> list[tuple[str, Rank]]:
    """What to look for in the texts, and what it means to have found it.

    One letter anywhere would be in nearly every name, but one Chinese character is a
    word: it is looked for anywhere with `one_character`, which reads every text.
    """
    key = fold(query)
    if not key:
        return []
    stages = [
        (f"{NAME_MARK}{key}{NAME_MARK}", Rank.EXACT),
        (f"{NAME_MARK}{key}", Rank.PREFIX),
    ]
    if len(key) > 1 or (one_character and HAN.match(key)):
        stages.append((key, Rank.PART))
    return stages


def _words(query: str) -> Parts | None:
    """The words of the query, if there are several and they say enough to search."""
    parts = Parts(tuple(dict.fromkeys(words(query)))[:MAX_WORDS])
    return parts if len(parts.texts) > 1 and parts.bigrams else None


def with_and_without_units(query: str) -> Iterator[str]:
    """As typed; without words like "province"; without those joined to the name."""
    yield query
    typed = words(query)
    names = [word for word in typed if word not in UNITS]
    if names and len(names) < len(typed):
        yield " ".join(names)
    key = fold(query)
    for unit in _KHMER_UNITS:
        if key.startswith(unit) and key != unit:
            yield key.removeprefix(unit)
    for unit in CHINESE_UNITS:
        if key.endswith(unit) and key != unit:
            yield key.removesuffix(unit)


def _ranked(
    rows: QuerySet[PlaceText], stages: list[tuple[str, Rank]], limit: int
) -> list[tuple[int, Rank]]:
    rank = Case(
        *(When(text__contains=part, then=Value(int(rank))) for part, rank in stages),
        output_field=IntegerField(),
    )
    size = Case(
        *(
            When(place__level=level, then=Value(number))
            for number, level in enumerate(BY_SIZE)
        ),
        output_field=IntegerField(),
    )
    ordered = rows.annotate(rank=rank, size=size).order_by(
        "rank", "size", F("place__population").desc(nulls_last=True), "pk"
    )
    return [(pk, Rank(rank)) for pk, rank in ordered.values_list("pk", "rank")[:limit]]
