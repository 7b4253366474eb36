"""The pages in Chromium, as visitors use them."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Route, expect

from locator.text_index import index_text
from tests import factories

CENTRE = "11.5564,104.9282"
LIST = f"/en/?carrier=smart&near={CENTRE}"
MAP = f"/en/map/?carrier=smart&near={CENTRE}"
POSITION = {"latitude": 11.556412, "longitude": 104.928249}


@pytest.fixture(autouse=True)
def site_with_outlets(transactional_db):
    factories.carrier("smart", name="Smart", order=1)
    factories.carrier("metfone", name="Metfone", order=2)
    factories.carrier("cootel", name="CooTel", order=9, not_confirmed_since=2020)
    factories.prefix("010")
    factories.fact("F001", value={"*1201#": "balance", "*1203*PIN#": "top up"})
    factories.outlet(
        name_en="Tola Phone Shop",
        name_km="ហាងទូរសព្ទ តុលា",
        sells="smart",
        hours="24/7",
        phones=("+85512345678",),
        landmark="Phsar Thmei, west gate",
        landmark_relation="beside",
        public_id="b0cd1f",
    )
    factories.outlet(name="Wing agent", sells="smart", confidence="likely", north_m=410)
    factories.outlet(name="Some ATM", kind="atm", north_m=700)
    province = factories.place(
        "phnom-penh", level="province", latitude=11.57, longitude=104.92
    )
    market = factories.place(parent=province, latitude=11.5564, longitude=104.9282)
    index_text(place_ids=[province.pk, market.pk])


@pytest.fixture
def page_without_scripts(new_context):
    return new_context(java_script_enabled=False).new_page()


@pytest.mark.parametrize("scripts", [True, False])
def test_show_more_puts_the_reader_at_the_first_new_entry(new_context, scripts):
    for step in range(30):
        factories.outlet(name=f"Shop {step}", sells="smart", north_m=step * 50 + 500)
    page = new_context(java_script_enabled=scripts).new_page()
    page.goto(LIST)
    names = page.locator("section ol.results h3 a")
    shown = names.count()
    page.get_by_role("link", name="Show more").click()
    page.wait_for_url("**#n*")
    expect(names.nth(shown)).to_be_focused()
    expect(names.nth(shown)).to_be_in_viewport()


def test_without_javascript_words_lead_to_an_outlet(page_without_scripts: Page):
    page = page_without_scripts
    page.goto("/en/")
    page.get_by_role("radio", name="Smart").check()
    page.get_by_label("I am at").fill("Phsar Thmei")
    page.get_by_role("button", name="Find").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "Smart · near Phsar Thmei"
    )
    page.get_by_role("link", name="Tola Phone Shop", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Tola Phone Shop")
    expect(page.get_by_role("link", name="Google Maps")).to_be_visible()


def test_without_javascript_the_picker_leads_to_an_answer(page_without_scripts: Page):
    page = page_without_scripts
    page.goto("/en/")
    page.get_by_role("link", name="Pick from a list").click()
    page.get_by_role("link", name="Phnom Penh").click()
    page.get_by_role("link", name="Find top-up near Phnom Penh").click()
    expect(page.get_by_text("Tola Phone Shop").first).to_be_visible()


def test_without_javascript_a_number_becomes_its_carrier(page_without_scripts: Page):
    page = page_without_scripts
    page.goto("/en/")
    page.get_by_role("radio", name="Other / not sure").check()
    page.get_by_label(re.compile("Type your phone number")).fill("010 234 567")
    page.get_by_role("button", name="Tell").click()
    expect(page).to_have_url(re.compile(r"/en/\?carrier=smart&recognised=sure$"))


def test_without_javascript_the_map_page_says_so_and_keeps_the_list(
    page_without_scripts: Page,
):
    page = page_without_scripts
    page.goto(MAP)
    expect(page.get_by_text("The map needs JavaScript.")).to_be_visible()
    box = page.locator("#map").bounding_box()
    assert box
    assert box["height"] < 150
    expect(page.get_by_text("Tola Phone Shop").first).to_be_visible()


def test_a_granted_position_is_searched_with_four_decimals(new_context):
    context = new_context(geolocation=POSITION, permissions=["geolocation"])
    page = context.new_page()
    page.goto("/en/")
    page.get_by_role("radio", name="Smart").check()
    page.get_by_role("button", name="Use my location").click()
    expect(page).to_have_url(re.compile(re.escape(LIST) + "$"))
    expect(page.get_by_text("Tola Phone Shop").first).to_be_visible()


def test_ones_own_position_is_called_so_and_kept_until_it_is_edited(new_context):
    context = new_context(geolocation=POSITION, permissions=["geolocation"])
    page = context.new_page()
    page.goto("/en/")
    page.get_by_role("radio", name="Smart").check()
    page.get_by_role("button", name="Use my location").click()
    expect(page).to_have_url(re.compile(re.escape(LIST) + "$"))
    box = page.get_by_label("I am at")
    expect(box).to_have_value("My location")
    page.locator("summary").first.click()
    page.get_by_role("radio", name="Metfone").check()
    page.get_by_role("button", name="Find").first.click()
    expect(page).to_have_url(re.compile(rf"/en/\?carrier=metfone&near={CENTRE}$"))
    page.locator("summary").first.click()
    box.fill("Phsar Thmei")
    page.get_by_role("button", name="Find").first.click()
    expect(page).to_have_url(re.compile(r"/en/\?carrier=metfone&q=Phsar\+Thmei$"))


def test_the_position_of_a_link_is_not_called_ones_own(page: Page):
    page.goto(LIST)
    expect(page.get_by_label("I am at")).to_have_value(CENTRE)


def test_a_denied_position_leads_to_the_picker_with_a_sentence(page: Page):
    page.goto("/en/")
    page.get_by_role("radio", name="Smart").check()
    page.get_by_role("button", name="Use my location").click()
    expect(page).to_have_url(re.compile(r"/en/places/\?because=denied&carrier=smart$"))
    expect(page.get_by_text("The phone did not give its position.")).to_be_visible()


def test_a_phone_that_never_answers_leads_to_the_picker(page: Page):
    page.clock.install()
    page.add_init_script("navigator.geolocation.getCurrentPosition = () => {}")
    page.goto("/en/")
    page.get_by_role("button", name="Use my location").click()
    expect(page.get_by_text("Asking the phone where it is …")).to_be_visible()
    page.clock.run_for(8001)
    expect(page).to_have_url(re.compile(r"because=slow"))


def test_a_number_is_recognised_on_the_phone_and_not_sent(page: Page):
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto("/en/")
    page.get_by_role("radio", name="Other / not sure").check()
    page.get_by_label(re.compile("Type your phone number")).fill("010 234 567")
    page.get_by_role("button", name="Tell").click()
    expect(page.get_by_role("radio", name="Smart")).to_be_checked()
    page.get_by_label("I am at").fill("010 234 567")
    page.get_by_role("button", name="Find").first.click()
    expect(page.get_by_label("I am at")).to_have_value("")
    expect(page.get_by_text("Smart: this is your number's carrier")).to_be_visible()
    assert not [url for url in asked if "234" in url.partition("?")[2]]


def test_addresses_of_searches_hold_nothing_empty(page: Page):
    page.goto("/en/")
    page.get_by_label("I am at").fill("Phsar Thmei")
    page.get_by_role("button", name="Find").first.click()
    expect(page).to_have_url(re.compile(r"/en/\?q=Phsar\+Thmei$"))


def test_the_list_loads_no_map(page: Page):
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(LIST)
    assert not [url for url in asked if "leaflet" in url or "tile" in url]


def test_a_pin_lights_up_its_card_and_opens_its_name(page: Page):
    page.goto(MAP)
    pin = page.get_by_role("button", name="1. Tola Phone Shop")
    pin.focus()
    expect(page.locator("#o-b0cd1f")).to_have_class(re.compile("is-lit"))
    pin.press("Enter")
    popup = page.locator(".leaflet-popup")
    expect(popup.get_by_role("link", name="Tola Phone Shop")).to_be_visible()


def test_a_tapped_pin_keeps_the_map_in_view_and_leads_to_its_card(page: Page):
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(MAP)
    page.get_by_role("button", name="1. Tola Phone Shop").click()
    link = page.locator(".leaflet-popup").get_by_role("link", name="Show in the list")
    expect(link).to_be_visible()
    assert page.evaluate("scrollY") == 0
    link.click()
    expect(page.locator("#o-b0cd1f")).to_be_in_viewport()


def test_a_card_lights_up_its_pin(page: Page):
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(MAP)
    page.locator("#o-b0cd1f").hover()
    pin = page.get_by_role("button", name="1. Tola Phone Shop")
    expect(pin).to_have_class(re.compile("is-lit"))


def test_after_moving_the_map_one_can_search_there(page: Page):
    page.goto(MAP)
    box = page.locator("#map").bounding_box()
    assert box
    page.mouse.move(box["x"] + 150, box["y"] + 60)
    page.mouse.down()
    page.mouse.move(box["x"] + 150, box["y"] + 260, steps=8)
    page.mouse.up()
    page.get_by_role("link", name="Search here").click()
    expect(page).to_have_url(re.compile(r"near=1\d\.\d{1,4},10\d\.\d{1,4}$"))
    assert CENTRE not in page.url
    you = page.evaluate(
        "import(document.querySelector('link[href*=position]').href)"
        ".then(({ placeOfYou, rounded }) => placeOfYou("
        "JSON.parse(document.getElementById('map-data').textContent).near))"
    )
    assert ",".join(map(str, you)) == CENTRE


def test_after_three_failed_images_the_map_says_so_and_keeps_its_pins(
    page: Page, complaints: list[str]
):
    page.context.route(
        "https://tile.openstreetmap.org/**", lambda route: route.fulfill(status=403)
    )
    page.goto(MAP)
    said = page.get_by_text("The map's images do not load.")
    expect(said).to_be_visible()
    page.get_by_role("button", name="Close").click()
    expect(said).to_be_hidden()
    expect(page.get_by_role("button", name="1. Tola Phone Shop")).to_be_visible()
    complaints.clear()


def test_a_phone_that_saves_data_loads_no_images_unasked(page: Page):
    tiles: list[str] = []

    def count(route: Route) -> None:
        tiles.append(route.request.url)
        route.fallback()

    page.context.route("https://tile.openstreetmap.org/**", count)
    page.add_init_script(
        "Object.defineProperty(navigator, 'connection', {value: {saveData: true}})"
    )
    page.goto(MAP)
    expect(page.get_by_text("Your phone saves data")).to_be_visible()
    assert tiles == []
    with page.expect_request("https://tile.openstreetmap.org/**"):
        page.get_by_role("button", name="Load them").click()


def test_tiles_are_asked_with_a_referrer(page: Page):
    with page.expect_request("https://tile.openstreetmap.org/**") as asking:
        page.goto(MAP)
    assert asking.value.all_headers()["referer"].startswith("http://")


def test_a_code_is_copied(new_context):
    context = new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto("/en/codes/")
    page.get_by_role("button", name="Copy *1201#").click()
    expect(page.get_by_text("Copied. Paste it in the keypad.").first).to_be_attached()
    assert page.evaluate("navigator.clipboard.readText()") == "*1201#"


def test_on_android_directions_open_the_phones_map(new_context):
    agent = "Mozilla/5.0 (Linux; Android 14) Chrome/130 Mobile"
    page = new_context(user_agent=agent).new_page()
    page.goto(LIST)
    link = page.get_by_role("link", name="Directions Tola Phone Shop")
    expect(link).to_have_attribute("href", f"geo:{CENTRE}?q={CENTRE}")


PAGES = [
    "/en/",
    LIST,
    MAP,
    "/en/?q=Nowhere&carrier=cootel",
    "/en/?amount=x",
    "/en/o/b0cd1f/tola-phone-shop/",
    "/en/codes/",
    "/en/places/?because=denied",
    "/en/places/phnom-penh/",
    "/en/privacy/",
]


def everything_open(page: Page, path: str, complaints: list[str]) -> None:
    page.goto(path)
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    # Chromium writes a 400 to the console.
    complaints[:] = [said for said in complaints if "400 (Bad Request)" not in said]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_axe_finds_no_barrier(new_context, complaints, width, scheme):
    context = new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)
    page = context.new_page()
    found = {}
    for path in PAGES:
        everything_open(page, path, complaints)
        result = Axe().run(page)
        if result.violations_count:
            found[path] = result.generate_report()
    assert not found, "\n".join(found.values())


@pytest.mark.parametrize("width", [320, 360, 1280])
def test_no_page_scrolls_sideways(new_context, complaints, width):
    page = new_context(viewport={"width": width, "height": 800}).new_page()
    for path in PAGES:
        everything_open(page, path, complaints)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path


def test_targets_are_large_enough_for_a_thumb(new_context):
    page = new_context(viewport={"width": 360, "height": 800}).new_page()
    page.goto(LIST)
    small = page.evaluate(
        """() => [
            ...document.querySelectorAll('.act a, .tabs a, .asked summary, .links a')
        ]
        .map((link) => [link.textContent.trim(), link.getBoundingClientRect().height])
        .filter(([, height]) => height < 44)"""
    )
    assert small == []


def test_the_answer_starts_above_the_tabs_of_a_small_phone(new_context):
    page = new_context(viewport={"width": 360, "height": 800}).new_page()
    page.goto(LIST)
    state = page.locator(".outlet .state").first.bounding_box()
    tabs = page.locator(".tabs").bounding_box()
    assert state
    assert tabs
    assert state["y"] + state["height"] < tabs["y"]
