from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from locator.contributing.owners import forget_numbers
from locator.importing.runs.files import remove_old


class Command(BaseCommand):
    help = (
        "Delete what is kept for a time only: phone numbers of undecided claims, and "
        "files of imports. Run it each night."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        forgotten = forget_numbers(at=now)
        remove_old(at=now)
        self.stdout.write(f"{forgotten} phone numbers of claims deleted.")
