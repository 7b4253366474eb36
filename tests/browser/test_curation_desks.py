"""What scripts add to a curator's pages: the map of the list, hours as they are typed,
neighbours around the pin."""

from collections.abc import Iterator

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import BrowserContext, Page, expect

from tests import factories
from tests.browser.curation import log_in


@pytest.fixture
def admin(
    transactional_db: None, page: Page, context: BrowserContext, base_url: str
) -> Iterator[Page]:
    log_in(context, User.objects.create_superuser("sophea"), base_url)
    yield page
    # Let no request outlive the rows that the test made.
    page.goto("about:blank")


def test_the_map_of_the_list_shows_its_outlets(admin: Page) -> None:
    factories.outlet(name_en="Sok", kind="atm")
    factories.outlet(name_en="Dara", north_m=9000)
    admin.goto("/admin/locator/outlet/map/?kind__exact=atm")
    expect(admin.locator("path.leaflet-interactive")).to_have_count(1)
    expect(admin.get_by_role("status")).to_have_text("Each point leads to its form.")


def test_text_week_and_preview_follow_each_other(admin: Page) -> None:
    outlet = factories.outlet()
    admin.goto(f"/admin/locator/outlet/{outlet.pk}/change/")
    text = admin.locator("textarea[name=hours_text]")
    monday = admin.locator("input[name=hours_text-Mo-0-from]")
    text.fill("Mo-Sa 8-17")
    expect(monday).to_have_value("08:00")
    expect(admin.locator(".hours-editor__preview")).to_contain_text("08:00–17:00")
    monday.fill("9:30")
    expect(text).to_have_value("Mo 09:30-17:00; Tu-Sa 08:00-17:00")
    text.fill("whenever")
    expect(admin.locator(".hours-editor__error")).not_to_be_empty()
    text.fill("Fr 20:00-03:00; Sa 10:00-18:00")
    expect(admin.locator(".hours-editor__notes")).to_contain_text("past midnight")
    admin.locator("[name=_save]").first.click()
    outlet.refresh_from_db()
    assert outlet.hours.text == "Fr 20:00-03:00; Sa 10:00-18:00"


def test_neighbours_follow_the_pin(admin: Page) -> None:
    outlet = factories.outlet(name_en="Here")
    factories.outlet(name_en="Near", north_m=60)
    there = factories.outlet(name_en="There", north_m=3000)
    admin.goto(f"/admin/locator/outlet/{outlet.pk}/change/")
    near = admin.locator(".neighbours a")
    expect(near).to_have_text(["Near (Shop or agent), 60 m"])
    expect(admin.locator("path.leaflet-interactive")).to_have_count(1)
    position = admin.get_by_label("Position:", exact=True)
    position.fill(f"{there.latitude}, {there.longitude}")
    expect(near).to_have_text(["There (Shop or agent), 0 m"])
