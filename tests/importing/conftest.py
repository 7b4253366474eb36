import pytest

from locator.models import Carrier


@pytest.fixture
def smart() -> Carrier:
    return Carrier.objects.create(slug="smart", name="Smart")
