"""Content that ships into a database that curators already work in."""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, cast

from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext as _
from django.utils.translation import override

from guides.content_checks import Known, check_entries, check_facts
from guides.content_digest import content_fields, digest_of_entry, digest_of_row
from guides.content_files import (
    Entry,
    link_names,
    read_entries,
    read_facts,
    translated_names,
)
from guides.models import Channel, Guide, GuideText
from guides.models.guide import SOURCE_LANGUAGE
from guides.models.shipping import ShippedRow
from guides.publishing import digest_of, save_text
from guides.rendering import facts_cited
from locator.models import Carrier, Fact, Operator
from locator.models.history import begin_history, is_tracked, record_history

_CONTENT: Final = "guides"
_FACTS: Final = "10_facts.json"


@dataclass(frozen=True, slots=True)
class Loaded:
    """What became of each row that ships, as "channel smart-card"."""

    added: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Basis:
    """What the texts that ship were compared with: facts by id, sources by guide."""

    facts: Mapping[str, Fact]
    sources: Mapping[str, GuideText]


@transaction.atomic
def load_content(fixtures: Path, *, at: dt.datetime) -> Loaded:
    """Add rows that are missing; update those that nobody here has changed.

    A row is `kept` that a curator changed since it came, or of which nobody knows how
    it came. What curators decide apart from the words stays: whether a row is
    published, and its order. Missing facts are added, others stay as they are. A row
    of a carrier or operator that is not here is `left_out`. Raises ContentError, with
    nothing written, where a file cannot be used.
    """
    with override(SOURCE_LANGUAGE):
        entries = read_entries(fixtures / _CONTENT)
        facts = read_facts(fixtures / _FACTS)
        check_facts(facts.values(), fixtures / _FACTS)
        here = _rows_here({entry.model for entry in entries})
        carriers = set(Carrier.objects.values_list("slug", flat=True))
        operators = set(Operator.objects.values_list("slug", flat=True))
        _add_facts(entries, facts)
        check_entries(entries, _known(entries, here, carriers, facts))
        basis = _Basis(facts, _sources(entries))
        loaded = Loaded()
        for entry in entries:
            row, digest = here.get((entry.model, entry.key)), digest_of_entry(entry)
            away = entry.named("carrier") - carriers
            if away | (entry.named("operator") - operators):
                fate = loaded.left_out
            elif row is None:
                _write(entry, _new_row(entry), basis, at=at)
                fate = loaded.added
            elif (now := digest_of_row(row)) == digest:
                _remember(row, digest)
                fate = loaded.unchanged
            elif row.shipped_as == now:
                _write(entry, row, basis, at=at)
                fate = loaded.updated
            else:
                fate = loaded.kept
            fate.append(f"{entry.model._meta.verbose_name} {entry.key}")
    return loaded


def _sources(entries: Iterable[Entry]) -> dict[str, GuideText]:
    """The texts in the source language, unsaved, by guide."""
    return {
        entry.fields["guide"]: GuideText(
            **{name: entry.fields[name] for name in ("title", "summary", "markdown")}
        )
        for entry in entries
        if entry.fields.get("language") == SOURCE_LANGUAGE
    }


def _known(
    entries: Iterable[Entry],
    here: Iterable[tuple[type[Model], str]],
    carriers: Collection[str],
    facts: Collection[str],
) -> Known:
    """What entries may name, whether it is here already or ships with them.

    What names a carrier that is not here is left out, yet texts may name it too.
    """
    rows = {*here, *((entry.model, entry.key) for entry in entries)}
    named = {carrier for entry in entries for carrier in entry.named("carrier")}
    return Known(
        channels={key for model, key in rows if model is Channel},
        guides={key for model, key in rows if model is Guide},
        carriers={*carriers, *named},
        facts=facts,
    )


def _add_facts(entries: Iterable[Entry], facts: Mapping[str, Fact]) -> None:
    """Those that an entry cites and that are missing."""
    cited: set[str] = set()
    for entry in entries:
        cited |= entry.named("fact") | facts_cited(entry.fields.get("markdown", ""))
    here = set(Fact.objects.values_list("pk", flat=True))
    missing = (cited & facts.keys()) - here
    Fact.objects.bulk_create(facts[pk] for pk in sorted(missing))


def _rows_here(
    models: Iterable[type[Model]],
) -> dict[tuple[type[Model], str], ShippedRow]:
    """Every row of the models with its links, under its model and `Entry.key`."""
    here: dict[tuple[type[Model], str], ShippedRow] = {}
    for model in models:
        others = [f.name for f in content_fields(model) if f.is_relation]
        if model is GuideText:
            others.append("guide")
        rows = model._default_manager.select_related(*others)
        for row in cast(
            "Iterable[ShippedRow]", rows.prefetch_related(*link_names(model))
        ):
            here[model, _key(row)] = row
    return here


def _key(row: ShippedRow) -> str:
    if isinstance(row, GuideText):
        return f"{row.guide.slug}/{row.language}"
    return str(getattr(row, "slug"))  # noqa: B009


def _new_row(entry: Entry) -> ShippedRow:
    """Unsaved, with what curators may decide later as it ships."""
    fields = entry.fields
    if entry.model is GuideText:
        return GuideText(
            guide=Guide.objects.get(slug=fields["guide"]),
            language=fields["language"],
            status=fields["status"],
        )
    names = {"slug", "is_published", "order"} & fields.keys()
    row = entry.model(**{name: fields[name] for name in names})
    return cast(ShippedRow, row)


def _write(entry: Entry, row: ShippedRow, basis: _Basis, *, at: dt.datetime) -> None:
    """Give the row the content of the entry and nothing that it had before."""
    for name in translated_names(type(row)):
        setattr(row, name, entry.fields.get(f"{name}_en", ""))
    for column in content_fields(type(row)):
        value = entry.fields.get(column.name)
        if column.name == "carrier" and value is not None:
            value = Carrier.objects.get(slug=value)
        elif column.name == "fact":
            value = Fact.objects.get(pk=value)
        elif value is None:
            value = column.get_default()
        else:
            value = column.to_python(value)
        setattr(row, column.name, value)
    row.shipped_as = digest_of_entry(entry)
    if isinstance(row, GuideText):
        # Nobody has read these words yet, nor compared them with facts changed here.
        row.reviewer, row.checked_on = None, None
        save_text(row, at=at)
        source = basis.sources[entry.fields["guide"]]
        row.compared_with = digest_of(row, source, basis.facts)
    # One version of the row with its links, not one of each step.
    row.skip_history_when_saving = True  # type: ignore[attr-defined]
    if is_tracked(type(row)) and row.pk:
        begin_history(type(row), [row.pk])
    row.save()
    for name in link_names(type(row)):
        links, targets = getattr(row, name), entry.links.get(name, ())
        column_name = "pk__in" if name == "facts" else "slug__in"
        links.set(links.model.objects.filter(**{column_name: targets}))
    if is_tracked(type(row)):
        record_history(
            type(row), [row.pk], reason=_("Content that ships with the site")
        )


def _remember(row: ShippedRow, digest: str) -> None:
    """As of now it is known how the row came."""
    if row.shipped_as != digest:
        row.shipped_as = digest
        row.save(update_fields=["shipped_as"])
