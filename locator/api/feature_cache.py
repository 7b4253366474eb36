"""Features as text, kept until their outlets change.

Twenty outlets that were shown lately are one statement and a join of texts. What tells
a change is the digest that mirrors follow: of all that is public of an outlet, written
in the transaction that changes it, whichever process that is in.
"""

import datetime as dt
import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final
from weakref import WeakKeyDictionary

import orjson
from django.utils.translation import get_language

from locator.api.endpoint import Permalink
from locator.api.features import (
    feature_of,
    lasting_properties,
    passing_properties,
)
from locator.hours.schedule import State
from locator.models import Carrier
from locator.models.opening import StatesAndChanges
from locator.models.reading import Memory, is_recent, lock, memory
from locator.search.found import NO_DIGEST, FoundOutlet
from locator.search.loading import load_found

# Some 2 kB each.
_MAX_KEPT: Final = 25_000


@dataclass(slots=True)
class KeptFeature:
    """`text` is a feature's without the properties that pass, cut off within them.

    It was known to be true at `read_at`, by `time.monotonic()`.
    """

    digest: int
    text: bytes
    hours_text: str
    closed_until: dt.date | None
    read_at: float


Shape = tuple[str | None, int | None, str]
"""Language, carrier whose offers come first, origin of the addresses."""

_features: WeakKeyDictionary[Memory, dict[tuple[int, Shape], KeptFeature]]
_features = WeakKeyDictionary()


def features_of(
    distances: Mapping[int, float | None],
    *,
    at: dt.datetime,
    carrier: Carrier | None,
    permalink: Permalink,
    anew: bool = False,
) -> list[orjson.Fragment]:
    """The features of these outlets, in their order, with all properties.

    What they sell of the carrier comes first. With `anew`, each is true of now, so
    that none contradicts the search that found it.
    """
    kept = _features.setdefault(memory(), {})
    shape = (get_language(), carrier.pk if carrier else None, permalink(""))
    known: dict[int, KeptFeature] = {}
    for pk in distances:
        if feature := kept.get((pk, shape)):
            known[pk] = feature
    read_at = time.monotonic()
    asked = [
        pk
        for pk in distances
        if anew or pk not in known or not is_recent(known[pk].read_at)
    ]
    changed = load_found(
        asked,
        at=at,
        carrier=carrier,
        known=[known[pk].digest for pk in asked if pk in known],
    )
    for pk in asked:
        if outlet := changed.get(pk):
            feature = known[pk] = _feature(outlet, permalink, read_at)
            if feature.digest != NO_DIGEST:
                _keep(kept, (pk, shape), feature)
        elif pk in known:
            known[pk].read_at = read_at
    opening = StatesAndChanges(at)
    return [
        _with_what_passes(known[pk], opening, distance)
        for pk, distance in distances.items()
        if pk in known
    ]


def _feature(outlet: FoundOutlet, permalink: Permalink, read_at: float) -> KeptFeature:
    lasting = feature_of(outlet, lasting_properties(outlet, permalink))
    return KeptFeature(
        outlet.digest,
        orjson.dumps(lasting, default=str).removesuffix(b"}}"),
        outlet.hours_text,
        outlet.closed_until,
        read_at,
    )


def _with_what_passes(
    feature: KeptFeature, opening: StatesAndChanges, distance_m: float | None
) -> orjson.Fragment:
    state, change = opening.of(feature.hours_text, feature.closed_until)
    passing = _passing(state, change.at if change else None)
    if distance_m is not None:
        passing += b',"distance_m":%.1f' % distance_m
    return orjson.Fragment(b"%b,%b}}" % (feature.text, passing))


@lru_cache(maxsize=4_096)
def _passing(state: State, next_change: dt.datetime | None) -> bytes:
    """Members of a JSON object; many outlets open and close at the same time."""
    return orjson.dumps(passing_properties(state, next_change))[1:-1]


def _keep(
    kept: dict[tuple[int, Shape], KeptFeature],
    key: tuple[int, Shape],
    feature: KeptFeature,
) -> None:
    with lock:
        kept.pop(key, None)
        while len(kept) >= _MAX_KEPT:
            # The one read from the database longest ago.
            del kept[next(iter(kept))]
        kept[key] = feature
