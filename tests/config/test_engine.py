import os

import pytest
from django.db import connection


@pytest.mark.django_db
def test_the_tests_run_on_the_engine_that_was_asked_for() -> None:
    asked = "postgresql" if "DATABASE_URL" in os.environ else "sqlite"
    assert connection.vendor == asked
