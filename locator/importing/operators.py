"""Which operator a source means, and those nobody knew yet."""

from collections.abc import Iterable

from django.utils.text import slugify

from locator.folding import fold
from locator.importing.records import OperatorHint, longest
from locator.languages import in_each_language
from locator.models.history import record_history
from locator.models.operator import Operator


class OperatorBook:
    """All operators by Wikidata id and by every folded name; few enough for memory."""

    def __init__(self) -> None:
        self._by_slug: dict[str, Operator] = {}
        self._slugs: dict[int, str] = {}
        # Outlets by the thousand share few hints.
        self._found: dict[OperatorHint, Operator | None] = {}
        self._by_name: dict[str, Operator] = {}
        self._by_wikidata: dict[str, Operator] = {}
        for operator in Operator.objects.order_by("id"):
            self._enter(operator)

    def find(self, hint: OperatorHint) -> Operator | None:
        """By Wikidata id first; names are tried in their order."""
        if hint not in self._found:
            self._found[hint] = self._search(hint)
        return self._found[hint]

    def _search(self, hint: OperatorHint) -> Operator | None:
        for wikidata in hint.wikidata:
            if operator := self._by_wikidata.get(wikidata):
                return operator
        for name in hint.names:
            if operator := self._by_name.get(fold(name)):
                return operator
        return None

    def by_slug(self, slug: object) -> Operator | None:
        return self._by_slug.get(str(slug))

    def slug_of(self, operator_id: int | None) -> str:
        if operator_id and operator_id not in self._slugs:
            # It came in since they were read.
            self._enter(Operator.objects.get(pk=operator_id))
        return self._slugs[operator_id] if operator_id else ""

    def add_unknown(self, hints: Iterable[OperatorHint]) -> list[Operator]:
        """Create an operator for each brand no operator has; returns the new ones."""
        pending: dict[str, Operator] = {}
        for hint in dict.fromkeys(hints):
            names = hint.new_name.given()
            name = next((text for text in names.values() if text), "")
            if not fold(name) or fold(name) in pending or self.find(hint):
                continue
            limit = longest(Operator, "name")
            operator = Operator(
                slug=self._free_slug(name),
                wikidata=next(iter(hint.wikidata), "")[: longest(Operator, "wikidata")],
                **{f"name_{key}": text[:limit] for key, text in names.items()},
            )
            pending[fold(name)] = operator
            self._by_slug[operator.slug] = operator
        created = Operator.objects.bulk_create(pending.values())
        record_history(Operator, [operator.pk for operator in created])
        for operator in created:
            self._enter(operator)
        self._found.clear()
        return created

    def _enter(self, operator: Operator) -> None:
        self._by_slug[operator.slug] = operator
        self._slugs[operator.pk] = operator.slug
        if operator.wikidata:
            self._by_wikidata.setdefault(operator.wikidata, operator)
        names = [operator.slug, *operator.aliases.splitlines()]
        names += [getattr(operator, column) for column in in_each_language("name")]
        for name in names:
            if name and (folded := fold(name)):
                self._by_name.setdefault(folded, operator)

    def _free_slug(self, name: str) -> str:
        stem = slugify(name)[: longest(Operator, "slug") - 4] or "operator"
        number, slug = 1, stem
        while slug in self._by_slug:
            number += 1
            slug = f"{stem}-{number}"
        return slug
