"""What is answered on PostgreSQL while others hold the rows, such as a long import."""

from collections.abc import Iterator

import pytest
from django.contrib.auth.models import User
from django.db import OperationalError, connection, transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.utils import timezone

from locator.config import edge
from locator.config.edge import EdgeMiddleware
from locator.contention import is_contention, wait_for_turn, waiting_at_most
from locator.models import EditLink, Outlet
from tests import factories
from tests.threads import held

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgis]


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(edge, "_PATIENCE_MS", 50)
    monkeypatch.setattr(edge, "_CURATORS_PATIENCE_MS", 50)


@pytest.fixture
def client() -> Client:
    return Client(raise_request_exception=False)


@pytest.fixture
def shop(transactional_db: None) -> Outlet:
    return factories.outlet(name_en="Wing Olympic")


@pytest.fixture
def import_at_work(shop: Outlet) -> Iterator[None]:
    with held(lambda: wait_for_turn(Outlet.objects.all())):
        yield


def link_of(shop: Outlet) -> tuple[EditLink, str]:
    now = timezone.now()
    link = EditLink(outlet=shop, made_at=now, expires_at=now + timezone.timedelta(1))
    token = link.draw()
    link.save()
    return link, token


def lock_timeout() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SHOW lock_timeout")
        (told,) = cursor.fetchone()
    return str(told)


@pytest.mark.usefixtures("import_at_work")
def test_an_owner_is_told_that_nothing_was_saved(client: Client, shop: Outlet) -> None:
    _link, token = link_of(shop)
    response = client.post("/en/own/", {"link": token, "correct": "1"})
    assert response.status_code == 503
    assert "nothing of what you sent was saved" in response.content.decode()


@pytest.mark.usefixtures("import_at_work")
def test_a_curator_keeps_what_was_typed(client: Client, shop: Outlet) -> None:
    client.force_login(User.objects.create_superuser("sophea"))
    chosen = {"action": "close_for_good", "_selected_action": str(shop.pk)}
    response = client.post("/admin/locator/outlet/", chosen | {"confirmed": "1"})
    assert response.status_code == 503
    assert f'name="_selected_action" value="{shop.pk}"' in response.content.decode()


def test_an_owners_page_opens_though_its_use_cannot_be_noted(
    client: Client, shop: Outlet
) -> None:
    link, token = link_of(shop)
    with held(lambda: wait_for_turn(EditLink.objects.all())):
        assert client.get("/en/own/", {"link": token}).status_code == 200
    link.refresh_from_db()
    assert link.last_used_on is None
    assert client.get("/en/own/", {"link": token}).status_code == 200
    link.refresh_from_db()
    assert link.last_used_on == timezone.localdate()


@pytest.mark.parametrize(
    ("method", "address", "waits"),
    [
        ("POST", "/en/report/1/", "3s"),
        ("POST", "/api/v1/outlets/1/reports/", "3s"),
        ("POST", "/admin/locator/outlet/add/", "20s"),
        ("GET", "/en/", "0"),
    ],
)
def test_a_visitor_learns_sooner_than_a_curator_that_another_writes(
    monkeypatch: pytest.MonkeyPatch, method: str, address: str, waits: str
) -> None:
    monkeypatch.undo()

    def patience(request: HttpRequest) -> HttpResponse:
        alone = lock_timeout()
        with transaction.atomic():
            assert lock_timeout() == alone
        return HttpResponse(alone)

    request = RequestFactory().generic(method, address)
    assert EdgeMiddleware(patience)(request).content == waits.encode()
    assert lock_timeout() == "0"


def test_a_bound_ends_with_its_transaction_and_jobs_have_none() -> None:
    with waiting_at_most(50):
        assert lock_timeout() == "50ms"
        connection.connection.execute("SELECT 1")
        told = connection.connection.execute("SHOW lock_timeout").fetchone()
    assert told == ("0",)


def test_what_a_statement_of_its_own_wrote_is_kept(shop: Outlet) -> None:
    rows = Outlet.objects.filter(pk=shop.pk)
    with waiting_at_most(50):
        rows.update(name_en="Written")
        with held(lambda: wait_for_turn(rows)):
            with pytest.raises(OperationalError) as refused:
                rows.update(name_en="Not written")
            assert is_contention(refused.value)
            assert rows.get().name_en == "Written"
