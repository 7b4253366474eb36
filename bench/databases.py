"""The databases that a bench measures in.

Django has one a process: a bench makes a throwaway one, and starts itself again to
measure in that.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.postgres import INSTALL_ADVICE, find_programs, throwaway_cluster

SETTINGS = "locator.config.settings"


@contextmanager
def sqlite() -> Iterator[str]:
    """The DATABASE_URL of an empty file."""
    with tempfile.TemporaryDirectory() as folder:
        yield f"sqlite:///{Path(folder) / 'bench.sqlite3'}"


@contextmanager
def postgis() -> Iterator[str]:
    """The DATABASE_URL of an empty database; the bench ends where there is none."""
    programs = find_programs()
    if programs is None:
        sys.exit(INSTALL_ADVICE)
    with throwaway_cluster(programs) as url:
        yield url


def run_again(database_url: str, bench: str, *arguments: object) -> None:
    """Start a bench in this database, with these arguments after its own."""
    subprocess.run(
        [sys.executable, "-m", bench, *sys.argv[1:], *map(str, arguments)],
        env=os.environ | {"DATABASE_URL": database_url},
        check=True,
    )


def start_django(settings: str = SETTINGS) -> None:
    """After this models may be imported; the tables of DATABASE_URL are there."""
    os.environ["DJANGO_SETTINGS_MODULE"] = settings
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0, skip_checks=True)
