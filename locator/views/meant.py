"""Words typed as a place that name what to search for instead: "ATM", "Wing"."""

from collections.abc import Iterator

from locator.folding import fold, words
from locator.models import Kind, Operator
from locator.models.reading import carriers
from locator.search.found import Text
from locator.views.names import NameLink, operator_name, operator_names
from locator.views.query import POSITION, Query


def filters_called(typed: str, query: Query) -> tuple[NameLink, ...]:
    """The carriers, kinds and operators of that name, each as the search for it.

    The search has no position yet. Of a kind, a word of its name is enough.
    """
    kept = query.without(POSITION)
    found: dict[str, NameLink] = {}
    for name, value, label in _called(typed):
        if name in query.names:
            address = str(kept.without([name]).replaced(**{name: value}))
            # A carrier is its stores' operator too: of one name, the first counts.
            found.setdefault(fold(label.text), NameLink(label, address))
    return tuple(found.values())


def _called(typed: str) -> Iterator[tuple[str, str, Text]]:
    key, typed_words = fold(typed), set(words(typed))
    if not key:
        return
    for carrier in carriers().values():
        if key in (fold(carrier.slug), fold(carrier.name)):
            label = Text(carrier.name, "")
            yield "carrier", carrier.slug, label
            yield "sim", carrier.slug, label
    for value, kind in Kind.choices:
        if key == fold(value) or typed_words <= set(words(str(kind))):
            yield "kind", value, Text(str(kind), "")
    for operator in Operator.objects.all():
        if key in map(fold, (operator.slug, *operator_names(operator))):
            yield "operator", operator.slug, operator_name(operator)
