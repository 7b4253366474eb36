import datetime as dt

import pytest
from django.utils import timezone

from locator.search.freshness import newest_entry
from tests.importing.records import load_rows, outlet

pytestmark = pytest.mark.django_db


def test_a_date_in_the_future_is_not_the_newest_entry() -> None:
    load_rows(
        outlet(1, source_date=dt.date(2025, 5, 31)),
        outlet(2, source_date=dt.date(9999, 12, 31)),
    )
    assert newest_entry(at=timezone.now()) == dt.date(2025, 5, 31)
