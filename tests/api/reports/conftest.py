import pytest
from django.core.cache import caches

from tests import factories


@pytest.fixture(autouse=True)
def nothing_counted():
    caches["counters"].clear()
    yield
    caches["counters"].clear()


@pytest.fixture
def shop():
    return factories.outlet(sells="smart", hours="Mo-Su 08:00-20:00")
