"""The pictures of the documentation, on the sample data at one fixed moment.

SCREENSHOTS=docs/screenshots python -m pytest tests/browser/test_screenshots.py
"""

import os
from pathlib import Path

import pytest
import time_machine
from django.contrib.auth.models import User
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import Page

from locator.geo.point import Point
from locator.models import Carrier, Outlet
from locator.search.form import OutletSearch
from locator.search.outlets import find_outlets
from tests.browser.curation import fill_the_desks, log_in

FOLDER = os.environ.get("SCREENSHOTS", "")
MONDAY_AFTERNOON = "2026-11-16T14:10:00+07:00"
CENTRE = Point(11.5564, 104.9282)
SIZES = {360: 800, 1280: 800}

pytestmark = pytest.mark.skipif(
    not FOLDER, reason="makes pictures: set SCREENSHOTS to the folder for them"
)


@pytest.fixture
def sample_data(transactional_db):
    call_command("load_initial", verbosity=0)
    call_command("load_guides", verbosity=0)
    with time_machine.travel(MONDAY_AFTERNOON):
        yield


@pytest.fixture
def shop(sample_data) -> Outlet:
    """The nearest shop that sells Smart and has hours."""
    smart = Carrier.objects.get(slug="smart")
    search = OutletSearch(near=CENTRE, carrier=smart, kinds=("partner_shop",))
    found = find_outlets(search, at=timezone.now())
    chosen = next(outlet for outlet in found if outlet.hours_text)
    return Outlet.objects.get(pk=chosen.id)


@pytest.mark.parametrize(
    ("language", "width"), [("en", 360), ("en", 1280), ("km", 360), ("zh-hans", 360)]
)
def test_pictures(new_context, shop, language, width):
    query = f"?carrier=smart&near={CENTRE}"
    paths = {
        "start": "",
        "search": query,
        "map": f"map/{query}",
        "outlet": shop.get_absolute_url().removeprefix("/en/"),
        "places": "places/",
        "place": "places/siem-reap/",
        "guides": "guides/",
        "guide": "guides/by-app/",
        "plans": "guides/data-plans/",
        "sim-life": "guides/sim-life/?ends=2026-12-31",
        "codes": "codes/",
        "choose": "choose/",
        "advice": f"choose/?sim=smart&have=cash&near={CENTRE}",
        "about": "about/",
        "privacy": "privacy/",
        "data": "data/",
    }
    addresses = {
        f"{language}/{name}": f"/{language}/{path}" for name, path in paths.items()
    }
    take(page_of_width(new_context, width), addresses, width)


def test_pictures_of_the_admin(new_context, base_url, shop):
    """The desks of a curator, English alone."""
    sophea = User.objects.create_superuser("sophea")
    desks = fill_the_desks(shop, sophea)
    for width in SIZES:
        page = page_of_width(new_context, width)
        log_in(page.context, sophea, base_url)
        take(page, {f"en/admin-{name}": path for name, path in desks.items()}, width)
        page.goto(desks["outlet"], wait_until="networkidle")
        for part in ("position", "hours_text"):
            row = page.locator(f".field-{part}").first
            row.evaluate("row => row.scrollIntoView()")
            page.screenshot(path=Path(FOLDER) / f"en/admin-outlet-{part}-{width}.png")
        # Let no request outlive the rows that the test made.
        page.goto("about:blank")


def page_of_width(new_context, width: int) -> Page:
    size = {"width": width, "height": SIZES[width]}
    page: Page = new_context(viewport=size).new_page()
    return page


def take(page: Page, addresses: dict[str, str], width: int) -> None:
    for name, address in addresses.items():
        page.goto(address, wait_until="networkidle")
        page.screenshot(path=Path(FOLDER) / f"{name}-{width}.png")
