"""The frame on a page of another origin, as Chromium lets it in or keeps it out."""

import itertools
import re
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import FrameLocator, Page, expect

from tests import factories

CENTRE = "11.5564,104.9282"
LIST = f"/en/embed/?carrier=smart&near={CENTRE}"
POSITION = {"latitude": 11.556412, "longitude": 104.928249}
GEOLOCATION = 'allow="geolocation"'
REFUSED = "chrome-error://chromewebdata/"


@pytest.fixture(autouse=True)
def site_with_outlets(transactional_db):
    factories.carrier("smart", name="Smart", order=1)
    factories.carrier("metfone", name="Metfone", order=2)
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
    factories.place("phnom-penh", level="province", latitude=11.57, longitude=104.92)


@pytest.fixture(scope="module")
def bank() -> Iterator[ThreadingHTTPServer]:
    """A web server of somebody else, which shows the text of its `page`."""

    class Showing(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found = self.path == "/"
            self.send_response(200 if found else 204)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            if found:
                self.wfile.write(self.server.page.encode())  # type: ignore[attr-defined]

        def log_message(self, format: str, *args: object) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Showing)
    serving = threading.Thread(target=server.serve_forever)
    serving.start()
    yield server
    server.shutdown()
    serving.join()
    server.server_close()


@pytest.fixture
def origin(bank: ThreadingHTTPServer) -> str:
    return f"http://localhost:{bank.server_port}"


@pytest.fixture
def visit(
    bank: ThreadingHTTPServer, origin: str, new_context, base_url
) -> Callable[..., Page]:
    """Open the bank's page, which has a frame of that path, or that code for one."""

    def open_page(path: str = LIST, frame: str = "", code: str = "", **options) -> Page:
        context = new_context(**options)
        context.route(f"{origin}/**", lambda route: route.continue_())
        shown = code or (
            f'<iframe src="{base_url}{path}" title="Top-up" width="360" height="600"'
            f" {frame}></iframe>"
        )
        bank.page = f"<!doctype html><html lang=en><title>Bank</title>{shown}"  # type: ignore[attr-defined]
        page = context.new_page()
        page.goto(origin)
        return page

    return open_page


def inside(page: Page) -> FrameLocator:
    return page.frame_locator("iframe")


def test_any_site_may_show_it_in_a_frame(visit):
    expect(inside(visit()).get_by_text("Tola Phone Shop").first).to_be_visible()


def test_a_site_that_the_settings_name_may_show_it(visit, settings, origin):
    settings.EMBED_ANCESTORS = ["'self'", origin]
    expect(inside(visit()).get_by_text("Tola Phone Shop").first).to_be_visible()


def test_a_site_that_the_settings_leave_out_may_not(visit, settings, complaints):
    settings.EMBED_ANCESTORS = ["'self'", "https://bank.example"]
    visit().frames[1].wait_for_url(REFUSED, wait_until="commit")
    assert "frame-ancestors" in complaints.pop()


@pytest.mark.parametrize(
    "path", ["/en/", f"/en/map/?near={CENTRE}", "/en/embed/make/", "/admin/login/"]
)
def test_no_other_page_is_shown_in_a_frame(visit, complaints, path):
    visit(path).frames[1].wait_for_url(REFUSED, wait_until="commit")
    assert "frame-ancestors" in complaints.pop()


def test_an_outlet_opens_in_a_tab_of_its_own(visit):
    page = visit()
    with page.expect_popup() as opening:
        inside(page).get_by_role("link", name="Tola Phone Shop", exact=True).click()
    outlet = opening.value
    expect(outlet.get_by_role("heading", level=1)).to_have_text("Tola Phone Shop")
    assert outlet.evaluate("window.opener") is None
    assert page.frames[1].url.endswith(LIST)


def test_the_map_is_loaded_only_when_asked_for(visit, base_url):
    page = visit()
    show = inside(page).get_by_role("link", name="Show the map")
    expect(show).to_be_visible()
    assert not page.frames[1].evaluate("'L' in window")
    with page.expect_request("https://tile.openstreetmap.org/**") as asking:
        show.click()
    expect(
        inside(page).get_by_role("button", name="1. Tola Phone Shop")
    ).to_be_visible()
    assert asking.value.all_headers()["referer"] == f"{base_url}/"


def test_the_pins_of_a_box_lie_apart(visit):
    for north_m in (150, 300):
        factories.outlet(sells="smart", hours="24/7", north_m=north_m)
    page = visit("/en/embed/?carrier=smart&bbox=104.8,11.5,105,11.65&map=1")
    pins = inside(page).locator(".marker:visible")
    expect(pins).to_have_count(4)
    heights = sorted(pin.bounding_box()["y"] for pin in pins.all())
    assert all(low - high >= 20 for high, low in itertools.pairwise(heights))


def test_a_frame_with_geolocation_finds_who_looks_at_it(visit):
    page = visit(
        "/en/embed/?carrier=smart",
        GEOLOCATION,
        geolocation=POSITION,
        permissions=["geolocation"],
    )
    inside(page).get_by_role("button", name="Use my location").click()
    expect(inside(page).get_by_text("Tola Phone Shop").first).to_be_visible()
    assert page.frames[1].url.endswith(LIST)


def test_a_frame_without_geolocation_does_not_offer_it(visit):
    page = visit("/en/embed/?carrier=smart")
    page.frames[1].wait_for_load_state()
    expect(inside(page).get_by_role("button", name="Find")).to_be_visible()
    expect(inside(page).get_by_role("button", name="Use my location")).to_be_hidden()


def test_without_geolocation_one_picks_a_place_in_the_frame(visit):
    page = visit("/en/embed/?carrier=smart&open=any")
    frame = inside(page)
    frame.get_by_text("Pick from a list").click()
    frame.get_by_role("link", name="Phnom Penh").click()
    expect(frame.get_by_text("Tola Phone Shop").first).to_be_visible()
    assert re.search(
        r"/en/embed/\?carrier=smart&place=phnom-penh&open=any$", page.frames[1].url
    )


def test_without_javascript_it_asks_and_lists(visit):
    page = visit("/en/embed/?carrier=smart", java_script_enabled=False)
    inside(page).get_by_label("I am at").fill(CENTRE)
    inside(page).get_by_role("button", name="Find").click()
    expect(inside(page).get_by_text("Tola Phone Shop").first).to_be_visible()


def test_it_leaves_no_cookie_and_tells_no_position_as_referrer(visit):
    page = visit("/km/embed/?carrier=smart&map=1")
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.headers.get("referer", "")))
    inside(page).locator("#q").fill(CENTRE)
    inside(page).locator("[type=submit]").click()
    expect(inside(page).locator(".leaflet-tile-loaded").first).to_be_attached()
    assert page.context.cookies() == []
    assert sent
    assert not [referrer for referrer in sent if "near" in referrer]


def test_the_code_made_for_a_page_shows_the_frame_there(visit, page: Page):
    page.goto("/en/embed/make/")
    page.get_by_label("Carrier", exact=True).select_option("smart")
    page.get_by_label("Place").fill(CENTRE)
    page.get_by_role("button", name="Make the code").click()
    preview = page.frame_locator("iframe.preview")
    expect(preview.get_by_text("Tola Phone Shop").first).to_be_visible()
    code = page.locator(".snippet").inner_text()
    expect(
        inside(visit(code=code)).get_by_text("Tola Phone Shop").first
    ).to_be_visible()


@pytest.mark.parametrize("scripted", [True, False])
def test_a_phone_is_led_to_what_the_button_made(new_context, scripted):
    phone = {"width": 360, "height": 800}
    page = new_context(viewport=phone, java_script_enabled=scripted).new_page()
    page.goto("/en/embed/make/")
    page.get_by_label("Place").fill("Nowhere")
    page.get_by_role("button", name="Make the code").click()
    expect(page.get_by_text("Nothing here is called")).to_be_in_viewport()
    page.get_by_label("Place").fill(CENTRE)
    page.get_by_role("button", name="Make the code").click()
    expect(page.get_by_role("heading", name="Code for your page")).to_be_in_viewport()
    expect(page.locator(".snippet")).to_be_in_viewport(ratio=1)


def test_the_code_is_copied_by_a_button(page: Page):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto("/en/embed/make/?carrier=smart")
    page.get_by_role("button", name="Copy").click()
    expect(page.get_by_text("Copied.")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == page.locator(".snippet").inner_text()


def pages_of(language: str) -> list[str]:
    frame = f"/{language}/embed/"
    return [
        f"{frame}?carrier=smart&near={CENTRE}",
        f"{frame}?near={CENTRE}&map=1",
        f"{frame}?because=denied",
        f"{frame}?bbox=104.8,11.5,105,11.6&open=any",
        f"{frame}make/?carrier=smart&near={CENTRE}&width=300",
    ]


@pytest.mark.parametrize("scripted", [True, False])
def test_whose_the_data_is_stands_at_the_lower_edge_of_a_short_list(
    new_context, scripted
):
    size = {"width": 800, "height": 900}
    page = new_context(viewport=size, java_script_enabled=scripted).new_page()
    page.goto("/en/embed/?carrier=smart")
    line = page.locator(".whose").bounding_box()
    assert line["y"] + line["height"] == size["height"]


def everything_open(page: Page, path: str) -> None:
    page.goto(path)
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")


@pytest.mark.parametrize("language", ["en", "km", "zh-hans"])
def test_no_frame_of_280_to_480_pixels_scrolls_sideways(new_context, language):
    page = new_context().new_page()
    wide = []
    for path in pages_of(language):
        everything_open(page, path)
        for width in (280, 360, 480):
            page.set_viewport_size({"width": width, "height": 600})
            if page.evaluate("document.documentElement.scrollWidth") > width:
                wide.append((path, width))
    assert wide == []


@pytest.mark.parametrize(
    ("language", "scheme"),
    [("en", "light"), ("en", "dark"), ("km", "light"), ("zh-hans", "dark")],
)
def test_axe_finds_no_barrier_in_a_narrow_frame(new_context, language, scheme):
    narrow = {"width": 300, "height": 600}
    page = new_context(viewport=narrow, color_scheme=scheme).new_page()
    found = {}
    for path in pages_of(language):
        everything_open(page, path)
        result = Axe().run(page)
        if result.violations_count:
            found[path] = result.generate_report()
    assert not found, "\n".join(found.values())
