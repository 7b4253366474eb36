import io
import logging
import re

import pytest
from django.conf import settings
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.test import Client
from django.urls import path

GIVEN = "5f0c2a1e-7d0b-4f7e-9b1c-0a3d5e7f9b21"
MADE = re.compile(r"[0-9a-f]{32}")
noted = logging.getLogger("locator.tests")


def _plain(request: HttpRequest) -> HttpResponse:
    noted.warning("asked")
    return HttpResponse("fine")


def _fail(request: HttpRequest) -> HttpResponse:
    raise ZeroDivisionError


def _streamed(request: HttpRequest) -> StreamingHttpResponse:
    def lines():
        noted.warning("streaming")
        yield "fine"

    return StreamingHttpResponse(lines())


urlpatterns = [
    path("plain/", _plain),
    path("fail/", _fail),
    path("streamed/", _streamed),
]
pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.config.test_request_id")]


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> io.StringIO:
    """What the site's own handler writes."""
    stream = io.StringIO()
    (handler,) = (
        each for each in logging.getLogger().handlers if each.get_name() == "console"
    )
    monkeypatch.setattr(handler, "stream", stream)
    return stream


@pytest.mark.urls(settings.ROOT_URLCONF)
@pytest.mark.parametrize(
    "address",
    [
        "/en/about/",
        "/api/v1/outlets/",
        "/api/v1/outlets/?near=nowhere",
        "/api/v1/nothing/",
        "/nothing/",
        "/en/?q=%00",
    ],
)
def test_every_answer_has_an_id(client: Client, address: str) -> None:
    assert MADE.fullmatch(client.get(address)["X-Request-ID"])


@pytest.mark.urls(settings.ROOT_URLCONF)
def test_an_answer_for_an_unknown_host_has_an_id_too() -> None:
    response = Client(headers={"host": "elsewhere.example"}).get("/en/about/")
    assert response.status_code == 400
    assert MADE.fullmatch(response["X-Request-ID"])


def test_each_request_has_another_id(client: Client) -> None:
    ids = {client.get("/plain/")["X-Request-ID"] for _time in range(3)}
    assert len(ids) == 3


@pytest.mark.parametrize("given", [GIVEN, "a1234567", "A" * 64])
def test_a_well_formed_id_is_kept(client: Client, given: str) -> None:
    response = client.get("/plain/", headers={"X-Request-ID": given})
    assert response["X-Request-ID"] == given


@pytest.mark.parametrize(
    "given",
    [
        "",
        "short-1",
        "A" * 65,
        "a b c d e f g h",
        "abcdefgh\nforged",
        "abc123é9",
        "a" * 9000,
    ],
)
def test_any_other_id_is_replaced(client: Client, given: str) -> None:
    response = client.get("/plain/", headers={"X-Request-ID": given})
    assert MADE.fullmatch(response["X-Request-ID"])


@pytest.mark.parametrize("given", ["012345678", "855-12-345-678"])
def test_what_may_be_a_phone_number_is_never_an_id(client: Client, given: str) -> None:
    response = client.get("/plain/", headers={"X-Request-ID": given})
    assert response["X-Request-ID"] != given


def test_every_line_of_a_request_shows_its_id(
    client: Client, written: io.StringIO
) -> None:
    client.get("/plain/", headers={"X-Request-ID": GIVEN})
    (line,) = written.getvalue().splitlines()
    assert GIVEN in line
    assert "asked" in line


def test_a_failure_is_logged_with_the_id_that_its_answer_tells(
    written: io.StringIO,
) -> None:
    client = Client(raise_request_exception=False)
    response = client.get("/fail/")
    assert response.status_code == 500
    first_line = written.getvalue().splitlines()[0]
    assert response["X-Request-ID"] in first_line


def test_what_is_logged_while_an_answer_is_streamed_has_its_id(
    client: Client, written: io.StringIO
) -> None:
    response = client.get("/streamed/", headers={"X-Request-ID": GIVEN})
    b"".join(response)
    response.close()
    assert GIVEN in written.getvalue()


def test_nothing_is_logged_under_the_id_of_a_request_that_is_over(
    client: Client, written: io.StringIO
) -> None:
    client.get("/plain/", headers={"X-Request-ID": GIVEN})
    noted.warning("later")
    later = written.getvalue().splitlines()[-1]
    assert "later" in later
    assert GIVEN not in later


def test_a_line_holds_no_query_and_no_address(written: io.StringIO) -> None:
    client = Client(raise_request_exception=False, REMOTE_ADDR="203.0.113.9")
    client.get("/fail/", {"near": "11.5764,104.9236", "number": "012345678"})
    text = written.getvalue()
    assert not any(private in text for private in ("11.5764", "012345678", "203.0.113"))
