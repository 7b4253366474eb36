from argparse import ArgumentParser
from pathlib import Path
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from locator.importing.errors import BrokenFileError
from locator.importing.osm.source import read_osm
from locator.importing.places import load_places
from locator.importing.records import PlaceRecord, RejectedRow
from locator.reference.by_code import PlacesFileError, import_by_code
from locator.text_index import index_text

_OSM_SUFFIXES: Final = (".geojson", ".json", ".osm", ".pbf", ".xml")


class Command(BaseCommand):
    help = (
        "Add points and names to places: from a CSV by official code (columns code, "
        "name_en, name_km, name_zh_hans, aliases, lat, lon in any order) or from "
        "place=* in an OpenStreetMap file."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument(
            "--source", help="Where the file comes from; its name if left out."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        source = options["source"] or path.stem
        try:
            if path.suffix.lower() in _OSM_SUFFIXES:
                self._import_osm(path, source)
            else:
                self._import_by_code(path, source)
        except (PlacesFileError, BrokenFileError) as error:
            raise CommandError(str(error)) from error

    def _import_by_code(self, path: Path, source: str) -> None:
        report = import_by_code(path, source=source)
        for row in report.rejected:
            self.stderr.write(f"line {row.line}: {row.reason}")
        self.stdout.write(
            f"{report.updated} places updated ({report.points} points, "
            f"{report.names} names), {report.unchanged} unchanged, "
            f"{len(report.rejected)} rows rejected."
        )

    def _import_osm(self, path: Path, source: str) -> None:
        rows = list(read_osm(path))
        places = [row for row in rows if isinstance(row, PlaceRecord)]
        rejected = [row for row in rows if isinstance(row, RejectedRow)]
        for row in rejected:
            self.stderr.write(f"{row.where}: {row.why}")
        with transaction.atomic():
            report = load_places(places, source=source)
            index_text(place_ids=None)
        self.stdout.write(
            f"{report.created} places created, {report.updated} updated, "
            f"{report.unchanged} unchanged, {len(rejected)} rows rejected."
        )
