from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from locator.reference.load import load_initial


class Command(BaseCommand):
    help = "Load the fixtures into an empty database; never over an existing one."

    def handle(self, *args: Any, **options: Any) -> None:
        counts = load_initial(Path(settings.FIXTURE_DIRS[0]))
        if counts is None:
            self.stdout.write("The database has carriers already: nothing loaded.")
            return
        loaded = ", ".join(f"{count} {label}" for label, count in counts.items())
        self.stdout.write(f"Loaded {loaded}.")
