from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from locator.sample.make import make_sample


class Command(BaseCommand):
    help = "Write the fixtures of about 400 sample outlets, the same on every run."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--into", type=Path, metavar="FOLDER")

    def handle(self, *args: Any, **options: Any) -> None:
        fixtures = Path(settings.BASE_DIR) / "fixtures"
        into = options["into"] or fixtures
        try:
            counts = make_sample(fixtures=fixtures, into=into)
        except OSError as error:
            raise CommandError(f"{error.filename}: {error.strerror}") from error
        for name, count in counts.items():
            self.stdout.write(f"{name}: {count} rows")
