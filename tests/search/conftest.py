from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import transaction

from locator.reference.load import load_initial


@pytest.fixture(scope="module")
def initial_data(django_db_setup, django_db_blocker) -> Iterator[None]:
    """All fixtures, once a module; what its tests change is taken back after each."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_initial(Path(settings.BASE_DIR) / "fixtures")
        yield
        transaction.set_rollback(True)
