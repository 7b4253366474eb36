"""Work on a connection of its own, in a thread."""

import threading
from collections.abc import Callable

from django.db import connection

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
