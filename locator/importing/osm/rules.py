"""The rules file: which OSM tags make which kind, offer, operator and place."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as noop

from locator.folding import fold
from locator.importing.errors import RulesError
from locator.importing.records import not_one_of
from locator.models.offer import Service
from locator.models.outlet import Kind, Language, Payment
from locator.models.place import Place

OSM_RULES = Path(__file__).with_name("rules.toml")

Tags = Mapping[str, str]
ANY_VALUE = "*"


def values(tags: Tags, key: str) -> list[str]:
    """The values of a key, which OSM separates by semicolons."""
    return [part for raw in tags.get(key, "").split(";") if (part := raw.strip())]


@dataclass(frozen=True, slots=True)
class TagTest:
    """For each key one of its allowed values, in lower case."""

    allowed: tuple[tuple[str, frozenset[str]], ...]

    def matches(self, tags: Tags) -> bool:
        return all(
            key in tags and self._has(tags, key) for key, _allowed in self.allowed
        )

    def matches_any(self, tags: Tags) -> bool:
        return any(
            key in tags and self._has(tags, key) for key, _allowed in self.allowed
        )

    def evidence(self, tags: Tags) -> list[str]:
        return [f"{key}={tags[key]}" for key, _allowed in self.allowed]

    def _has(self, tags: Tags, key: str) -> bool:
        allowed = dict(self.allowed)[key]
        present = {value.lower() for value in values(tags, key)}
        return bool(present & allowed) or (
            ANY_VALUE in allowed and bool(present - {"no"})
        )


@dataclass(frozen=True, slots=True)
class OutletRule:
    kind: str
    tags: TagTest
    names_carrier: tuple[str, ...] = ()
    name_has: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OfferRule:
    carriers_in: tuple[str, ...]
    services: tuple[str, ...]
    tags: TagTest = TagTest(())
    kinds: frozenset[str] = frozenset(Kind.values)


@dataclass(frozen=True, slots=True)
class PlaceRule:
    level: str
    tags: TagTest


@dataclass(frozen=True, slots=True)
class OperatorRules:
    wikidata: tuple[str, ...]
    names: tuple[str, ...]
    new_from: str
    kinds_named_after_it: frozenset[str]


@dataclass(frozen=True, slots=True)
class Rules:
    never: TagTest
    outlets: tuple[OutletRule, ...]
    offers: tuple[OfferRule, ...]
    places: tuple[PlaceRule, ...]
    operator: OperatorRules
    phones: tuple[str, ...]
    checked: tuple[str, ...]
    address: Mapping[str, tuple[str, ...]]
    payments: Mapping[str, tuple[str, ...]]
    languages: Mapping[str, tuple[str, ...]]
    carriers_by_name: Mapping[str, str] = field(repr=False)

    def kind_of(self, tags: Tags) -> str:
        """The kind of outlet the tags make; empty where they make none."""
        if self.never.matches_any(tags):
            return ""
        for rule in self.outlets:
            if (
                rule.tags.matches(tags)
                and (not rule.name_has or _name_has(tags, rule.name_has))
                and (not rule.names_carrier or self.carriers(tags, rule.names_carrier))
            ):
                return rule.kind
        return ""

    def level_of(self, tags: Tags) -> str:
        """The level of the place the tags make; empty where they make none."""
        if self.never.matches_any(tags):
            return ""
        for rule in self.places:
            if rule.tags.matches(tags):
                return rule.level
        return ""

    def carriers(self, tags: Tags, keys: Iterable[str]) -> dict[str, str]:
        """The carriers named under `keys`, each with the tag that names it."""
        found: dict[str, str] = {}
        for key in keys:
            for value in values(tags, key):
                if carrier := self.carriers_by_name.get(fold(value)):
                    found.setdefault(carrier, f"{key}={value}")
        return found

    def deciding_keys(self) -> list[str]:
        """Keys without which no feature becomes anything, for a reader to filter by."""
        tests = [rule.tags for rule in self.outlets]
        tests += [rule.tags for rule in self.places]
        return list(dict.fromkeys(test.allowed[0][0] for test in tests))


@cache
def osm_rules(path: Path = OSM_RULES) -> Rules:
    """Read a rules file. Raises RulesError with the rule that cannot be meant."""
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise RulesError(f"{path.name}: {error}") from error
    try:
        return _rules(table)
    except KeyError as error:
        raise RulesError(
            _("%(file)s: lacks %(key)s") % {"file": path.name, "key": error}
        ) from error
    except (TypeError, AttributeError, ValueError) as error:
        raise RulesError(f"{path.name}: {error}") from error


def _rules(table: dict[str, Any]) -> Rules:
    operator = table["operator"]
    return Rules(
        never=_tag_test(table.get("never", {})),
        outlets=tuple(_outlet_rule(rule) for rule in table.get("outlet", [])),
        offers=tuple(_offer_rule(rule) for rule in table.get("offer", [])),
        places=tuple(_place_rule(rule) for rule in table.get("place", [])),
        operator=OperatorRules(
            wikidata=tuple(operator["wikidata"]),
            names=tuple(operator["names"]),
            new_from=operator["new_from"],
            kinds_named_after_it=frozenset(
                _known(noop("kind"), operator["kinds_named_after_it"], Kind.values)
            ),
        ),
        phones=tuple(table["contact"]["phones"]),
        checked=tuple(table["contact"]["checked"]),
        address={part: tuple(keys) for part, keys in table["address"].items()},
        payments=_keys_by(noop("payment method"), table["payments"], Payment.values),
        languages=_keys_by(noop("language"), table["languages"], Language.values),
        carriers_by_name={
            fold(name): carrier
            for carrier, names in table["carriers"].items()
            for name in (carrier, *names)
        },
    )


def _tag_test(tags: dict[str, list[str]]) -> TagTest:
    return TagTest(
        tuple(
            (key, frozenset(value.lower() for value in allowed))
            for key, allowed in tags.items()
        )
    )


def _outlet_rule(rule: dict[str, Any]) -> OutletRule:
    _known(noop("kind"), [rule["kind"]], Kind.values)
    if not rule["tags"]:
        raise ValueError(_matches_all(rule["kind"]))
    return OutletRule(
        kind=rule["kind"],
        tags=_tag_test(rule["tags"]),
        names_carrier=tuple(rule.get("names_carrier", [])),
        name_has=tuple(word.casefold() for word in rule.get("name_has", [])),
    )


def _offer_rule(rule: dict[str, Any]) -> OfferRule:
    return OfferRule(
        carriers_in=tuple(rule["carriers_in"]),
        services=tuple(_known(noop("service"), rule["services"], Service.values)),
        tags=_tag_test(rule.get("tags", {})),
        kinds=frozenset(
            _known(noop("kind"), rule.get("kinds", Kind.values), Kind.values)
        ),
    )


def _place_rule(rule: dict[str, Any]) -> PlaceRule:
    _known(noop("level"), [rule["level"]], Place.Level.values)
    if not rule["tags"]:
        raise ValueError(_matches_all(rule["level"]))
    return PlaceRule(level=rule["level"], tags=_tag_test(rule["tags"]))


def _matches_all(result: str) -> str:
    return _("the rule for %(result)s matches every feature") % {"result": result}


def _keys_by(
    what: str, table: dict[str, list[str]], known: list[str]
) -> dict[str, tuple[str, ...]]:
    _known(what, table, known)
    return {member: tuple(keys) for member, keys in table.items()}


def _known(what: str, members: Iterable[str], known: list[str]) -> Iterable[str]:
    for member in members:
        if member not in known:
            raise ValueError(not_one_of(what, member, known))
    return members


def _name_has(tags: Tags, words: tuple[str, ...]) -> bool:
    names = " ".join(
        value.casefold()
        for key, value in tags.items()
        if key == "name" or key.startswith("name:")
    )
    return any(word in names for word in words)
