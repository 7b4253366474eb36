from typing import Any

from django.core.management.base import BaseCommand

from locator.catalogues import LOCALES, update


class Command(BaseCommand):
    help = "Take up new strings of the site in its catalogues, and compile them."

    def handle(self, *args: Any, **options: Any) -> None:
        for locale in LOCALES:
            strings, missing = update(locale)
            self.stdout.write(f"{locale}: {strings} strings, {missing} to translate")
