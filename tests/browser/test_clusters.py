"""The map further out than the list reaches: clusters, asked of the API."""

import re

import pytest
from playwright.sync_api import Page, Request, expect

from tests import factories

MAP = "/en/map/?carrier=smart&near=11.5564,104.9282&open=any"
CLUSTERS = re.compile("/api/v1/clusters/")


@pytest.fixture(autouse=True)
def outlets(transactional_db):
    factories.carrier("smart", name="Smart")
    for number in range(25):
        factories.outlet(name=f"Shop {number}", north_m=number * 30, sells="smart")
    for number in range(12):
        factories.outlet(latitude=12.1 + number / 1e4, sells="smart")


def test_the_map_asks_for_no_clusters_until_it_is_zoomed_out(page: Page):
    asked: list[Request] = []
    page.on("request", lambda request: asked.append(request))
    page.goto(MAP)
    expect(page.get_by_role("button", name="1. Shop 0")).to_be_visible()
    assert not [one for one in asked if CLUSTERS.search(one.url)]
    with page.expect_response(CLUSTERS) as answering:
        page.get_by_role("button", name="Zoom out").click()
    assert answering.value.status == 200
    assert "carrier=smart" in answering.value.url
    expect(page.locator(".marker.cluster").first).to_be_visible()
    expect(page.get_by_role("button", name="1. Shop 0")).to_be_hidden()
    page.get_by_role("button", name="Zoom in").click()
    expect(page.get_by_role("button", name="1. Shop 0")).to_be_visible()


def test_pins_that_would_be_a_heap_thin_out_where_nothing_is_counted(page: Page):
    page.goto(f"{MAP}&kind=partner_shop")
    expect(page.get_by_role("button", name="2. Shop 1,")).to_be_visible()
    for _step in range(3):
        page.get_by_role("button", name="Zoom out").click()
    expect(page.get_by_role("button", name="2. Shop 1,")).to_be_hidden()
    expect(page.get_by_role("button", name="1. Shop 0")).to_be_visible()


def test_a_cluster_is_looked_into_by_keyboard(page: Page):
    page.goto(MAP)
    expect(page.get_by_role("button", name="1. Shop 0")).to_be_visible()
    with page.expect_response(CLUSTERS):
        page.get_by_role("button", name="Zoom out").click()
    cluster = page.get_by_role("button", name="places here: look closer").first
    cluster.press("Enter")
    expect(page.locator(".marker.cluster")).to_have_count(0)


def test_without_the_network_the_map_stays_what_it_is(
    page: Page, complaints: list[str]
):
    page.goto(MAP)
    page.context.route(CLUSTERS, lambda route: route.abort())
    with page.expect_event(
        "requestfailed", lambda request: bool(CLUSTERS.search(request.url))
    ):
        page.get_by_role("button", name="Zoom out").click()
    expect(page.get_by_role("button", name="1. Shop 0")).to_be_visible()
    assert page.locator(".marker.cluster").count() == 0
    complaints.clear()


def test_the_map_waits_when_it_is_told_to_and_asks_again(
    page: Page, complaints: list[str]
):
    page.goto(MAP)
    page.context.route(
        CLUSTERS,
        lambda route: route.fulfill(status=429, headers={"Retry-After": "0"}),
        times=1,
    )
    with page.expect_response(lambda response: response.status == 429):
        page.get_by_role("button", name="Zoom out").click()
    expect(page.locator(".marker.cluster").first).to_be_visible()
    complaints.clear()


def test_a_search_that_is_not_counted_has_no_clusters(page: Page):
    page.goto(f"{MAP}&kind=kiosk&kind=partner_shop")
    expect(page.get_by_role("button", name="1. Shop 0")).to_be_visible()
    assert (
        page.evaluate(
            "JSON.parse(document.getElementById('map-data').textContent).clusters"
        )
        == ""
    )


def test_before_anybody_says_where_they_are_the_map_counts_the_country(page: Page):
    with page.expect_response(CLUSTERS) as answering:
        page.goto("/en/map/")
    assert answering.value.status == 200
    expect(page.locator(".marker.cluster")).not_to_have_count(0)
    expect(page.get_by_role("link", name="Search here")).to_be_hidden()


def test_whoever_looks_closer_at_the_country_may_search_there(page: Page):
    page.goto("/en/map/?carrier=smart")
    cluster = page.get_by_role("button", name="places here: look closer").first
    with page.expect_response(CLUSTERS):
        cluster.press("Enter")
    search = page.get_by_role("link", name="Search here")
    while search.is_hidden():
        with page.expect_response(CLUSTERS):
            page.get_by_role("button", name="Zoom in").click()
    search.click()
    expect(page).to_have_url(re.compile(r"/en/map/\?carrier=smart&near="))


def test_pins_stay_hidden_while_new_counts_are_on_their_way(page: Page):
    page.goto(MAP)
    expect(page.get_by_role("button", name="1. Shop 0")).to_be_visible()
    with page.expect_response(CLUSTERS):
        page.get_by_role("button", name="Zoom out").click()
    expect(page.locator(".marker.cluster").first).to_be_visible()
    page.context.route(CLUSTERS, lambda route: None)
    with page.expect_request(CLUSTERS):
        page.get_by_role("button", name="Zoom out").click()
    expect(page.get_by_role("button", name="1. Shop 0")).to_be_hidden()
    expect(page.locator(".marker.cluster").first).to_be_visible()
