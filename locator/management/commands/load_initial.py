from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, call_command
from django.db import transaction

from locator.models import Carrier


class Command(BaseCommand):
    help = "Loads the fixtures into an empty database; leaves any other as it is."

    def handle(self, *args: Any, **options: Any) -> None:
        with transaction.atomic():
            if Carrier.objects.exists():
                return
            fixtures = sorted(
                path for folder in settings.FIXTURE_DIRS for path in _fixtures(folder)
            )
            if fixtures:
                call_command("loaddata", *fixtures, verbosity=0)
        self.stdout.write(f"Loaded {len(fixtures)} fixtures.")


def _fixtures(folder: str) -> list[Path]:
    return list(Path(folder).glob("*.json"))
