import pytest
import time_machine

from tests import factories

NOON = "2026-11-16T12:00:00+07:00"


@pytest.fixture(autouse=True)
def noon():
    """A Monday noon in Cambodia, and nothing remembered from another test."""
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def twenty_outlets():
    for number in range(30):
        factories.outlet(
            name_en=f"Phone shop number {number * 7919}",
            name_km=f"ហាងទូរសព្ទ {number * 7919}",
            landmark=f"Phsar number {number * 104729}",
            landmark_relation="beside",
            street=f"St. {number * 31}",
            sells="smart",
            hours=f"08:00-{18 + number % 6}:30",
            payments=("cash", "khqr"),
            phones=(f"+855123456{number:02}",),
            north_m=number * 97,
        )
