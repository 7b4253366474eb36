import json
import sys
from argparse import ArgumentTypeError
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import OperationalError
from django.utils import timezone
from tqdm import tqdm

from locator.contention import is_contention
from locator.importing.errors import CHANGED_MEANWHILE, ImportRefusedError
from locator.importing.load import load
from locator.importing.osm.source import read_osm
from locator.importing.records import SourceRow, longest
from locator.importing.report import ImportReport, printable
from locator.importing.sources import source_problem
from locator.models import Outlet


def source_name(text: str) -> str:
    if problem := source_problem(text):
        raise ArgumentTypeError(problem)
    return text


def licence_name(text: str) -> str:
    most = longest(Outlet, "licence")
    if not 0 < len(text) <= most:
        raise ArgumentTypeError(f"name it in 1 to {most} characters")
    return text


class Command(BaseCommand):
    help = (
        "Import outlets and places from OpenStreetMap: GeoJSON, Overpass JSON, .osm or "
        ".osm.pbf, told apart by content. Run it again with a newer file to update."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument(
            "--source",
            type=source_name,
            required=True,
            metavar="NAME",
            help="Whose outlets these are, e.g. osm; only its own rows are touched.",
        )
        self.add_import_arguments(parser)

    def add_import_arguments(self, parser: CommandParser) -> None:
        """What every import of OpenStreetMap's data may be told."""
        parser.add_argument(
            "--licence",
            type=licence_name,
            default="ODbL 1.0",
            metavar="TEXT",
            help="The data's licence (default: %(default)s).",
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="Report only; write nothing."
        )
        parser.add_argument(
            "--close-missing",
            action="store_true",
            help="Close for good what the source no longer has.",
        )
        parser.add_argument(
            "--force",
            action="store_true",
            help="Close them even if they are over a fifth.",
        )
        parser.add_argument(
            "--report",
            type=Path,
            metavar="FILE",
            help="Write every rejected, flagged or kept row there, one JSON a line.",
        )

    def read(self, **options: Any) -> list[SourceRow]:
        """The rows to import; raises ImportRefusedError where there are none whole."""
        return list(
            _watched(read_osm(options["file"], today=timezone.localdate()), "Reading")
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["report"]:
            require_writable(options["report"])
        try:
            rows = self.read(**options)
            with tqdm(
                total=len(rows), desc="Writing", file=sys.stderr, disable=None
            ) as bar:
                report = load(
                    rows,
                    source=options["source"],
                    licence=options["licence"],
                    dry_run=options["dry_run"],
                    close_missing=options["close_missing"],
                    force=options["force"],
                    progress=bar.update,
                )
        except ImportRefusedError as error:
            raise CommandError(str(error)) from error
        except OperationalError as error:
            if not is_contention(error):
                raise
            raise CommandError(str(CHANGED_MEANWHILE)) from error
        if options["report"]:
            _write_report(report, options["report"])
        for line in report.lines():
            self.stdout.write(printable(line))


def _watched(rows: Any, title: str) -> Any:
    """Show progress on a terminal, and only there."""
    return tqdm(rows, desc=title, unit=" rows", file=sys.stderr, disable=None)


def require_writable(path: Path) -> None:
    """Before anything is imported; an earlier report stays until the new one."""
    try:
        path.open("a", encoding="utf-8").close()
    except OSError as error:
        raise CommandError(f"{path}: {error.strerror}") from error


def _write_report(report: ImportReport, path: Path) -> None:
    lines = (printable(json.dumps(item, ensure_ascii=False)) for item in report.items())
    try:
        path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    except OSError as error:
        raise CommandError(f"{path}: {error.strerror}") from error
