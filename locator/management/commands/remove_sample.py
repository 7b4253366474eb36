from typing import Any

from django.core.management.base import BaseCommand

from locator.sample.remove import remove_sample


class Command(BaseCommand):
    help = "Withdraw the sample outlets. Their public ids stay taken."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{remove_sample()} sample outlets withdrawn.")
