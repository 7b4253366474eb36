"""Every page that the admin draws itself, as the owner opens it, wide and narrow: axe
finds nothing, no script fails, the policy refuses nothing, no page scrolls sideways.
"""

from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth.models import Group, User
from django.core.management import call_command
from django.urls import reverse
from django_otp.oath import totp
from django_otp.plugins.otp_totp.models import TOTPDevice
from playwright.sync_api import BrowserContext, Page, expect

from guides.models import Channel, GuideText, Way
from locator.models import Carrier, Outlet, Partnership, Place
from tests import factories
from tests.browser.curation import fill_the_desks, log_in

DESK = {"width": 1280, "height": 900}
PHONE = {"width": 360, "height": 800}
AXE = {
    # It looks for what styles import, and so asks for files again.
    "preload": False,
    # What the law asks; advice of its own on top of it, Django's widgets do not follow.
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
}


@pytest.fixture
def owner(transactional_db: None) -> User:
    return User.objects.create_superuser("sophea")


@pytest.fixture
def page(owner: User, new_context: Callable[..., BrowserContext], base_url: str) -> Any:
    page = new_context(viewport=DESK).new_page()
    log_in(page.context, owner, base_url)
    yield page
    # Let no request outlive the rows that the test made.
    page.goto("about:blank")


@pytest.fixture
def shop(owner: User) -> Outlet:
    factories.place("siem-reap", latitude=13.36, longitude=103.86)
    return factories.outlet(
        name_en="Sok Phone",
        sells="smart",
        hours="Mo-Sa 08:00-17:00",
        phones=("+85512345678",),
        operator=factories.operator(),
    )


@pytest.fixture
def look(complaints: list[str]) -> Callable[..., None]:
    """Looks at the page that is open, wide and then narrow."""

    def look(page: Page, name: str) -> None:
        page.wait_for_load_state("networkidle")
        for size in (DESK, PHONE):
            page.set_viewport_size(size)  # type: ignore[arg-type]
            width = page.evaluate("document.documentElement.scrollWidth")
            assert width <= size["width"], f"{name} is {width} px wide"
        found = Axe().run(page, options=AXE).response["violations"]
        assert not found, [
            (name, each["id"], [node["html"] for node in each["nodes"]])
            for each in found
        ]
        assert not complaints, f"{name}: {complaints}"
        page.set_viewport_size(DESK)  # type: ignore[arg-type]

    return look


def test_the_desks(
    page: Page, owner: User, shop: Outlet, look: Callable[..., None]
) -> None:
    for name, address in fill_the_desks(shop, owner).items():
        page.goto(address)
        look(page, name)


def test_the_forms(page: Page, shop: Outlet, look: Callable[..., None]) -> None:
    factories.prefix("010")
    Place.objects.get().aliases.create(name="Siem Reap town")
    addresses = {
        f"{model} {page_name}": reverse(f"admin:locator_{model}_{page_name}", args=args)
        for model, page_name, args in (
            ("outlet", "add", ()),
            ("importrun", "add", ()),
            ("partnership", "add", ()),
            ("apikey", "add", ()),
            ("carrier", "change", (Carrier.objects.get().pk,)),
            ("place", "change", (Place.objects.get().pk,)),
            ("place", "deleted", ()),
            ("publicholiday", "changelist", ()),
        )
    }
    for name, address in addresses.items():
        page.goto(address)
        look(page, name)


def test_what_django_draws(page: Page, owner: User, look: Callable[..., None]) -> None:
    group = Group.objects.create(name="Night shift")
    for name, address in {
        "account": reverse("admin:auth_user_change", args=[owner.pk]),
        "group": reverse("admin:auth_group_change", args=[group.pk]),
        "nothing missing": reverse("admin:locator_unmetdemand_changelist"),
    }.items():
        page.goto(address)
        look(page, name)


def test_the_guides(page: Page, look: Callable[..., None]) -> None:
    call_command("load_initial", verbosity=0)
    call_command("load_guides", verbosity=0)
    text, way = GuideText.objects.order_by("pk")[0], Way.objects.order_by("pk")[0]
    channel = Channel.objects.order_by("pk")[0]
    for name, address in {
        "form": reverse("admin:guides_guidetext_change", args=[text.pk]),
        "preview": reverse("admin:guides_guidetext_preview", args=[text.pk]),
        "languages": reverse("admin:guides_guidetext_languages"),
        "rule": reverse("admin:guides_way_change", args=[way.pk]),
        "channel": reverse("admin:guides_channel_change", args=[channel.pk]),
    }.items():
        page.goto(address)
        look(page, name)


def test_what_a_click_makes(
    page: Page, owner: User, shop: Outlet, look: Callable[..., None]
) -> None:
    """Pages that are no address of their own."""
    desks = fill_the_desks(shop, owner)
    page.goto(reverse("admin:locator_outlet_changelist"))
    page.locator("#action-toggle").check()
    page.locator("[name=action]").select_option("mark_verified")
    page.get_by_role("button", name="Go", exact=True).click()
    expect(page.get_by_role("button", name="Yes, do it")).to_be_visible()
    look(page, "sure?")
    page.goto(desks["claim"])
    page.get_by_role("button", name="The shop confirmed it").click()
    expect(page.get_by_text("/own/?link=")).to_be_visible()
    look(page, "the link")
    page.goto(desks["compare"])
    page.get_by_role("button", name="Merge them").click()
    page.get_by_role("link", name="Undo the merge").click()
    look(page, "unmerge")
    page.goto(desks["history"])
    page.get_by_role("link", name="Restore this version").last.click()
    look(page, "restore")
    page.goto(desks["import-result"])
    page.get_by_text("Undo this import").click()
    page.get_by_role("button", name="Undo it").click()
    expect(page.get_by_text("Not listed any more, drafts now")).to_be_visible()
    look(page, "undone")


def test_the_second_step(
    page: Page, owner: User, base_url: str, look: Callable[..., None]
) -> None:
    page.goto(reverse("admin:two_factor"))
    look(page, "setting up")
    device = TOTPDevice.objects.get()
    page.get_by_label("Code").fill(code_of(device))
    page.get_by_role("button").last.click()
    look(page, "backup codes")
    page.goto(reverse("admin:two_factor"))
    look(page, "it is on")
    log_in(page.context, owner, base_url)
    page.goto("/admin/")
    look(page, "asked for the code")
    TOTPDevice.objects.update(last_t=-1)
    page.get_by_label("Code").fill(code_of(device))
    page.get_by_role("button", name="Log in", exact=True).click()
    expect(page.get_by_text("What would you like to do?")).to_be_visible()


def test_what_a_partner_agrees_to(
    page: Page, new_context: Any, base_url: str, look: Callable[..., None]
) -> None:
    partner = User.objects.create_user("wing", is_staff=True)
    Partnership.objects.create(user=partner).operators.add(factories.operator())
    page = new_context(viewport=DESK).new_page()
    log_in(page.context, partner, base_url)
    page.goto("/admin/agreement/")
    look(page, "agreement")
    page.goto("about:blank")


def test_widgets_that_open_ask_for_no_style_in_line(page: Page, shop: Outlet) -> None:
    """The policy's refusals are errors of the console, which fail any test."""
    page.goto(reverse("admin:locator_outlet_change", args=[shop.pk]))
    page.locator("#select2-id_operator-container").click()
    search = page.get_by_role("searchbox", name="Operator")
    search.fill("win")
    page.get_by_role("option", name="Wing").click()
    page.locator("#calendarlink0").click()
    page.locator(".calendar a").first.click()
    page.get_by_text("Add another phone").click()
    page.locator("[name=phones-1-number]").fill("012 345 679")
    page.get_by_role("button", name="Save and continue editing").first.click()
    expect(page.get_by_text("Give the day on which it opens")).to_have_count(0)


def code_of(device: TOTPDevice) -> str:
    return f"{totp(device.bin_key):06}"
