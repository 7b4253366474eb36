from argparse import ArgumentParser
from collections.abc import Sequence
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from locator.change_index import differing_changes, record_changes
from locator.clusters.writing import differing_clusters, rewrite_clusters
from locator.indexing import (
    differing_outlets,
    differing_spatial_entries,
    index_outlets,
    repair_spatial_entries,
)
from locator.text_index import differing_texts, rewrite_texts

SHOWN = 20


class Command(BaseCommand):
    help = (
        "Prove that what searches read equals the outlets, their offers and all names, "
        "and that mirrors hear of each. "
        "Exits 1 and names the differing rows where it does not."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--repair", action="store_true", help="Write what differs anew."
        )

    def handle(self, *args: Any, repair: bool, **options: Any) -> None:
        with transaction.atomic():
            outlets = differing_outlets()
            entries = differing_spatial_entries()
            texts = differing_texts()
            changes = differing_changes()
            clusters = differing_clusters()
            if repair:
                index_outlets(outlets)
                repair_spatial_entries(entries)
                if any(texts.values()):
                    rewrite_texts()
                # Their offers come from the index: only now are they right.
                if changes or outlets:
                    record_changes()
                if clusters:
                    rewrite_clusters()
        differences = [
            f"{len(ids)} {what}: {_listed(ids)}"
            for what, ids in (
                ("outlets differ", outlets),
                ("spatial entries differ", entries),
                ("outlets' texts differ", texts["outlet"]),
                ("places' texts differ", texts["place"]),
                ("outlets' last changes differ", changes),
                ("counts of clusters differ", clusters),
            )
            if ids
        ]
        if not differences:
            self.stdout.write("The search index equals the tables.")
            return
        if not repair:
            raise CommandError("; ".join([*differences, "run with --repair"]))
        self.stdout.write("; ".join(["Repaired", *differences]))


def _listed(ids: Sequence[int] | Sequence[str]) -> str:
    more = " ..." if len(ids) > SHOWN else ""
    return ", ".join(map(str, ids[:SHOWN])) + more
