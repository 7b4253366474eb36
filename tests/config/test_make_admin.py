"""`make admin` where nobody can answer its questions."""

import os
import subprocess

from django.conf import settings


def make_admin(**answers: str) -> subprocess.CompletedProcess[str]:
    """What it would run, with its preparations taken as done."""
    done = ("-o", ".venv/.base", "-o", "var/.migrated")
    given = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("DJANGO_SUPERUSER_", "MAKE", "MFLAGS"))
    }
    return subprocess.run(
        ["make", "--no-print-directory", *done, "admin", "RUN=echo"],
        cwd=settings.BASE_DIR,
        env=given | answers,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


def test_it_names_the_answers_to_give_beforehand():
    told = make_admin()
    assert told.returncode != 0
    for name in ("USERNAME", "EMAIL", "PASSWORD"):
        assert f"DJANGO_SUPERUSER_{name}" in told.stdout


def test_it_asks_nothing_where_the_answers_are_given():
    told = make_admin(DJANGO_SUPERUSER_USERNAME="sok")
    assert told.returncode == 0
    assert told.stdout == "manage.py createsuperuser --no-input\n"
