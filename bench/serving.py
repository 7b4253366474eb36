"""Servers under test: started, asked over kept connections, and their CPU read.

Linux alone tells the CPU clock of another process.
"""

import http.client
import os
import re
import shutil
import socket
import statistics
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path

WORKERS = 2
CONNECTIONS = 2
ROUND_S = 1.0
_STARTS_WITHIN_S = 90
# wrk asks for one address of the file after the other.
_WRK_SCRIPT = """
local addresses, at = {}, 0
for line in io.lines(os.getenv("ADDRESSES")) do addresses[#addresses + 1] = line end
request = function()
  at = at % #addresses + 1
  return wrk.format("GET", addresses[at])
end
"""
_UNITS_MS = {"us": 0.001, "ms": 1, "s": 1000}


class ServerFailedError(Exception):
    """The message is what the server said last."""


@dataclass(frozen=True)
class Measured:
    """Of one round, in milliseconds a request; CPU is that of all of its processes."""

    requests: int
    cpu_ms: float
    database_ms: float
    p50_ms: float
    p99_ms: float


class Server:
    def __init__(self, pid: int, port: int) -> None:
        self._pid = pid
        self.port = port

    def measure(self, addresses: Sequence[str], *, database_pid: int) -> Measured:
        """Ask for these addresses in turn, for a second."""
        before = cpu_s(self._pid), cpu_s(database_pid)
        asked = _by_wrk if shutil.which("wrk") else _by_sockets
        requests, p50_ms, p99_ms = asked(self.port, addresses)
        if not requests:
            raise ServerFailedError(f"{addresses[0]} has no answer within a second.")
        own_ms, database_ms = (
            (cpu_s(pid) - at_first) * 1000 / requests
            for pid, at_first in zip((self._pid, database_pid), before, strict=True)
        )
        return Measured(requests, own_ms, database_ms, p50_ms, p99_ms)

    def get(self, address: str) -> bytes:
        """By a connection of its own, and so by any worker."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        try:
            return _answer(connection, address)
        finally:
            connection.close()


def cpu_s(pid: int) -> float:
    """Of a process and those it started, as long as they live."""
    spent = 0.0
    for one in _with_children(pid):
        with suppress(OSError):
            # What clock_getcpuclockid(3) gives on Linux: the number with all its bits
            # turned, above three that say "the whole process, as it was scheduled".
            spent += time.clock_gettime((~one << 3) | 2)
    return spent


@contextmanager
def served(
    python: str, interface: str, application: str, environment: dict[str, str]
) -> Iterator[Server]:
    """The application under granian, the same server for all that are compared."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(
            [
                *(python, "-m", "granian", "--interface", interface, "--no-ws"),
                *("--host", "127.0.0.1", "--port", str(port)),
                *("--workers", str(WORKERS), application),
            ],
            env=os.environ | environment,
            stdout=log,
            stderr=log,
        )
        try:
            _wait_for(port, process, log)
            yield Server(process.pid, port)
        finally:
            process.terminate()
            with suppress(subprocess.TimeoutExpired):
                process.wait(20)
            if process.poll() is None:
                process.kill()
                process.wait()


def _wait_for(port: int, process: "subprocess.Popen[bytes]", log: object) -> None:
    end = time.monotonic() + _STARTS_WITHIN_S
    while process.poll() is None and time.monotonic() < end:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.2)
    log.seek(0)
    raise ServerFailedError(log.read().decode(errors="replace")[-2000:])


def _with_children(pid: int) -> list[int]:
    found = [pid]
    with suppress(FileNotFoundError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            for child in (task / "children").read_text().split():
                found += _with_children(int(child))
    return found


def _by_wrk(port: int, addresses: Iterable[str]) -> tuple[int, float, float]:
    with tempfile.TemporaryDirectory() as folder:
        script, listed = Path(folder, "ask.lua"), Path(folder, "addresses")
        script.write_text(_WRK_SCRIPT)
        listed.write_text("\n".join(addresses))
        told = subprocess.run(
            [
                *("wrk", "--threads", "1", "--connections", str(CONNECTIONS)),
                *("--duration", f"{ROUND_S:.0f}s", "--timeout", "60s", "--latency"),
                *("--script", script, f"http://127.0.0.1:{port}"),
            ],
            env=os.environ | {"ADDRESSES": str(listed)},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
    if "Non-2xx" in told or "Socket errors" in told:
        raise ServerFailedError(told)
    requests = int(re.search(r"(\d+) requests in", told)[1])
    p50_ms, p99_ms = (
        float(number) * _UNITS_MS[unit]
        for number, unit in re.findall(r"(?:50|99)%\s+([\d.]+)(us|ms|s)", told)
    )
    return requests, p50_ms, p99_ms


def _by_sockets(port: int, addresses: Sequence[str]) -> tuple[int, float, float]:
    times_ms: list[float] = []
    failures: list[Exception] = []
    end = time.monotonic() + ROUND_S

    def ask(mine: Iterable[str]) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        try:
            for address in cycle(mine):
                start = time.perf_counter()
                _answer(connection, address)
                times_ms.append((time.perf_counter() - start) * 1000)
                if time.monotonic() > end:
                    return
        except (OSError, http.client.HTTPException, ServerFailedError) as error:
            failures.append(error)
        finally:
            connection.close()

    share = max(1, len(addresses) // CONNECTIONS)
    threads = [
        threading.Thread(target=ask, args=(addresses[at : at + share] or addresses,))
        for at in range(0, CONNECTIONS * share, share)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise ServerFailedError(str(failures[0]))
    if len(times_ms) < 2:
        return len(times_ms), times_ms[0], times_ms[0]
    cuts = statistics.quantiles(times_ms, n=100, method="inclusive")
    return len(times_ms), cuts[49], cuts[98]


def _answer(connection: http.client.HTTPConnection, address: str) -> bytes:
    connection.request("GET", address)
    response = connection.getresponse()
    body = response.read()
    if response.status != 200:
        raise ServerFailedError(f"{address}: {response.status} {body[:500]!r}")
    return body
