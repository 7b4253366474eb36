import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO

from locator.jobs.locks import held, holding


@dataclass(frozen=True, slots=True)
class Progress:
    """How much of `total` is done; `total` is 0 where nobody can know yet."""

    done: int = 0
    total: int = 0

    @property
    def percent(self) -> int:
        return min(100, 100 * self.done // self.total) if self.total else 0


class Reporter:
    """Told by the job how many more are done."""

    def __init__(self, file: IO[str]) -> None:
        self._file = file
        self._done = self._total = 0

    def expect(self, total: int) -> None:
        """What follows is a new stage of so many."""
        self._done, self._total = 0, total
        self.advance(0)

    def advance(self, more: int) -> None:
        self._done += more
        self._file.truncate(0)
        self._file.write(json.dumps([self._done, self._total]))
        self._file.flush()


@contextmanager
def working(name: str) -> Iterator[Reporter]:
    """Do the job of this name, after anybody else who does it just now."""
    with holding(name) as file:
        yield Reporter(file)


def progress_of(name: str) -> Progress | None:
    """How far the job is; None where nobody works at it."""
    text = held(name)
    if text is None:
        return None
    try:
        done, total = json.loads(text)
    except ValueError:
        # Just begun, or caught between two numbers.
        return Progress()
    return Progress(done, total)
