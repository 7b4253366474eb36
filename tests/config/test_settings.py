import logging
import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path

from locator.config.logs import RefusedInALine, WithoutQuery


def _fail(request: HttpRequest) -> HttpResponse:
    raise ZeroDivisionError


urlpatterns = [path("fail/", _fail)]


def _directives(client: Client) -> dict[str, list[str]]:
    header = client.get("/admin/login/")["Content-Security-Policy"]
    parts = (directive.split() for directive in header.split(";"))
    return {name: sources for name, *sources in parts}


@pytest.mark.django_db
def test_every_page_carries_a_strict_content_security_policy(client: Client) -> None:
    directives = _directives(client)
    assert directives["default-src"] == ["'self'"]
    assert directives["object-src"] == directives["base-uri"] == ["'none'"]
    assert not any(
        source.startswith("'unsafe") for each in directives.values() for source in each
    )


@pytest.mark.django_db
def test_pictures_may_come_from_the_tile_server_and_nothing_else_may(
    client: Client,
) -> None:
    asked = {
        name
        for name, sources in _directives(client).items()
        if "https://tile.openstreetmap.org" in sources
    }
    assert asked == {"img-src"}


def test_debug_is_off_without_any_environment() -> None:
    assert _setting("DEBUG") == "False"


def test_only_loopback_hosts_are_answered_without_any_environment() -> None:
    assert _setting("ALLOWED_HOSTS") == "['127.0.0.1', 'localhost', '[::1]']"


def test_the_environment_names_the_hosts() -> None:
    hosts = _setting("ALLOWED_HOSTS", ALLOWED_HOSTS="topup.example,www.topup.example")
    assert hosts == "['topup.example', 'www.topup.example']"


def test_a_subdomain_of_the_tile_server_is_allowed_by_a_wildcard() -> None:
    origin = _setting(
        "TILE_ORIGIN", TILE_URL="https://{s}.tiles.example/{z}/{x}/{y}.png"
    )
    assert origin == "https://*.tiles.example"


def test_postgresql_is_chosen_by_the_environment() -> None:
    databases = _setting("DATABASES", DATABASE_URL="postgres://me@db.example/topup")
    assert "'ENGINE': 'locator.config.postgresql'" in databases
    assert "init_command" not in databases


def _setting(name: str, **environment: str) -> str:
    """The setting as a process sees it that has only this environment."""
    show = f"from locator.config import settings; print(settings.{name})"
    shown = subprocess.run(
        [sys.executable, "-c", show],
        env={"PATH": os.environ["PATH"], "SECRET_KEY": "x" * 50} | environment,
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=True,
    )
    return shown.stdout.strip()


@pytest.mark.django_db
def test_an_unknown_host_is_refused() -> None:
    response = Client(headers={"host": "elsewhere.example"}).get("/admin/login/")
    assert response.status_code == 400


@pytest.mark.django_db
@pytest.mark.urls("tests.config.test_settings")
def test_a_failed_request_is_logged_without_its_query(
    caplog: pytest.LogCaptureFixture,
) -> None:
    Client(raise_request_exception=False).get("/fail/", {"near": "11.5764,104.9236"})
    assert "/fail/" in caplog.text
    assert "104.9236" not in caplog.text


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/en/nowhere/", "/en/?near=nowhere", "/en/?q=%00"])
def test_what_a_visitor_asked_wrongly_is_not_logged(
    client: Client, caplog: pytest.LogCaptureFixture, address: str
) -> None:
    assert client.get(address).status_code in {400, 404}
    assert not caplog.records


@pytest.mark.django_db
def test_a_request_for_another_host_is_logged_without_a_traceback(
    caplog: pytest.LogCaptureFixture,
) -> None:
    Client(headers={"host": "elsewhere.example"}).get("/en/about/")
    for record in caplog.records:
        assert RefusedInALine().filter(record)
        assert record.exc_info is None
    assert "elsewhere.example" in caplog.text


def test_the_development_server_logs_no_query() -> None:
    line = ("GET /en/?near=11.5764,104.9236&q=a HTTP/1.1", "200", "8123")
    record = logging.LogRecord("django.server", 20, "", 0, '"%s" %s %s', line, None)
    assert WithoutQuery().filter(record)
    assert record.getMessage() == '"GET /en/ HTTP/1.1" 200 8123'


def test_errors_are_mailed_to_nobody() -> None:
    handlers = logging.getLogger("django").handlers
    assert not [each for each in handlers if "Mail" in type(each).__name__]
