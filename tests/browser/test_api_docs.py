"""The API's page in Chromium: it works under the site's own policy."""

from playwright.sync_api import Page, expect

from tests import factories


def test_an_example_is_tried_out_and_answered(page: Page, transactional_db):
    factories.outlet(name="Tola Phone Shop", sells="smart", hours="24/7")
    page.goto("/api/docs/")
    operation = page.locator("#operations-outlets-outlet_list")
    operation.locator(".opblock-summary-control").click()
    operation.get_by_role("button", name="Try it out").click()
    operation.get_by_role("button", name="Execute").click()
    answer = operation.locator(".live-responses-table")
    expect(answer.locator(".response-col_status").last).to_contain_text("200")
    expect(answer).to_contain_text("Tola Phone Shop")
