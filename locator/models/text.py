"""What the text box searches: one folded text a place and an outlet.

A text is its names, each between bars, then its details, each between tildes:
`|siemreap|暹粒|` or `|wing|~street63~bkk1~`. So a search for `|wing|` finds a whole
name, for `|win` its beginning, for `ing` any part, all by the same bigrams: pairs of
neighbouring characters, which serve every script: 西港 as well as Sihanoukville.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Any, Final

from django.db import models

from locator.models.outlet import Outlet
from locator.models.place import Place

NAME_MARK: Final = "|"
DETAIL_MARK: Final = "~"

# So many leave few candidates of any text; looking at these is quicker than more.
_MAX_BIGRAMS: Final = 24
# The texts of outlets are made of some thousands, again and again.
_REMEMBERED: Final = 50_000


def joined(names: Iterable[str], details: Iterable[str] = ()) -> str:
    """The text of these folded names and details; empty without any."""
    marked = (
        NAME_MARK.join(("", *dict.fromkeys(names), "")),
        DETAIL_MARK.join(("", *dict.fromkeys(details), "")),
    )
    return "".join(part for part in marked if len(part) > 1)


def bigrams(text: str) -> list[str]:
    """The distinct pairs of neighbouring characters, in order."""
    return list(dict.fromkeys(map("".join, pairwise(text))))


def encoded(pairs: Iterable[str]) -> str:
    """Bigrams as words that FTS5 neither splits nor changes."""
    return " ".join(map(_encoded, pairs))


@lru_cache(_REMEMBERED)
def _encoded(pair: str) -> str:
    return f"{ord(pair[0]):x}g{ord(pair[1]):x}"


class FoldedTextField(models.TextField):  # type: ignore[type-arg]
    """A text with a bigram index, which `text__holds=...` searches."""


@dataclass(frozen=True, slots=True)
class Parts:
    """Parts of a text to look for, in at most so many texts that may hold them."""

    texts: tuple[str, ...]
    candidates: int | None = None

    @property
    def bigrams(self) -> list[str]:
        pairs = (pair for text in self.texts for pair in bigrams(text))
        return list(dict.fromkeys(pairs))[:_MAX_BIGRAMS]


@FoldedTextField.register_lookup
class Holds(models.Lookup):  # type: ignore[type-arg]
    """`text__holds="win"`, or `text__holds=Parts(("win", "bkk1"), candidates=2000)`.

    The bigram index gives candidates; the text itself decides.
    """

    lookup_name = "holds"

    def get_prep_lookup(self) -> Parts:
        return self.rhs if isinstance(self.rhs, Parts) else Parts((str(self.rhs),))

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        column, _params = self.process_lhs(compiler, connection)
        parts: Parts = self.rhs
        held = "strpos" if connection.vendor == "postgresql" else "instr"
        conditions = [f"{held}({column}, %s) > 0"] * len(parts.texts)
        params: list[Any] = [*parts.texts]
        if pairs := parts.bigrams:
            candidates, match = self._candidates(pairs, connection)
            if parts.candidates:
                candidates += f" LIMIT {parts.candidates:d}"
            key = self._quoted(self.lhs.target.model._meta.pk.column, connection)
            alias = compiler.quote_name_unless_alias(self.lhs.alias)
            conditions.insert(0, f"{alias}.{key} IN ({candidates})")
            params.insert(0, match)
        return f"({' AND '.join(conditions)})", params

    def _candidates(self, pairs: list[str], connection: Any) -> tuple[str, Any]:
        meta = self.lhs.target.model._meta
        table = self._quoted(meta.db_table, connection)
        if connection.vendor == "postgresql":
            key = self._quoted(meta.pk.column, connection)
            return (
                f"SELECT {key} FROM {table} WHERE grams @> %s::text[]",  # noqa: S608
                pairs,
            )
        grams = self._quoted(f"{meta.db_table}_grams", connection)
        return (
            f"SELECT rowid FROM {grams} WHERE {grams} MATCH %s",  # noqa: S608
            encoded(pairs),
        )

    def _quoted(self, name: str, connection: Any) -> str:
        quoted: str = connection.ops.quote_name(name)
        return quoted


class PlaceText(models.Model):
    """The names of a place, in every language and spelling. Written by `index_text`."""

    place = models.OneToOneField(
        Place, models.CASCADE, primary_key=True, related_name="+"
    )
    text = FoldedTextField()

    def __str__(self) -> str:
        return str(self.text)


class OutletText(models.Model):
    """A published outlet's names, with its operator's, and its address.

    Written by `index_text`.
    """

    outlet = models.OneToOneField(
        Outlet, models.CASCADE, primary_key=True, related_name="+"
    )
    text = FoldedTextField()

    def __str__(self) -> str:
        return str(self.text)
