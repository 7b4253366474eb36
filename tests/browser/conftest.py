"""Chromium on the site as it is deployed: hashed static files, no other host.

A test drives `page`; `page.goto("/en/")` is enough. It fails when a page asks another
host than the tile server's (whose tiles are stubbed) or writes an error to the console,
unless the test takes `complaints` and clears what it expected.
"""

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from ctypes.util import find_library
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import override_settings
from playwright.sync_api import BrowserContext, Playwright, Route
from pytest_django.live_server_helper import LiveServer

# Playwright's own event loop runs in the thread of the test.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

_CHROMIUM = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
# Playwright's own Node needs libatomic, which a bare Debian lacks.
INSTALL_ADVICE = "Chromium or libatomic not found. Install them: " + (
    "brew install --cask chromium"
    if sys.platform == "darwin"
    else "sudo apt-get install chromium libatomic1 fonts-khmeros fonts-noto-cjk"
)
_ONE_PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c636060606000000005000160d0a4530000000049454e44ae426082"
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of the browser."""
    found = next(filter(None, map(shutil.which, _CHROMIUM)), None)
    if found and (sys.platform == "darwin" or find_library("atomic")):
        return found
    if os.environ.get("CI") == "true":
        pytest.fail(INSTALL_ADVICE, pytrace=False)
    pytest.skip(INSTALL_ADVICE)


@pytest.fixture(scope="session")
def playwright(chromium: str, playwright: Playwright) -> Playwright:
    return playwright


@pytest.fixture(scope="session")
def browser_type_launch_args(
    browser_type_launch_args: dict[str, Any], chromium: str
) -> dict[str, Any]:
    quiet = [
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-gpu",
        "--disable-quic",
        "--disable-sync",
        "--no-first-run",
    ]
    # Chromium's sandbox refuses to start for root.
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    return browser_type_launch_args | {
        "executable_path": chromium,
        "args": quiet + sandbox,
    }


@pytest.fixture(scope="session")
def live_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """The site on a free port, its static files collected and served by WhiteNoise."""
    hashed = {"BACKEND": "locator.config.storage.HashedModulesStorage"}
    with override_settings(
        STORAGES=settings.STORAGES | {"staticfiles": hashed},
        STATIC_ROOT=str(tmp_path_factory.mktemp("collected")),
    ):
        call_command("collectstatic", interactive=False, verbosity=0)
        server = LiveServer("127.0.0.1", start=False)
        # Not Django's own static handler, which knows no hashed names.
        server.thread.static_handler = lambda site: site
        server.start()
        yield server
        server.stop()


@pytest.fixture(scope="session")
def base_url(live_server: LiveServer) -> str:
    return live_server.url


@pytest.fixture
def complaints() -> Iterator[list[str]]:
    """What the pages of this test did wrong, so far; any that is left fails it."""
    found: list[str] = []
    yield found
    assert not found, "\n".join(found)


@pytest.fixture
def new_context(
    new_context: Callable[..., BrowserContext], base_url: str, complaints: list[str]
) -> Callable[..., BrowserContext]:
    site = urlsplit(base_url).netloc
    tiles = urlsplit(settings.TILE_ORIGIN).netloc.removeprefix("*.")

    def answer(route: Route) -> None:
        host = urlsplit(route.request.url).netloc
        if host == site:
            route.continue_()
        elif host == tiles or host.endswith(f".{tiles}"):
            route.fulfill(body=_ONE_PIXEL, content_type="image/png")
        else:
            complaints.append(f"asked another host: {route.request.url}")
            route.abort()

    def open_context(**options: Any) -> BrowserContext:
        context = new_context(**options)
        context.route("**/*", answer)
        context.on(
            "console",
            lambda message: (
                complaints.append(f"console: {message.text}")
                if message.type == "error"
                else None
            ),
        )
        context.on("weberror", lambda error: complaints.append(str(error.error)))
        return context

    return open_context
