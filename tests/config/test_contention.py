"""What is answered while another writer holds the database, such as a long import."""

import sqlite3
from collections.abc import Iterator

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.utils import timezone

from locator.config.edge import EdgeMiddleware
from locator.importing.load import load
from locator.models import Outlet, Report
from locator.models.owner import EditLink
from tests import factories
from tests.importing.records import outlet

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.sqlite]


@pytest.fixture
def busy(transactional_db: None) -> Iterator[sqlite3.Connection]:
    """Within, another connection writes; begin with `execute("BEGIN IMMEDIATE")`."""
    path = connection.get_connection_params()["database"]
    other = sqlite3.connect(path, uri=True, isolation_level=None)
    yield other
    other.close()


@pytest.fixture
def visitor() -> Client:
    return Client(raise_request_exception=False)


@pytest.fixture
def shop(transactional_db: None) -> Outlet:
    return factories.outlet(name_en="Wing Olympic")


def test_a_page_says_that_nothing_was_saved_and_sends_the_same_again(
    visitor: Client, shop: Outlet, busy: sqlite3.Connection
) -> None:
    address = f"/en/report/{shop.public_id}/"
    sent = {"kind": "wrong_hours", "hours": "8-17", "note": 'the "new" <sign>'}
    busy.execute("BEGIN IMMEDIATE")
    response = visitor.post(address, sent)
    assert response.status_code == 503
    assert response["Retry-After"] == "60"
    assert "no-store" in response["Cache-Control"]
    page = response.content.decode()
    assert "nothing of what you sent was saved" in page
    assert f'action="{address}"' in page
    assert 'name="note" value="the &quot;new&quot; &lt;sign&gt;"' in page
    busy.execute("ROLLBACK")
    assert visitor.post(address, sent).status_code == 303
    assert Report.objects.count() == 1


def test_the_page_is_in_the_readers_language(
    visitor: Client, shop: Outlet, busy: sqlite3.Connection
) -> None:
    busy.execute("BEGIN IMMEDIATE")
    response = visitor.post(
        f"/km/report/{shop.public_id}/", {"kind": "closed_for_good"}
    )
    assert response.status_code == 503
    assert '<html lang="km">' in response.content.decode()


def test_the_api_tells_it_as_a_problem(
    visitor: Client, shop: Outlet, busy: sqlite3.Connection
) -> None:
    busy.execute("BEGIN IMMEDIATE")
    response = visitor.post(
        f"/api/v1/outlets/{shop.public_id}/reports/",
        {"kind": "closed_for_good"},
        content_type="application/json",
    )
    assert response.status_code == 503
    assert response["Content-Type"] == "application/problem+json"
    assert response["Retry-After"] == "60"
    assert response.json()["detail"].startswith("The site is busy: nothing was saved.")


def test_a_curators_form_may_be_sent_again_and_a_password_is_not_shown(
    visitor: Client, shop: Outlet, busy: sqlite3.Connection
) -> None:
    curator = User.objects.create_superuser("sophea", password="secret-of-hers")
    login = {"username": "sophea", "password": "secret-of-hers"}
    busy.execute("BEGIN IMMEDIATE")
    response = visitor.post("/admin/login/", login)
    assert response.status_code == 503
    assert b"secret-of-hers" not in response.content
    busy.execute("ROLLBACK")
    visitor.force_login(curator)
    busy.execute("BEGIN IMMEDIATE")
    form = f"/admin/locator/outlet/{shop.pk}/change/"
    response = visitor.post(form, {"name_en": "Wing Orussey", "_save": "Save"})
    assert response.status_code == 503
    assert 'name="name_en" value="Wing Orussey"' in response.content.decode()


def test_reading_goes_on(
    visitor: Client, shop: Outlet, busy: sqlite3.Connection
) -> None:
    visitor.force_login(User.objects.create_superuser("sophea"))
    busy.execute("BEGIN IMMEDIATE")
    for address in (
        "/en/",
        f"/en/report/{shop.public_id}/",
        "/api/v1/outlets/",
        "/api/v1/outlets/changes/",
        "/admin/locator/outlet/",
        f"/admin/locator/outlet/{shop.pk}/change/",
        "/admin/locator/importrun/add/",
    ):
        assert visitor.get(address).status_code == 200, address


def test_an_owners_page_opens_though_its_use_cannot_be_noted(
    visitor: Client, shop: Outlet, busy: sqlite3.Connection
) -> None:
    now = timezone.now()
    link = EditLink(outlet=shop, made_at=now, expires_at=now + timezone.timedelta(1))
    token = link.draw()
    link.save()
    busy.execute("BEGIN IMMEDIATE")
    assert visitor.get("/en/own/", {"link": token}).status_code == 200
    busy.execute("ROLLBACK")
    assert visitor.get("/en/own/", {"link": token}).status_code == 200
    link.refresh_from_db()
    assert link.last_used_on == timezone.localdate(now)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout")
        assert cursor.fetchone() == (20_000,)


def test_a_look_at_what_an_import_would_do_waits_for_nobody(
    busy: sqlite3.Connection,
) -> None:
    busy.execute("BEGIN IMMEDIATE")
    row = outlet(1, hours="Mo-Fr 08:00-17:00")
    assert load([row], source="agents", dry_run=True).created == 1
    busy.execute("ROLLBACK")
    assert not Outlet.objects.exists()


@pytest.mark.parametrize(
    ("method", "address", "waits_ms"),
    [
        ("POST", "/en/report/1/", 3_000),
        ("POST", "/api/v1/outlets/1/reports/", 3_000),
        ("POST", "/admin/locator/outlet/add/", 20_000),
        ("GET", "/en/", 20_000),
    ],
)
def test_a_visitor_learns_sooner_than_a_curator_that_another_writes(
    transactional_db: None, method: str, address: str, waits_ms: int
) -> None:
    def patience(request: HttpRequest | None = None) -> HttpResponse:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA busy_timeout")
            return HttpResponse(cursor.fetchone()[0])

    request = RequestFactory().generic(method, address)
    assert EdgeMiddleware(patience)(request).content == str(waits_ms).encode()
    assert patience().content == b"20000"
