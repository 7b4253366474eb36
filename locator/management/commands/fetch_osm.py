import sys
import tempfile
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _
from tqdm import tqdm

from locator.importing.errors import ImportRefusedError
from locator.importing.osm.fetch import Overpass, fetch
from locator.importing.osm.query import overpass_query
from locator.importing.osm.rules import osm_rules
from locator.importing.osm.source import read_osm
from locator.importing.records import OutletRecord, SourceRow
from locator.management.commands import import_outlets


class Command(import_outlets.Command):
    help = (
        "Ask an Overpass server for OpenStreetMap's outlets in Cambodia, and import"
        " them."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--url",
            default=settings.OVERPASS_URL,
            help="The Overpass server (default: %(default)s).",
        )
        parser.add_argument(
            "--source",
            type=import_outlets.source_name,
            default="osm",
            metavar="NAME",
            help="Whose outlets these are (default: %(default)s).",
        )
        parser.add_argument(
            "--places",
            action="store_true",
            help="Ask for towns and landmarks too: a far larger answer.",
        )
        parser.add_argument(
            "--output",
            type=Path,
            metavar="FILE",
            help="Keep the answer there, as Overpass JSON.",
        )
        parser.add_argument(
            "--timeout",
            type=int,
            default=180,
            metavar="SECONDS",
            help="How long the server may think (default: %(default)s).",
        )
        parser.add_argument(
            "--attempts",
            type=int,
            default=5,
            help="How often to ask a busy server (default: %(default)s).",
        )
        self.add_import_arguments(parser)

    def read(self, **options: Any) -> list[SourceRow]:
        query = overpass_query(
            osm_rules(),
            country=settings.OVERPASS_COUNTRY,
            timeout_s=options["timeout"],
            places=options["places"],
        )
        server = Overpass(
            options["url"],
            settings.OVERPASS_USER_AGENT,
            # It sends nothing while it thinks.
            stall_s=options["timeout"] + 60,
            attempts=options["attempts"],
        )
        if options["output"]:
            import_outlets.require_writable(options["output"])
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "overpass.json"
            with tqdm(
                desc="Fetching",
                unit="B",
                unit_scale=True,
                file=sys.stderr,
                disable=None,
            ) as bar:
                fetch(query, path, server, progress=bar.update, told=self._tell)
            if options["output"]:
                options["output"].write_bytes(path.read_bytes())
            rows = list(read_osm(path, today=timezone.localdate()))
        if not options["force"] and not any(
            isinstance(row, OutletRecord) for row in rows
        ):
            raise ImportRefusedError(
                _(
                    "%(server)s knows no outlet there, which cannot be: its data may be"
                    " loading. Nothing was changed; --force imports it all the same."
                )
                % {"server": server.url}
            )
        return rows

    def _tell(self, why: str) -> None:
        self.stderr.write(why)
