from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from locator.sample.remove import remove_sample


class Command(BaseCommand):
    help = "Withdraw the sample outlets. Their public ids stay taken."

    def handle(self, *args: Any, **options: Any) -> None:
        withdrawn = remove_sample(at=timezone.now())
        self.stdout.write(f"{withdrawn} sample outlets withdrawn.")
