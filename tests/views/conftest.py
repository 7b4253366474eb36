import pytest
import time_machine

NOON = "2026-11-16T12:00:00+07:00"


@pytest.fixture(autouse=True)
def noon():
    """A Monday noon in Cambodia, and nothing remembered from another test."""
    with time_machine.travel(NOON, tick=False):
        yield
