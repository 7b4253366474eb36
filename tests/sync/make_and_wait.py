"""Run by a test: makes a snapshot and stops before it is offered.

Prints a line once the files lie in their places, then waits to be killed.
"""

import os
import sys

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "locator.config.settings"
django.setup()

from django.utils import timezone  # noqa: E402

from locator.sync import snapshot, store  # noqa: E402

keep_file = store.keep_file


def keep_and_wait(form: str, *arguments: str) -> store.StoredFile:
    kept = keep_file(form, *arguments)
    if form == sys.argv[1]:
        print("in the middle", flush=True)  # noqa: T201
        sys.stdin.read()
    return kept


def main() -> None:
    store.keep_file = keep_and_wait
    snapshot.make_snapshot(at=timezone.now())


if __name__ == "__main__":
    main()
