"""Content that ships into a database that curators already work in."""

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, cast

from django.db import transaction
from django.utils.translation import override

from guides.entries import (
    Entry,
    content_fields,
    digest_of_row,
    entries,
    link_names,
    model_of,
    translated_names,
)
from guides.models import Guide, GuideText
from guides.models.guide import SOURCE_LANGUAGE
from guides.models.shipping import ShippedRow
from guides.publishing import save_text
from locator.models import Carrier, Fact

_FILES: Final = "6*.json"


@dataclass(frozen=True, slots=True)
class Loaded:
    """What became of each row that ships, as "channel smart-card"."""

    added: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)


@transaction.atomic
def load_content(fixtures: Path, *, at: dt.datetime) -> Loaded:
    """Add rows that are missing; update those that nobody here has changed.

    A row is `kept` that a curator changed since it came, or of which nobody knows how
    it came. What curators decide apart from the words stays: whether a row is
    published, and its order. Missing facts are added, others stay as they are. A row
    of a carrier that is not here is `left_out`.
    """
    loaded = Loaded()
    with override(SOURCE_LANGUAGE):
        facts = {row["pk"]: row["fields"] for row in _rows(fixtures / "10_facts.json")}
        for entry in _entries(fixtures):
            _add_facts(entry, facts)
            fate = loaded.unchanged
            if entry.model == "guide":
                _added_guide(entry)
                continue
            if not _carriers_are_here(entry):
                fate = loaded.left_out
            elif (row := _row_of(entry)) is None:
                _write(entry, _new_row(entry), at=at)
                fate = loaded.added
            elif (now := digest_of_row(row)) == entry.fields["shipped_as"]:
                _remember(row, now)
            elif row.shipped_as == now:
                _write(entry, row, at=at)
                fate = loaded.updated
            else:
                fate = loaded.kept
            fate.append(f"{model_of(entry)._meta.verbose_name} {entry.key}")
    return loaded


def _entries(fixtures: Path) -> list[Entry]:
    carriers = {
        row["pk"]: row["fields"]["slug"]
        for row in _rows(fixtures / "20_carriers.json")
        if row["model"] == "locator.carrier"
    }
    rows = [row for path in sorted(fixtures.glob(_FILES)) for row in _rows(path)]
    return list(entries(rows, carriers))


def _rows(path: Path) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads(path.read_text("utf-8"))
    return rows


def _add_facts(entry: Entry, facts: Mapping[str, dict[str, Any]]) -> None:
    cited = {*entry.links.get("facts", ()), *entry.fields.get("facts", ())}
    if "fact" in entry.fields:
        cited.add(entry.fields["fact"])
    here = set(Fact.objects.filter(pk__in=cited).values_list("pk", flat=True))
    Fact.objects.bulk_create(Fact(pk=pk, **facts[pk]) for pk in sorted(cited - here))


def _added_guide(entry: Entry) -> None:
    values = {name: entry.fields[name] for name in ("method", "order")}
    Guide.objects.get_or_create(slug=entry.fields["slug"], defaults=values)


def _carriers_are_here(entry: Entry) -> bool:
    named = set(entry.links.get("carriers", ()))
    if "carrier" in entry.fields:
        named.add(entry.fields["carrier"])
    return Carrier.objects.filter(slug__in=named).count() == len(named)


def _row_of(entry: Entry) -> ShippedRow | None:
    rows = model_of(entry)._default_manager
    if entry.model == "guidetext":
        named = {
            "guide__slug": entry.fields["guide"],
            "language": entry.fields["language"],
        }
    else:
        named = {"slug": entry.fields["slug"]}
    return cast("ShippedRow | None", rows.filter(**named).first())


def _new_row(entry: Entry) -> ShippedRow:
    """Unsaved, with what curators may decide later as it ships."""
    fields = entry.fields
    if entry.model == "guidetext":
        return GuideText(
            guide=Guide.objects.get(slug=fields["guide"]),
            language=fields["language"],
            status=fields["status"],
        )
    names = {"slug", "is_published", "order"} & fields.keys()
    row = model_of(entry)(**{name: fields[name] for name in names})
    return cast(ShippedRow, row)


def _write(entry: Entry, row: ShippedRow, *, at: dt.datetime) -> None:
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
    row.shipped_as = entry.fields["shipped_as"]
    if isinstance(row, GuideText):
        # Nobody has read these words yet, nor compared them with facts changed here.
        row.reviewer, row.checked_on = None, None
        save_text(row, at=at)
        row.compared_with = entry.fields["compared_with"]
    row.save()
    for name in link_names(type(row)):
        links, targets = getattr(row, name), entry.links.get(name, ())
        column_name = "pk__in" if name == "facts" else "slug__in"
        links.set(links.model.objects.filter(**{column_name: targets}))


def _remember(row: ShippedRow, digest: str) -> None:
    """As of now it is known how the row came."""
    if row.shipped_as != digest:
        row.shipped_as = digest
        row.save(update_fields=["shipped_as"])
