"""The parameters of a search as its address holds them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar, Self
from urllib.parse import urlencode

from django.http import QueryDict

POSITION = ("near", "place", "q")
AT_A_TIME = "at"
"""What `open` is while the form asks for the time itself, as `at`."""
NAMES = (
    "carrier",
    *POSITION,
    "kind",
    "payment",
    "amount",
    "service",
    "confidence",
    "operator",
    "open",
    "at",
    "open_strict",
    "unproven",
    "radius",
    "limit",
)


@dataclass(frozen=True, slots=True)
class Query:
    """Known parameters that hold something, as (name, value) pairs.

    A page that asks other things has a subclass with the names of its parameters in
    their order, those of which all values count, and that of the carrier.
    """

    names: ClassVar[tuple[str, ...]] = NAMES
    several: ClassVar[frozenset[str]] = frozenset({"kind"})
    carrier: ClassVar[str] = "carrier"

    pairs: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, parameters: QueryDict) -> Self:
        """The last value of each name counts, of some all values."""
        pairs = []
        for name in cls.names:
            values = parameters.getlist(name)
            kept = values if name in cls.several else values[-1:]
            pairs += [(name, value) for value in dict.fromkeys(kept) if value.strip()]
        return cls(tuple(pairs))

    def replaced(self, **values: str) -> Self:
        """With these values; an empty one leaves its name out."""
        added = [(name, value) for name, value in values.items() if value]
        pairs = [*self.without(values).pairs, *added]
        pairs.sort(key=lambda pair: self.names.index(pair[0]))
        return type(self)(tuple(pairs))

    def without(self, names: Iterable[str]) -> Self:
        dropped = set(names)
        kept = tuple(pair for pair in self.pairs if pair[0] not in dropped)
        return type(self)(kept)

    def without_pair(self, name: str, value: str) -> Self:
        kept = tuple(pair for pair in self.pairs if pair != (name, value))
        return type(self)(kept)

    def get(self, name: str) -> str:
        return dict(self.pairs).get(name, "")

    def __str__(self) -> str:
        return f"?{urlencode(self.pairs, safe=',')}" if self.pairs else ""
