"""The point picker and the admin's pages in a browser, under the site's own CSP."""

from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client
from playwright.sync_api import BrowserContext, Locator, Page, Request, expect

from locator.models import Outlet, Place

ADD = "/admin/locator/outlet/add/"


@pytest.fixture
def admin(
    transactional_db: None, page: Page, context: BrowserContext, base_url: str
) -> Iterator[Page]:
    client = Client()
    client.force_login(User.objects.create_superuser("sophea"))
    name = settings.SESSION_COOKIE_NAME
    cookie = {"name": name, "value": client.cookies[name].value, "url": base_url}
    context.add_cookies([cookie])  # type: ignore[list-item]
    yield page
    # Let no request outlive the rows that the test made.
    page.goto("about:blank")


@pytest.fixture
def outlet(transactional_db: None) -> Outlet:
    return Outlet.objects.create(
        name_en="Shop", kind="kiosk", latitude=11.5564, longitude=104.9282
    )


def position(page: Page) -> Locator:
    return page.get_by_label("Position:", exact=True)


def canvas(page: Page) -> Locator:
    return page.get_by_role("group", name="Map to set the position")


def pin(page: Page) -> Locator:
    return page.locator(".point-picker__pin")


def numbers(page: Page) -> tuple[float, float]:
    latitude, longitude = position(page).input_value().split(", ")
    return float(latitude), float(longitude)


def test_a_click_on_the_map_sets_the_position(admin: Page) -> None:
    admin.goto(ADD)
    expect(pin(admin)).to_have_count(0)
    canvas(admin).click()
    expect(pin(admin)).to_be_visible()
    latitude, longitude = numbers(admin)
    assert (latitude, longitude) == pytest.approx((12.57, 104.99), abs=0.1)


def test_the_pin_is_dragged(admin: Page, outlet: Outlet) -> None:
    admin.goto(f"/admin/locator/outlet/{outlet.pk}/change/")
    pin(admin).scroll_into_view_if_needed()
    box = pin(admin).bounding_box()
    assert box is not None
    admin.mouse.move(box["x"] + 14, box["y"] + 14)
    admin.mouse.down()
    admin.mouse.move(box["x"] + 60, box["y"] + 14, steps=5)
    admin.mouse.up()
    latitude, longitude = numbers(admin)
    assert latitude == pytest.approx(11.5564, abs=1e-4)
    assert longitude > 104.9284


def test_a_pasted_address_of_a_map_moves_the_pin(admin: Page) -> None:
    admin.goto(ADD)
    position(admin).fill("https://www.google.com/maps/@11.5564,104.9282,17z")
    expect(pin(admin)).to_be_visible()


def test_the_keyboard_is_enough(admin: Page) -> None:
    admin.goto(ADD)
    canvas(admin).focus()
    admin.keyboard.press("Enter")
    before = numbers(admin)
    pin(admin).focus()
    admin.keyboard.press("ArrowUp")
    admin.keyboard.press("ArrowRight")
    after = numbers(admin)
    assert after[0] > before[0]
    assert after[1] > before[1]


def test_tiles_are_asked_with_the_sites_origin_as_referrer(
    admin: Page, base_url: str
) -> None:
    asked: list[Request] = []
    admin.on("request", lambda request: asked.append(request))
    admin.goto(ADD)
    admin.wait_for_load_state("networkidle")
    tile_host = urlsplit(settings.TILE_URL.replace("{s}.", "")).netloc
    tiles = [r for r in asked if urlsplit(r.url).netloc.endswith(tile_host)]
    assert tiles
    assert {tile.all_headers().get("referer") for tile in tiles} == {f"{base_url}/"}


def test_without_javascript_the_position_is_a_text_field(
    new_context: Callable[..., BrowserContext], admin: Page, context: BrowserContext
) -> None:
    plain = new_context(
        java_script_enabled=False, storage_state=context.storage_state()
    ).new_page()
    plain.goto(ADD)
    expect(plain.locator(".point-picker__map")).to_be_hidden()
    plain.select_option("#id_kind", "kiosk")
    position(plain).fill("11.5564, 104.9282")
    plain.locator('[name="_save"]').first.click()
    assert Outlet.objects.get().longitude == 104.9282


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_fit_their_width_and_break_no_rule(
    admin: Page, outlet: Outlet, width: int, scheme: str
) -> None:
    """Breaches of the content security policy are errors on the console."""
    admin.set_viewport_size({"width": width, "height": 800})
    admin.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    for path in (
        "",
        "locator/outlet/",
        f"locator/outlet/{outlet.pk}/change/",
        "locator/place/add/",
        "locator/operator/add/",
        "locator/publicholiday/",
    ):
        admin.goto(f"/admin/{path}")
        admin.wait_for_load_state("networkidle")
        wide = admin.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, path


def test_a_place_is_chosen_by_typing(admin: Page) -> None:
    Place.objects.create(level="town", slug="poipet", name_en="Poipet")
    admin.goto(ADD)
    admin.locator(".field-place .select2-selection").click()
    admin.keyboard.type("poi")
    admin.get_by_role("option", name="Poipet (Town)").click()
    expect(admin.locator(".field-place .select2-selection")).to_contain_text("Poipet")
