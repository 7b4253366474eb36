from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from locator.change_index import begin_epoch
from locator.sync.snapshot import make_snapshot


class Command(BaseCommand):
    help = (
        "Write the files that a mirror begins with, where something changed since the "
        "last ones. Run it every hour; the old ones are kept for a day."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--new-epoch",
            action="store_true",
            help="After the return of a backup: let every mirror begin anew.",
        )

    def handle(self, *args: Any, new_epoch: bool, **options: Any) -> None:
        if new_epoch:
            begin_epoch(force=True)
        try:
            made = make_snapshot(at=timezone.now())
        except OSError as error:
            raise CommandError(f"{error.filename}: {error.strerror}") from error
        if not made.is_new:
            self.stdout.write("Nothing changed since the last snapshot.")
            return
        sizes = ", ".join(
            f"{file['form']} {file['bytes']:,} bytes" for file in made.manifest["files"]
        )
        self.stdout.write(f"Snapshot of {made.manifest['count']:,} outlets: {sizes}.")
