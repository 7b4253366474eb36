"""Chains, banks and wallets, and what their agents sell by default."""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from locator.reference.carriers import MAIN_CARRIERS
from locator.reference.fixture import FixtureRow, names

# Operator slug to the fact that its agents sell phone top-up. The facts name no
# carrier: it is taken to mean the three that everybody sells, never CooTel.
_SELLING_AGENTS: Final = {"wing": "F068", "truemoney": "F069", "emoney": "F071"}


def operator_rows(source: Path) -> Iterator[FixtureRow]:
    for row in _read(source):
        yield FixtureRow(
            "locator.operator",
            int(row["id"]),
            {
                "slug": row["slug"],
                **names(row["name_en"], row["name_km"], row["name_zh_hans"]),
                "website": row["website"],
                "aliases": row["aliases"].replace("|", "\n"),
            },
        )


def default_rows(source: Path) -> Iterator[FixtureRow]:
    ids = {row["slug"]: int(row["id"]) for row in _read(source)}
    for slug, fact in _SELLING_AGENTS.items():
        for carrier in MAIN_CARRIERS:
            yield FixtureRow(
                "locator.operatordefault",
                ids[slug] * 10 + carrier,
                {
                    "operator": ids[slug],
                    "kind": "partner_shop",
                    "carrier": carrier,
                    "services": ",airtime,",
                    "fact": fact,
                },
            )


def _read(source: Path) -> list[dict[str, str]]:
    with source.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))
