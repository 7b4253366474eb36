from collections.abc import Iterator
from contextlib import contextmanager

from locator.jobs.locks import held, holding

_NAME = "worker"


@contextmanager
def serving() -> Iterator[None]:
    """Be one of the workers that take jobs from the queue."""
    with holding(_NAME, shared=True):
        yield


def worker_runs() -> bool:
    """Whether any worker on this machine takes jobs."""
    return held(_NAME) is not None
