import pytest
import time_machine
from django.core.cache import cache

from locator.models import reading

NOON = "2026-11-16T12:00:00+07:00"


@pytest.fixture(autouse=True)
def noon():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture(autouse=True)
def nothing_kept(monkeypatch):
    """Answers and small tables of the test before are forgotten."""
    cache.clear()
    monkeypatch.setattr(reading, "_memories", {})
    yield
    cache.clear()
