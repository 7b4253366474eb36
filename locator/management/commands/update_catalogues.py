from typing import Any

from django.core.management.base import BaseCommand

from locator import catalogues


class Command(BaseCommand):
    help = "Take up new strings of the site in its catalogues, and compile them."

    def handle(self, *args: Any, **options: Any) -> None:
        for locale in catalogues.LOCALES:
            strings, missing = catalogues.update(locale)
            self.stdout.write(f"{locale}: {strings} strings, {missing} to translate")
        for path in catalogues.files_of_django():
            catalogues.compile_file(path)
