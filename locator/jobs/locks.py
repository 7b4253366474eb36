"""Files that say by their lock whether a process still works."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from django.conf import settings


def lock_path(name: str) -> Path:
    return Path(settings.JOBS_DIR) / f"{name}.lock"


@contextmanager
def holding(name: str, *, shared: bool = False) -> Iterator[IO[str]]:
    """Hold the lock, waiting for it; gives its file, empty."""
    path = lock_path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+", encoding="utf-8") as file:
        fcntl.flock(file, fcntl.LOCK_SH if shared else fcntl.LOCK_EX)
        if not shared:
            file.truncate(0)
        yield file


def held(name: str) -> str | None:
    """What stands in the file of a lock that is held; None where nobody holds it."""
    try:
        with lock_path(name).open(encoding="utf-8") as file:
            try:
                # Nobody waits for us longer than this takes: holders wait.
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                return file.read()
    except FileNotFoundError:
        pass
    return None
