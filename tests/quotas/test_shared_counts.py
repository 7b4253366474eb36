"""Processes that are given a Redis count their clients together."""

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator

import pytest
from django.conf import settings

ADVICE = "Redis not found. Install it: " + (
    "brew install redis"
    if sys.platform == "darwin"
    else "sudo apt-get install redis-server"
)
TAKE_FIFTY = """
import datetime as dt
import django
django.setup()
from locator.quotas import Quota, take
moment = dt.datetime(2026, 11, 16, 5, 0, tzinfo=dt.UTC)
quota = Quota("requests", 1000, 60)
print(max(take(quota, "203.0.113.1", at=moment).taken for _ in range(50)))
"""


@pytest.fixture
def redis() -> Iterator[str]:
    """The address of a throwaway Redis."""
    program = shutil.which("redis-server")
    if program is None:
        if os.environ.get("CI") == "true":
            pytest.fail(ADVICE)
        pytest.skip(ADVICE)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with subprocess.Popen(
        [program, "--bind", "127.0.0.1", "--port", str(port), "--save", ""],
        stdout=subprocess.PIPE,
        text=True,
    ) as server:
        try:
            for line in server.stdout or ():
                if "Ready to accept connections" in line:
                    break
            yield f"rediscache://127.0.0.1:{port}/1"
        finally:
            server.terminate()


def test_two_processes_at_once_count_every_request(redis: str) -> None:
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "locator.config.settings",
        "CACHE_URL": redis,
    }
    workers = [
        subprocess.Popen(
            [sys.executable, "-c", TAKE_FIFTY],
            env=environment,
            cwd=settings.BASE_DIR,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    try:
        counted = [int(worker.communicate(timeout=120)[0]) for worker in workers]
    finally:
        for worker in workers:
            worker.kill()
            worker.wait()
    assert max(counted) == 100
