"""An OSM feature by the rules: an outlet, a place, rejected with why, or ignored."""

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping

from django.utils.translation import gettext as _

from locator.geo.point import Point
from locator.importing.dates import why_not_checked_on
from locator.importing.hours import read_hours
from locator.importing.osm.feature import Feature
from locator.importing.osm.rules import Rules, Tags, values
from locator.importing.points import why_not_in_cambodia
from locator.importing.records import (
    Flag,
    IgnoredRow,
    OfferRecord,
    OperatorHint,
    OutletRecord,
    PlaceRecord,
    RejectedRow,
    SourceRow,
    Translated,
    longest,
)
from locator.importing.text import UnusableTextError, clean, language_of
from locator.languages import COLUMN_SUFFIXES
from locator.models.offer import Offer
from locator.models.outlet import Outlet
from locator.models.place import Place, PlaceAlias
from locator.phones import split_numbers

TAG_SUFFIXES = {
    "en": ("en",),
    "km": ("km",),
    "zh_hans": ("zh-Hans", "zh", "zh-CN", "zh-Hans-CN"),
}
YES = frozenset({"yes", "main", "only"})
OTHER_NAMES = ("alt_name", "old_name", "loc_name", "short_name", "official_name")
POPULATION = re.compile(r"\d{1,8}")


class RejectedFeatureError(Exception):
    """Why a feature cannot go in."""


def convert(feature: Feature, rules: Rules, today: dt.date) -> SourceRow:
    """The row of a feature; a check after `today` is none."""
    kind = rules.kind_of(feature.tags)
    level = "" if kind else rules.level_of(feature.tags)
    try:
        if kind:
            return _outlet(feature, kind, rules, today)
        if level and any(_name_texts(feature.tags).values()):
            return _place(feature, level)
    except (RejectedFeatureError, UnusableTextError, ValueError) as error:
        return RejectedRow(feature.where, str(error), feature.ref)
    if feature.why_no_point and not feature.tags:
        return RejectedRow(feature.where, feature.why_no_point, feature.ref)
    return IgnoredRow()


def _outlet(feature: Feature, kind: str, rules: Rules, today: dt.date) -> OutletRecord:
    point = _checked_point(feature)
    tags = {key: _cleaned(key, value) for key, value in feature.tags.items()}
    flags: list[Flag] = []
    return OutletRecord(
        ref=feature.ref,
        where=feature.where,
        kind=kind,
        point=point,
        name=_fitted("name", _name_texts(tags), flags),
        street=_fitted("street", _street(tags, rules), flags),
        floor=_fitted("floor", _address_part(tags, "floor", rules), flags),
        village=_fitted("village", _address_part(tags, "village", rules), flags),
        commune=_fitted("commune", _address_part(tags, "commune", rules), flags),
        operator=_operator(tags, kind, rules),
        hours=_hours(tags.get("opening_hours", ""), flags),
        phones=_phones(tags, rules.phones, flags),
        payments=_members(tags, rules.payments),
        languages=_members(tags, rules.languages),
        offers=tuple(_offers(tags, kind, rules)),
        source_date=_source_date(tags, rules.checked, today, flags),
        flags=tuple(flags),
    )


def _place(feature: Feature, level: str) -> PlaceRecord:
    point = _checked_point(feature)
    tags = {key: _cleaned(key, value) for key, value in feature.tags.items()}
    limit = longest(Place, "name")
    names = {key: text[:limit] for key, text in _name_texts(tags).items()}
    population = POPULATION.fullmatch(tags.get("population", "").replace(",", ""))
    return PlaceRecord(
        ref=feature.ref,
        where=feature.where,
        level=level,
        name=Translated.whole(names),
        aliases=tuple(_other_names(tags, set(names.values()))),
        point=point,
        population=int(population[0]) if population else None,
    )


def _checked_point(feature: Feature) -> Point:
    if not feature.ref:
        raise RejectedFeatureError(_("has no OpenStreetMap id such as node/123"))
    if feature.point is None:
        raise RejectedFeatureError(feature.why_no_point or _("has no point"))
    longitude, latitude = feature.point
    if why := why_not_in_cambodia(latitude, longitude):
        raise RejectedFeatureError(why)
    return Point(latitude, longitude)


def _cleaned(key: str, value: str) -> str:
    try:
        return clean(value)
    except UnusableTextError as error:
        raise RejectedFeatureError(
            _("its %(key)s %(reason)s") % {"key": key, "reason": error}
        ) from error


def _translated_tags(tags: Tags, key: str) -> dict[str, str]:
    """`key` per language; the plain tag stands for the language of its script."""
    texts = {
        language: next(
            (text for suffix in suffixes if (text := tags.get(f"{key}:{suffix}"))), ""
        )
        for language, suffixes in TAG_SUFFIXES.items()
    }
    if plain := tags.get(key):
        language = language_of(plain)
        texts[language] = texts[language] or plain
    return texts


def _name_texts(tags: Tags) -> dict[str, str]:
    return _translated_tags(tags, "name")


def _address_part(tags: Tags, part: str, rules: Rules) -> dict[str, str]:
    """Each language from the first key that has it."""
    found = [_translated_tags(tags, key) for key in rules.address.get(part, ())]
    return {
        suffix: next((texts[suffix] for texts in found if texts[suffix]), "")
        for suffix in COLUMN_SUFFIXES
    }


def _street(tags: Tags, rules: Rules) -> dict[str, str]:
    texts = _address_part(tags, "street", rules)
    number_keys = rules.address.get("house_number", ())
    number = next((tags[key] for key in number_keys if tags.get(key)), "")
    if not number:
        return texts
    if not any(texts.values()):
        return {language_of(number): number}
    return {
        language: f"{number} {text}" if text and number not in text.split() else text
        for language, text in texts.items()
    }


def _fitted(field: str, texts: dict[str, str], flags: list[Flag]) -> Translated:
    limit = longest(Outlet, field)
    for language, text in texts.items():
        if len(text) > limit:
            why = _("cut to %(limit)d characters") % {"limit": limit}
            flags.append(Flag(field, why, text))
            texts[language] = text[:limit]
    return Translated.whole(texts)


def _hours(text: str, flags: list[Flag]) -> str:
    if not text:
        return ""
    hours, why = read_hours(text)
    if why:
        flags.append(Flag("opening_hours", why, text))
    return hours


def _phones(tags: Tags, keys: Iterable[str], flags: list[Flag]) -> tuple[str, ...]:
    written = ";".join(tags[key] for key in keys if key in tags)
    numbers, unreadable = split_numbers(written)
    flags += [Flag("phone", _("not a phone number"), part) for part in unreadable]
    return numbers


def _members(
    tags: Tags, keys_by_member: Mapping[str, tuple[str, ...]]
) -> tuple[str, ...]:
    return tuple(
        member
        for member, keys in keys_by_member.items()
        if any(tags.get(key, "").lower() in YES for key in keys)
    )


def _source_date(
    tags: Tags, keys: Iterable[str], today: dt.date, flags: list[Flag]
) -> dt.date | None:
    """The latest day somebody looked; a month or a year counts as its first day."""
    days = []
    for key in keys:
        if not (text := tags.get(key, "")):
            continue
        padded = {4: f"{text}-01-01", 7: f"{text}-01"}.get(len(text), text)
        try:
            day = dt.date.fromisoformat(padded)
        except ValueError:
            flags.append(Flag(key, _("not a date such as 2026-05-31"), text))
            continue
        if why := why_not_checked_on(day, today):
            flags.append(Flag(key, why, text))
        else:
            days.append(day)
    return max(days, default=None)


def _operator(tags: Tags, kind: str, rules: Rules) -> OperatorHint | None:
    keys = rules.operator.names
    names = [name for key in keys for name in values(tags, key)]
    if kind in rules.operator.kinds_named_after_it:
        names += [text for text in _name_texts(tags).values() if text]
    wikidata = [found for key in rules.operator.wikidata for found in values(tags, key)]
    if not names and not wikidata:
        return None
    brand = _translated_tags(tags, rules.operator.new_from)
    first = {language: text.split(";")[0].strip() for language, text in brand.items()}
    return OperatorHint(
        names=tuple(dict.fromkeys(names)),
        wikidata=tuple(dict.fromkeys(wikidata)),
        new_name=Translated.whole(first),
    )


def _offers(tags: Tags, kind: str, rules: Rules) -> Iterator[OfferRecord]:
    services: dict[str, list[str]] = {}
    evidence: dict[str, list[str]] = {}
    for rule in rules.offers:
        if kind not in rule.kinds or not rule.tags.matches(tags):
            continue
        for carrier, named_by in rules.carriers(tags, rule.carriers_in).items():
            services.setdefault(carrier, []).extend(rule.services)
            evidence.setdefault(carrier, []).extend(
                [named_by, *rule.tags.evidence(tags)]
            )
    for carrier in services:
        proof = ", ".join(dict.fromkeys(evidence[carrier]))
        yield OfferRecord(
            carrier=carrier,
            services=tuple(dict.fromkeys(services[carrier])),
            evidence=f"OpenStreetMap: {proof}"[: longest(Offer, "evidence")],
        )


def _other_names(tags: Tags, known: set[str]) -> Iterator[tuple[str, str]]:
    """(name, language) of every other name in a language of the site or none."""
    limit = longest(PlaceAlias, "name")
    languages = {
        suffix: language
        for language, suffixes in TAG_SUFFIXES.items()
        for suffix in suffixes
    }
    seen = set(known)
    for key in ("name", *OTHER_NAMES):
        for suffix, language in {"": "", **languages}.items():
            for name in values(tags, f"{key}:{suffix}" if suffix else key):
                if name not in seen and len(name) <= limit:
                    seen.add(name)
                    yield name, language or language_of(name)
