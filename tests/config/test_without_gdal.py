"""PostGIS brings GDAL to the machines of tests; a newcomer's has none."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from urllib3 import PoolManager, Retry


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    return {
        "PATH": os.environ["PATH"],
        "DJANGO_SETTINGS_MODULE": "tests.config.settings_without_gdal",
        "SECRET_KEY": "x" * 50,
        "DATABASE_URL": f"sqlite:///{tmp_path}/topup.sqlite3",
        "STATIC_ROOT": f"{tmp_path}/static",
    }


def _run(environment: dict[str, str], *arguments: str) -> None:
    command = [sys.executable, *arguments]
    subprocess.run(command, env=environment, cwd=settings.BASE_DIR, check=True)


@pytest.fixture
def address(environment: dict[str, str]) -> Iterator[str]:
    _run(environment, "manage.py", "migrate", "--verbosity", "0")
    _run(environment, "manage.py", "collectstatic", "--no-input", "--verbosity", "0")
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    server = subprocess.Popen(
        [
            *(sys.executable, "-m", "granian", "--interface", "wsgi"),
            *("--port", str(port), "locator.config.wsgi:application"),
        ],
        env=environment,
        cwd=settings.BASE_DIR,
        start_new_session=True,
    )
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        # Its workers too.
        os.killpg(server.pid, signal.SIGKILL)
        server.wait()


def test_gdal_is_out_of_reach_under_these_settings(environment: dict[str, str]) -> None:
    with pytest.raises(subprocess.CalledProcessError):
        _run(environment, "-c", "import django; django.setup(); import leaflet.admin")


def test_the_system_checks_need_no_gdal(environment: dict[str, str]) -> None:
    _run(environment, "manage.py", "check")


def test_a_page_is_served_without_gdal(address: str) -> None:
    # Granian listens only once its worker has loaded the site.
    waiting = Retry(connect=12, backoff_factor=0.05)
    with PoolManager(retries=waiting) as browser:
        page = browser.request("GET", f"{address}/admin/login/")
    assert page.status == 200
