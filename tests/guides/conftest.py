from collections.abc import Iterator

import pytest
import time_machine

from tests.guides.shipped import load_shipped


@pytest.fixture
def content(db: None) -> None:
    """Facts, carriers and what ships with the site about them; no outlets."""
    load_shipped()


@pytest.fixture
def noon() -> Iterator[None]:
    """Of a Monday, in Cambodia."""
    with time_machine.travel("2026-11-16T12:00:00+07:00", tick=False):
        yield
