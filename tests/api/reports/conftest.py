import pytest

from tests import factories


@pytest.fixture
def shop():
    return factories.outlet(sells="smart", hours="Mo-Su 08:00-20:00")
