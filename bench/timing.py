"""How long a call takes: on the clock, and of this process's CPU."""

import time
from collections.abc import Callable
from typing import Any, NamedTuple


class Spent(NamedTuple):
    """CPU time is that of this process: PostgreSQL's own is not in it."""

    wall_s: float
    cpu_s: float


def timed(call: Callable[..., Any], *args: Any, **more: Any) -> tuple[Any, Spent]:
    """What it returns, and what it took."""
    wall, cpu = time.perf_counter(), time.process_time()
    result = call(*args, **more)
    return result, Spent(time.perf_counter() - wall, time.process_time() - cpu)
