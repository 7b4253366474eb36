import pytest
from django.db import close_old_connections, connection

from tests.threads import Worker

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def on_postgresql():
    if connection.vendor != "postgresql":
        pytest.skip("is about connections to PostgreSQL")
    connection.ensure_connection()
    yield
    connection.close()


def server_hangs_up_on(pid: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])
        assert cursor.fetchone()[0]


def test_a_connection_at_rest_is_usable():
    assert connection.is_usable()
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    assert connection.is_usable()


def test_a_request_after_the_server_hung_up_gets_a_new_connection(client):
    pid = connection.connection.info.backend_pid
    Worker(lambda: server_hangs_up_on(pid)).end()
    assert not connection.is_usable()
    close_old_connections()
    assert client.get("/api/v1/carriers/").status_code == 200
    assert connection.connection.info.backend_pid != pid
