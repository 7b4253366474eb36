from argparse import ArgumentParser
from pathlib import Path
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from locator.contention import is_contention
from locator.importing.errors import CHANGED_MEANWHILE, ImportRefusedError
from locator.importing.osm.source import read_osm
from locator.importing.places import load_places
from locator.importing.places_by_code import load_coded_places
from locator.importing.places_csv import read_places_csv
from locator.importing.records import PlaceRecord, RejectedRow, longest
from locator.importing.report import PlacesReport, printable
from locator.models.outlet import Outlet

_OSM_SUFFIXES: Final = (".geojson", ".json", ".osm", ".pbf", ".xml")

MAX_SOURCE_LENGTH: Final = longest(Outlet, "source")
"""A source of places may be one of outlets too."""


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
        if len(source) > MAX_SOURCE_LENGTH:
            raise CommandError(
                _("“%(source)s”: give a --source of up to %(limit)d characters")
                % {"source": source, "limit": MAX_SOURCE_LENGTH}
            )
        try:
            if path.suffix.lower() in _OSM_SUFFIXES:
                report = _import_osm(path, source)
            else:
                report = _import_csv(path, source)
        except ImportRefusedError as error:
            raise CommandError(str(error)) from error
        except OperationalError as error:
            if not is_contention(error):
                raise
            raise CommandError(str(CHANGED_MEANWHILE)) from error
        for line in report.lines():
            self.stdout.write(printable(line))


def _import_csv(path: Path, source: str) -> PlacesReport:
    rows = list(read_places_csv(path))
    with transaction.atomic():
        return load_coded_places(rows, source=source)


def _import_osm(path: Path, source: str) -> PlacesReport:
    rows = list(read_osm(path, today=timezone.localdate()))
    places = [row for row in rows if isinstance(row, PlaceRecord)]
    with transaction.atomic():
        report = load_places(places, source=source)
    report.rejected += [row for row in rows if isinstance(row, RejectedRow)]
    return report
