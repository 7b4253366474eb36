"""What is wrong with content that ships, found before anything of it is written."""

import datetime as dt
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import UnionType
from typing import Any, Final

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models

from guides.content_digest import content_fields
from guides.content_files import (
    ContentError,
    Entry,
    all_text,
    translated_names,
)
from guides.models import GuideText, Way
from guides.models.guide import SOURCE_LANGUAGE
from guides.rendering import render
from guides.signs import References
from locator.models import Fact
from locator.models.fields import ChoiceSetField

_UNSTORABLE: Final = re.compile("[\x00\ud800-\udfff]")
_DECIDED_HERE: Final = frozenset(
    {"slug", "language", "status", "is_published", "order"}
)
_WRITTEN_AS: Final[tuple[tuple[Any, type[Any] | UnionType, str], ...]] = (
    (models.JSONField, object, "anything"),
    ((ChoiceSetField, models.ManyToManyField), list, "a list of texts, [“…”]"),
    (models.BooleanField, bool, "true or false"),
    (models.IntegerField, int, "a whole number"),
    (models.DecimalField, int | float | str, "a number"),
    (models.DateField, dt.date | str, "a date, such as 2026-01-31"),
    (models.Field, str, "a text, “…”"),
)
"""Kinds of column with what a file may hold for them; the first that fits counts."""


@dataclass(frozen=True, slots=True)
class Known:
    """What entries may name: slugs, and ids of facts."""

    channels: Collection[str]
    guides: Collection[str]
    carriers: Collection[str]
    facts: Collection[str]


def check_entries(entries: Collection[Entry], known: Known) -> None:
    """Raises ContentError with all that is wrong, in the language that is active.

    Rows are read in it too: it must be the source language of the content.
    """
    references = References(
        channels=frozenset(known.channels),
        carriers=frozenset(known.carriers),
        facts=frozenset(known.facts),
    )
    faults = [
        ": ".join(filter(None, (str(entry.path), entry.key, name, fault)))
        for entry in entries
        for name, fault in _faults_of(entry, known, references)
    ]
    times = Counter((entry.path, entry.model, entry.key) for entry in entries)
    faults += [
        f"{path}: {key}: slug: {number} rows have it; give each its own."
        for (path, _model, key), number in times.items()
        if number > 1
    ]
    if faults:
        raise ContentError("\n".join(faults))


def check_facts(facts: Iterable[Fact], path: Path) -> None:
    """Raises ContentError with all that is wrong."""
    names = [found.name for found in Fact._meta.concrete_fields]
    faults = [
        f"{path}: {fact.pk}: {name}: {fault}"
        for fact in facts
        for name, fault in _faults_of_columns(
            fact, names, {name: getattr(fact, name) for name in names}
        ).items()
    ]
    if faults:
        raise ContentError("\n".join(faults))


def _faults_of(
    entry: Entry, known: Known, references: References
) -> Iterator[tuple[str, str]]:
    """What is wrong with a row, by column, with the mend."""
    row, values = entry.model(), dict(entry.fields)
    originals = translated_names(entry.model)
    names = {found.name for found in content_fields(entry.model)}
    columns = {found.name: found for found in entry.model._meta.concrete_fields}
    names |= _DECIDED_HERE & columns.keys()
    for original in originals:
        names ^= {original, f"{original}_{SOURCE_LANGUAGE}"}
        values[original] = values.get(f"{original}_{SOURCE_LANGUAGE}")
    faults = _faults_of_columns(row, names, values)
    for original in originals:
        # Read from the row, it would fall back to another language.
        if not (values[original] or columns[original].blank):
            faults[original] = f"each has one, {original}.{SOURCE_LANGUAGE}."
    for link in entry.model._meta.many_to_many:
        linked = entry.links.get(link.name, [])
        if fault := _fault_of_value(link, linked):
            faults[link.name] = fault
        elif not linked and not link.blank:
            faults[link.name] = "name at least one."
    for what, there in (("fact", known.facts), ("channel", known.channels)):
        if unknown := entry.named(what).difference(there):
            faults.setdefault(what, f"there is no {what} {min(unknown)}.")
    if isinstance(row, Way):
        # A rule of several carriers stands though one of them is not here.
        faults = row.problems() | faults
        leads_nowhere = row.target_problem(
            is_channel=known.channels.__contains__, is_guide=known.guides.__contains__
        )
        if leads_nowhere:
            faults.setdefault("target", leads_nowhere)
    if isinstance(row, GuideText) and "markdown" not in faults:
        problems = render(row.markdown, references).problems
        faults |= {"markdown": " ".join(problems)} if problems else {}
    yield from faults.items()


def _faults_of_columns(
    row: models.Model, names: Iterable[str], values: Mapping[str, Any]
) -> dict[str, str]:
    """What the columns refuse of the values; the others are then in the row."""
    faults = {}
    checked = set()
    for name in names:
        column: Any = row._meta.get_field(name)
        value = values.get(name)
        if value is not None and (fault := _fault_of_value(column, value)):
            faults[name] = fault
        elif column.is_relation:
            if value is None and not column.null:
                faults[name] = "each has one."
        else:
            checked.add(name)
            if value is not None:
                # As it is written: a float has more digits than its file.
                setattr(row, name, str(value) if isinstance(value, float) else value)
    unchecked = {found.name for found in row._meta.fields} - checked
    for check in (row.clean_fields, row.validate_constraints):
        try:
            check(exclude=unchecked | faults.keys())
        except ValidationError as error:
            faults |= {
                # What is wrong with several together has no name.
                name.removeprefix(NON_FIELD_ERRORS): " ".join(messages)
                for name, messages in error.message_dict.items()
            }
    return faults


def _fault_of_value(column: Any, value: Any) -> str:
    """Why a value of a file is none of this column; "" where it is one."""
    # Of a text column, Django leaves the length to forms.
    if isinstance(value, str) and len(value) > (column.max_length or len(value)):
        return f"has at most {column.max_length} characters, not {len(value)}."
    if any(map(_UNSTORABLE.search, _texts(value))):
        return "holds a NUL or half a character; take it out."
    written, wanted = next(
        (written, wanted)
        for kind, written, wanted in _WRITTEN_AS
        if isinstance(column, kind)
    )
    fits = isinstance(value, written)
    if isinstance(value, bool):
        # To Python, a flag is a whole number.
        fits = written in (bool, object)
    elif written is list and fits:
        fits = all_text(value)
    return "" if fits else f"this is {wanted}."


def _texts(value: Any) -> Iterator[str]:
    """Each text in a value of a file, at any depth."""
    match value:
        case str():
            yield value
        case Mapping():
            yield from _texts([*value.keys(), *value.values()])
        case list():
            for member in value:
                yield from _texts(member)
