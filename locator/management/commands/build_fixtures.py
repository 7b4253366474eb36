from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from locator.reference.facts import FactsError


class Command(BaseCommand):
    help = "Make the reference fixtures again from their sources (development only)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--facts", type=Path, required=True, metavar="FILE")
        parser.add_argument("--into", type=Path, metavar="FOLDER")

    def handle(self, *args: Any, **options: Any) -> None:
        fixtures = Path(settings.BASE_DIR) / "fixtures"
        try:
            # Not at the top: the sources are development packages.
            from locator.reference.build import build

            counts = build(
                facts_file=options["facts"],
                sources=fixtures / "sources",
                into=options["into"] or fixtures,
            )
        except FactsError as error:
            raise CommandError(str(error)) from error
        except ModuleNotFoundError as error:
            raise CommandError(
                f"{error.name} is missing: install the development packages."
            ) from error
        for name, count in counts.items():
            self.stdout.write(f"{name}: {count} rows")
