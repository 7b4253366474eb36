import pytest
from django.db import connection

from locator.config import sqlite


@pytest.mark.parametrize(
    "version", [(3, 51, 3), (3, 52, 0), (3, 50, 7), (3, 50, 9), (3, 44, 6), (4, 0, 0)]
)
def test_a_version_with_a_safe_wal_uses_it(version: tuple[int, int, int]) -> None:
    assert "journal_mode=WAL" in sqlite.options(version)["init_command"]


@pytest.mark.parametrize(
    "version", [(3, 40, 1), (3, 44, 5), (3, 45, 0), (3, 50, 6), (3, 51, 2)]
)
def test_a_version_that_may_corrupt_a_wal_keeps_the_rollback_journal(
    version: tuple[int, int, int],
) -> None:
    command = sqlite.options(version)["init_command"]
    assert "journal_mode=DELETE" in command
    assert "synchronous=FULL" in command


@pytest.mark.sqlite
@pytest.mark.django_db
def test_foreign_keys_are_enforced() -> None:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA foreign_keys")
        assert cursor.fetchone() == (1,)
