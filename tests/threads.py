"""Work on a connection of its own, in a thread."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import connection, transaction

PATIENCE_S = 60


class Worker:
    """Runs `work`; `end` waits for it and raises what it raised."""

    def __init__(self, work: Callable[[], object]) -> None:
        self._work = work
        self._error: BaseException | None = None
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def end(self) -> None:
        self._thread.join(PATIENCE_S)
        assert not self._thread.is_alive()
        if self._error:
            raise self._error

    @property
    def is_at_work(self) -> bool:
        return self._thread.is_alive()

    def await_its_end_or_its_waiting(self) -> None:
        """Returns when it has ended, or waits for a lock that another holds."""
        with connection.cursor() as cursor:
            while self.is_at_work:
                cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
                if cursor.fetchone()[0]:
                    return
                self._thread.join(0.01)

    def _run(self) -> None:
        try:
            self._work()
        except BaseException as error:
            self._error = error
        finally:
            connection.close()


class Held:
    """A transaction of another connection, which ends when it is told to."""

    def __init__(self, work: Callable[[], object]) -> None:
        self._work = work
        self._has_written = threading.Event()
        self._may_end = threading.Event()
        self._worker = Worker(self._run)
        assert self._has_written.wait(PATIENCE_S)

    def commit(self) -> None:
        self._may_end.set()
        self._worker.end()

    def _run(self) -> None:
        try:
            with transaction.atomic():
                self._work()
                self._has_written.set()
                assert self._may_end.wait(PATIENCE_S)
        finally:
            self._has_written.set()


@contextmanager
def held(work: Callable[[], object]) -> Iterator[Held]:
    """Within, what `work` wrote is not committed; it is at the end."""
    writer = Held(work)
    try:
        yield writer
    finally:
        writer.commit()
