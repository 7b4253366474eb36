"""All outlets of a search, read as slowly as somebody takes them."""

import pytest
from django.utils import timezone

from locator.changing import changed_outlet
from locator.search import paging
from locator.search.form import OutletSearch
from tests import factories


@pytest.mark.django_db
@pytest.mark.parametrize("status", ["draft", "closed"])
def test_what_is_withdrawn_while_a_table_is_read_is_left_out(
    monkeypatch: pytest.MonkeyPatch, status: str
) -> None:
    monkeypatch.setattr(paging, "_CHUNK", 1)
    first, withdrawn, last = (factories.outlet() for _ in range(3))
    found = paging.every_outlet(OutletSearch(), at=timezone.now())
    assert next(found).id == first.pk
    with changed_outlet(withdrawn.pk, reason="withdrawn", at=timezone.now()) as row:
        row.status, row.name_en = status, "Not for readers"
    assert [outlet.id for outlet in found] == [last.pk]
