from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from guides.content_files import ContentError
from guides.load_content import load_content


class Command(BaseCommand):
    help = (
        "Add and update the guides, channels, plans, offers and rules that ship. With "
        "--verbosity 0 it only counts them."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--from", type=Path, metavar="FOLDER", dest="folder")

    def handle(self, *args: Any, **options: Any) -> None:
        folder = options["folder"] or Path(settings.FIXTURE_DIRS[0])
        try:
            loaded = load_content(folder, at=timezone.now())
        except ContentError as error:
            raise CommandError(str(error)) from error
        lines = (
            ("Added", loaded.added),
            ("Updated", loaded.updated),
            ("Kept, changed here", loaded.kept),
            ("Left out, its carrier or operator is not here", loaded.left_out),
        )
        if options["verbosity"]:
            for said, names in lines:
                for name in names:
                    self.stdout.write(f"{said}: {name}")
        self.stdout.write(
            f"Guides, channels, plans and rules: {len(loaded.added)} added, "
            f"{len(loaded.updated)} updated, {len(loaded.unchanged)} unchanged, "
            f"{len(loaded.kept)} kept, {len(loaded.left_out)} left out."
        )
