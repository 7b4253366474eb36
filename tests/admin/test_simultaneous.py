"""Two curators who edit the same carrier, operator, place, holiday or fact."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db.models import Model
from django.test import Client

from locator.models import PublicHoliday
from tests import factories
from tests.admin.forms import change_url, errors_of, untouched

ROWS: dict[str, tuple[Callable[[], Model], dict[str, str], dict[str, str]]] = {
    "carrier": (
        lambda: factories.carrier("smart", name_en="Smart"),
        {"hotline": "888"},
        {"app_name": "SmartNas"},
    ),
    "operator": (
        lambda: factories.operator("wing", name_en="Wing"),
        {"website": "https://example.org/"},
        {"aliases": "Wing Bank"},
    ),
    "place": (
        lambda: factories.place("phsar", name_en="Phsar"),
        {"name_km": "ផ្សារ"},
        {"source": "seen"},
    ),
    "holiday": (
        lambda: PublicHoliday.objects.create(date="2027-02-03", name_en="A day"),
        {"source": "decree"},
        {"name_km": "ថ្ងៃ"},
    ),
    "fact": (
        lambda: factories.fact("F900"),
        {"subject": "Hers"},
        {"statement": "His."},
    ),
}


@pytest.fixture(params=ROWS)
def two(
    request: pytest.FixtureRequest, admin_page: Client
) -> tuple[Model, dict[str, Any], dict[str, str], dict[str, str]]:
    """The row, the form as both opened it, and what each changes."""
    make, hers, his = ROWS[request.param]
    row = make()
    return row, untouched(admin_page.get(change_url(row))), hers, his


def test_the_second_is_told_and_may_save_then(
    admin_page: Client,
    two: tuple[Model, dict[str, Any], dict[str, str], dict[str, str]],
) -> None:
    row, opened, hers, his = two
    url = change_url(row)
    assert errors_of(admin_page.post(url, opened | hers)) == {}
    told = admin_page.post(url, opened | his)
    assert "saved this after you opened it" in errors_of(told)["__all__"][0]
    again = untouched(told) | hers
    assert errors_of(admin_page.post(url, again)) == {}
    row.refresh_from_db()
    for name, value in (hers | his).items():
        assert getattr(row, name) == value


def test_parts_of_the_row_count_too(admin_page: Client) -> None:
    place = factories.place("phsar", name_en="Phsar")
    url = change_url(place)
    opened = untouched(admin_page.get(url))
    place.aliases.create(name="Psar")
    assert "__all__" in errors_of(admin_page.post(url, opened | {"source": "x"}))
