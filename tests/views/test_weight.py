"""What a page costs a visitor with nearly no data, and the site."""

import gzip
from pathlib import Path

import pytest
from django.conf import settings

from tests import factories
from tests.queries import INDEX, tables_asked

pytestmark = pytest.mark.django_db

LIST_BYTES = 10_000
CSS_BYTES = 6_000
LIST = "/en/?near=11.5564,104.9282&carrier=smart"


def style_sheet(name="site.css"):
    return gzip.compress((Path(settings.BASE_DIR) / "static/css" / name).read_bytes())


def test_the_style_sheets_stay_small():
    assert len(style_sheet()) + len(style_sheet("map.css")) < CSS_BYTES


@pytest.mark.usefixtures("twenty_outlets")
def test_a_list_of_twenty_with_its_style_sheet_stays_within_ten_kilobytes(client):
    page = gzip.compress(client.get(LIST).content)
    assert len(page) + len(style_sheet()) < LIST_BYTES


INDEX_QUERIES = 24
"""At most so many: each search and each count looks in ever larger surroundings."""

LIST_QUERIES = {
    "locator_carrier": 3,  # the one asked for, the chips, the names of those sold
    "locator_carrierprefix": 1,
    "locator_place": 2,  # which is nearest, then its name with its parents'
    # Whether hours, holidays or carriers have changed; then, as a test's transaction
    # remembers nothing, the texts, the days that were added and those taken away.
    "locator_hours": 2,
    "locator_publicholiday": 2,
    "locator_outlet": 1,  # with their phones
    "locator_fact": 1,  # that of the code in the hint
}


@pytest.mark.usefixtures("twenty_outlets")
@pytest.mark.parametrize("limit", [5, 20, 30])
def test_a_list_asks_as_much_however_long_it_is(client, limit):
    factories.place(latitude=11.557, longitude=104.928)
    client.get(LIST)
    asked = tables_asked(client, f"{LIST}&limit={limit}")
    assert sum(asked.pop(table, 0) for table in INDEX) <= INDEX_QUERIES
    assert asked == LIST_QUERIES


def test_the_start_page_asks_each_table_once(client, django_assert_num_queries):
    client.get("/en/")
    with django_assert_num_queries(4):  # carriers, prefixes, provinces, codes' fact
        client.get("/en/")
