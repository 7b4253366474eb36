"""What a page costs a visitor with nearly no data, and the site."""

import gzip
import re
from collections import Counter
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import factories

pytestmark = pytest.mark.django_db

LIST_BYTES = 10_000
CSS_BYTES = 6_000
LIST = "/en/?near=11.5564,104.9282&carrier=smart"


@pytest.fixture
def twenty_outlets():
    for number in range(30):
        factories.outlet(
            name_en=f"Phone shop number {number * 7919}",
            name_km=f"ហាងទូរស័ព្ទ {number * 7919}",
            landmark=f"Phsar number {number * 104729}",
            landmark_relation="beside",
            street=f"St. {number * 31}",
            sells="smart",
            hours=f"08:00-{18 + number % 6}:30",
            payments=("cash", "khqr"),
            phones=(f"+855123456{number:02}",),
            north_m=number * 97,
        )


def style_sheet(name="site.css"):
    return gzip.compress((Path(settings.BASE_DIR) / "static/css" / name).read_bytes())


def test_the_style_sheets_stay_small():
    assert len(style_sheet()) + len(style_sheet("map.css")) < CSS_BYTES


@pytest.mark.usefixtures("twenty_outlets")
def test_a_list_of_twenty_with_its_style_sheet_stays_within_ten_kilobytes(client):
    page = gzip.compress(client.get(LIST).content)
    assert len(page) + len(style_sheet()) < LIST_BYTES


def tables_asked(client, address):
    """How often a page asks each table; how often the index depends on the rows."""
    with CaptureQueriesContext(connection) as queries:
        client.get(address)
    return Counter(
        re.search(r'FROM "?(\w+)', query["sql"])[1]
        for query in queries
        if "locator_listing_" not in query["sql"]
        # In a test's transaction nothing evaluated is remembered.
        and "locator_publicholiday" not in query["sql"]
        and not query["sql"].startswith('SELECT "locator_hours"')
    )


@pytest.mark.usefixtures("twenty_outlets")
def test_a_longer_list_asks_no_table_more_often(client):
    client.get(LIST)
    asked = tables_asked(client, f"{LIST}&limit=30")
    assert asked == tables_asked(client, f"{LIST}&limit=5")
    assert asked.total() <= 25


def test_the_start_page_asks_each_table_once(client, django_assert_num_queries):
    client.get("/en/")
    with django_assert_num_queries(4):  # carriers, prefixes, provinces, codes' fact
        client.get("/en/")
