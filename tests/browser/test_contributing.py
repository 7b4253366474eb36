"""What people send, with a browser: on a phone, and at the curators' desks."""

import pytest
from playwright.sync_api import Page, expect

from locator.models import MissingShop, Outlet, Report, UnmetDemand
from tests import factories
from tests.browser.curation import log_in

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def shop():
    return factories.outlet(sells="smart", hours="Mo-Su 08:00-20:00")


@pytest.fixture
def desk(new_context, base_url, django_user_model) -> Page:
    """The admin, with a curator logged in."""
    context = new_context(viewport={"width": 1280, "height": 900})
    log_in(context, django_user_model.objects.create_superuser("sophea"), base_url)
    return context.new_page()


@pytest.mark.parametrize("javascript", [True, False])
def test_a_visitor_reports_with_and_without_javascript(new_context, shop, javascript):
    page = new_context(
        viewport={"width": 360, "height": 740}, java_script_enabled=javascript
    ).new_page()
    page.goto(shop.get_absolute_url())
    page.get_by_role("link", name="Report: it worked").click()
    page.get_by_role("link", name="Top-up worked").click()
    page.get_by_label("Smart").check()
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sent")
    assert Report.objects.get().carrier.slug == "smart"
    assert not page.context.cookies()


def test_who_stands_before_a_missing_shop_need_not_write_where_it_is(new_context):
    context = new_context(
        viewport={"width": 360, "height": 740},
        geolocation={"latitude": 11.5564, "longitude": 104.9282},
        permissions=["geolocation"],
    )
    page = context.new_page()
    page.goto("/en/add-a-shop/")
    page.get_by_label("Name of the shop").fill("Dara Phone")
    page.get_by_role("button", name="use my location").click()
    expect(page.get_by_label("Where is it?")).to_have_value("11.5564,104.9282")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sent")
    assert MissingShop.objects.get().is_exact


def test_a_phone_that_does_not_tell_where_it_is_says_so(new_context):
    page = new_context(permissions=[]).new_page()
    page.goto("/en/add-a-shop/")
    page.get_by_role("button", name="use my location").click()
    expect(page.get_by_text("Write it.")).to_be_visible()


def test_a_curator_accepts_a_new_place_on_the_map(desk, shop):
    Report.objects.create(
        outlet=shop,
        kind="wrong_place",
        latitude=11.6,
        longitude=104.9,
        reported_on="2026-11-16",
    )
    desk.goto("/admin/locator/report/")
    desk.get_by_role("link", name="Accept on the map").click()
    expect(desk.locator(".point-picker__pin")).to_be_visible()
    desk.get_by_role("button", name="Accept this position").click()
    expect(desk.get_by_text("Nothing waits.")).to_be_visible()
    assert Outlet.objects.get().latitude == 11.6


def test_unmet_demand_stands_on_a_map(desk):
    UnmetDemand.objects.create(
        day="2090-01-01", row=231, column=2098, carrier="", reason="none", count=9
    )
    desk.goto("/admin/locator/unmetdemand/")
    box = desk.locator("#unmet-map path")
    expect(box).to_have_count(1)
    box.click(force=True)
    expect(desk.locator(".leaflet-popup")).to_contain_text("any carrier: 9")


def test_the_poster_is_one_page(new_context, shop):
    page = new_context().new_page()
    page.goto(f"/km/poster/{shop.public_id}/")
    printed = page.pdf(format="A4")
    assert printed.count(b"/Type /Page\n") == 1
