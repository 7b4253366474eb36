from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from guides.shipped import ContentError, build


class Command(BaseCommand):
    help = "Make the fixtures of guides, channels, plans and rules from their files."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--into", type=Path, metavar="FOLDER")

    def handle(self, *args: Any, **options: Any) -> None:
        fixtures = Path(settings.BASE_DIR) / "fixtures"
        try:
            counts = build(fixtures=fixtures, into=options["into"] or fixtures)
        except ContentError as error:
            raise CommandError(str(error)) from error
        for name, count in counts.items():
            self.stdout.write(f"{name}: {count} rows")
