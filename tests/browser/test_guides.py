"""Guides, codes and the advisor in Chromium, with what ships."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from locator.text_index import index_text
from tests import factories
from tests.guides.shipped import load_shipped

CENTRE = "11.5564,104.9282"
POSITION = {"latitude": 11.556412, "longitude": 104.928249}
ADDRESSES = (
    "/en/guides/",
    "/en/guides/by-app/",
    "/km/guides/no-data-left/",
    f"/zh-hans/guides/at-a-shop-or-agent/?near={CENTRE}",
    "/en/guides/data-plans/",
    "/en/guides/sim-life/?ends=2026-11-30",
    "/en/codes/",
    f"/en/choose/?sim=smart&have=cash&near={CENTRE}",
    "/en/choose/?sim=metfone&have=foreign_card&online=wifi",
    "/km/choose/?sim=unknown&have=cash&q=Atlantis",
    "/zh-hans/choose/?sim=cellcard&have=aba&online=wifi&place=phsar-thmei",
    "/km/guides/data-plans/",
)


@pytest.fixture(autouse=True)
def site_with_guides(transactional_db):
    load_shipped()
    factories.outlet(name_en="Tola Phone Shop", sells="smart", hours="24/7")
    centre = {"latitude": 11.5564, "longitude": 104.9282}
    market = factories.place(name_en="Phsar Thmei", name_km="ផ្សារថ្មី", **centre)
    province = factories.place("phnom-penh", level="province", **centre)
    index_text(place_ids=[market.pk, province.pk])


def test_axe_finds_no_barrier_in_the_dark(new_context):
    page = new_context(
        viewport={"width": 360, "height": 800}, color_scheme="dark"
    ).new_page()
    for address in ADDRESSES:
        page.goto(address)
        found = Axe().run(page)
        assert found.violations_count == 0, f"{address}\n{found.generate_report()}"


def test_the_digits_of_a_card_join_the_code_and_stay_on_the_phone(page: Page):
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url))
    page.goto("/en/codes/")
    code = page.locator("[data-code='*1203*PIN#']").first
    code.get_by_label("Card digits").fill("1234 5678 90123")
    expect(code.locator("code")).to_have_text("*1203*1234567890123#")
    assert sent
    assert not [url for url in sent if re.search("1234.{0,3}5678", url)]


def test_a_code_of_several_parts_has_a_field_for_each(page: Page):
    page.goto("/en/codes/")
    code = page.locator("[data-code='*1537*PIN*NUMBER*CENTS#']").first
    code.get_by_label("PIN, from the SMS").fill("42")
    code.get_by_label("Number to top up").fill("088 123 45 67")
    code.get_by_label("Amount in cents").fill("50")
    expect(code.locator("code")).to_have_text("*1537*42*0881234567*50#")


def test_a_code_is_shown_large_to_somebody_else(page: Page):
    page.goto("/en/codes/")
    page.locator("[data-code='*1201#']").get_by_role(
        "button", name="Show large"
    ).click()
    large = page.get_by_role("dialog")
    expect(large.locator("code")).to_have_text("*1201#")
    expect(large).to_contain_text("* 1 2 0 1 #")
    large.get_by_role("button", name="Close").click()
    expect(large).to_be_hidden()


def test_places_near_come_into_the_guide(new_context):
    context = new_context(geolocation=POSITION, permissions=["geolocation"])
    page = context.new_page()
    page.goto("/en/guides/at-a-shop-or-agent/")
    page.get_by_role("link", name="Show places near me").first.click()
    expect(page).to_have_url(re.compile(r"\?near=11\.5564,104\.9282$"))
    expect(page.get_by_text("Tola Phone Shop").first).to_be_visible()


def test_without_javascript_the_advisor_answers(new_context):
    page = new_context(java_script_enabled=False).new_page()
    page.goto("/en/choose/")
    for answer in ("Metfone", "Foreign card", "Wi-Fi"):
        page.get_by_label(answer, exact=True).check()
    page.get_by_role("button", name="Show the ways").click()
    expect(page.locator(".is-first")).to_contain_text("Metfone's web page")


def test_a_number_is_recognised_on_the_phone_and_in_no_request(page: Page):
    sent: list[str] = []
    page.on(
        "request",
        lambda request: sent.append(
            f"{request.url} {request.post_data} {request.all_headers()}"
        ),
    )
    page.goto("/en/choose/")
    page.get_by_label("I do not know").check()
    page.get_by_label(re.compile("Type your phone number")).fill("010 234 567")
    page.get_by_role("button", name="Tell").click()
    expect(page.get_by_role("radio", name="Smart")).to_be_checked()
    expect(page.get_by_text("Smart: this is your number's carrier")).to_be_visible()
    box = page.get_by_label("I am at")
    box.fill("+855 97 234 5678")
    box.press("Enter")
    expect(page.get_by_role("radio", name="Metfone")).to_be_checked()
    expect(box).to_have_value("")
    page.get_by_role("button", name="Show the ways").click()
    expect(page).to_have_url(re.compile(r"/en/choose/\?sim=metfone$"))
    assert not [said for said in sent if re.search("234.?567", said)]


def test_a_number_left_in_its_field_counts_when_the_ways_are_asked_for(page: Page):
    page.goto("/en/choose/")
    page.get_by_label("I do not know").check()
    page.get_by_label(re.compile("Type your phone number")).fill("010 234 567")
    page.get_by_role("button", name="Show the ways").click()
    expect(page).to_have_url(re.compile(r"/en/choose/\?sim=smart$"))


def test_a_number_of_nobody_is_said_before_the_ways_are_shown(page: Page):
    page.goto("/en/choose/")
    page.get_by_label("I do not know").check()
    page.get_by_label(re.compile("Type your phone number")).fill("012")
    page.get_by_role("button", name="Show the ways").click()
    said = page.locator("[data-number-said]")
    expect(said).to_contain_text("is not known to us. Choose one above")
    expect(page).to_have_url(re.compile(r"/en/choose/$"))


def test_without_javascript_a_number_is_posted_and_leaves_no_address(new_context):
    page = new_context(java_script_enabled=False).new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto("/en/choose/")
    page.get_by_label("I do not know").check()
    page.get_by_label(re.compile("Type your phone number")).fill("010 234 567")
    page.get_by_role("button", name="Tell").click()
    expect(page).to_have_url(
        re.compile(r"/en/choose/\?sim=smart&recognised=sure#questions$")
    )
    assert not [url for url in asked if re.search("234.{0,3}567", url)]


def test_my_location_counts_what_is_open_near(new_context):
    context = new_context(geolocation=POSITION, permissions=["geolocation"])
    page = context.new_page()
    page.goto("/en/choose/")
    page.get_by_label("Smart", exact=True).check()
    page.get_by_label("Cash", exact=True).check()
    page.get_by_label("Choose a province").select_option("phnom-penh")
    page.get_by_role("button", name="Use my location").click()
    expect(page.get_by_label("I am at")).to_have_value("My location")
    page.get_by_role("button", name="Show the ways").click()
    expect(page).to_have_url(re.compile(r"have=cash&near=11\.5564,104\.9282$"))
    expect(page.get_by_text("Tola Phone Shop").first).to_be_visible()
    expect(page.get_by_label("I am at")).to_have_value("My location")


def test_a_denied_position_leads_to_the_list_of_provinces(page: Page):
    page.goto("/en/choose/")
    page.get_by_role("button", name="Use my location").click()
    said = page.locator("[data-located]")
    expect(said).to_contain_text("The phone did not give its position.")
    expect(page.get_by_label("Choose a province")).to_be_focused()


def test_of_typing_and_picking_the_last_one_counts(page: Page):
    page.goto("/en/choose/")
    page.get_by_label("Smart", exact=True).check()
    page.get_by_label("I am at").fill("Phsar Thmei")
    page.get_by_label("Choose a province").select_option("phnom-penh")
    expect(page.get_by_label("I am at")).to_have_value("")
    page.get_by_role("button", name="Show the ways").click()
    expect(page).to_have_url(re.compile(r"\?sim=smart&place=phnom-penh$"))


def test_without_javascript_a_place_is_typed(new_context):
    page = new_context(java_script_enabled=False).new_page()
    page.goto("/en/choose/")
    page.get_by_label("Smart", exact=True).check()
    page.get_by_label("Cash", exact=True).check()
    page.get_by_label("I am at").fill("ផ្សារថ្មី")
    page.get_by_role("button", name="Show the ways").click()
    expect(page.get_by_text("Tola Phone Shop").first).to_be_visible()
