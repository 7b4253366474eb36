"""Every kind of page and every guide that ships, in each language, on a small phone."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.core.management import call_command
from playwright.sync_api import Page, expect

from guides.models import Guide
from locator.models import Outlet, Report

CENTRE = "11.5564,104.9282"
LANGUAGES = [code for code, _name in settings.LANGUAGES]


@pytest.fixture(autouse=True)
def site_as_shipped(transactional_db):
    call_command("load_initial", verbosity=0)
    call_command("load_guides", verbosity=0)


def pages() -> list[str]:
    outlet = Outlet.objects.published().select_related("operator").first()
    assert outlet
    return [
        "/",
        f"/?carrier=smart&near={CENTRE}",
        f"/?carrier=cootel&near={CENTRE}&open=any&kind=atm",
        "/?q=Nowhere",
        "/?amount=x",
        f"/map/?carrier=smart&near={CENTRE}",
        outlet.get_absolute_url().removeprefix("/en"),
        f"/report/{outlet.public_id}/",
        *(f"/report/{outlet.public_id}/?kind={kind}" for kind in Report.Kind.values),
        f"/claim/{outlet.public_id}/",
        f"/poster/{outlet.public_id}/",
        "/add-a-shop/",
        "/own/?link=x",
        "/thanks/shop/",
        "/places/?because=denied",
        "/places/siem-reap/",
        "/codes/",
        "/guides/",
        *(f"/guides/{guide.slug}/" for guide in Guide.objects.published()),
        "/guides/sim-life/?ends=2026-12-31",
        "/choose/",
        f"/choose/?sim=smart&have=cash&near={CENTRE}",
        "/about/",
        "/privacy/",
        "/data/",
        "/docs/api/",
        "/docs/mirroring/",
        "/docs/embedding/",
        "/nothing-here/",
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_page_has_a_barrier_or_scrolls_sideways(new_context, complaints, language):
    page = new_context(viewport={"width": 320, "height": 640}).new_page()
    found = []
    for path in pages():
        page.goto(f"/{language}{path}")
        page.evaluate(
            "document.querySelectorAll('details').forEach(d => d.open = true)"
        )
        # Chromium writes these answers to the console.
        complaints[:] = [
            said for said in complaints if " 400 (" not in said and " 404 (" not in said
        ]
        if page.evaluate("document.documentElement.scrollWidth") > 320:
            found.append(f"{path} scrolls sideways")
        result = Axe().run(page)
        if result.violations_count:
            found.append(f"{path}\n{result.generate_report()}")
    assert not found, "\n".join(found)


def test_the_language_is_changed_on_the_page_and_kept(new_context):
    page: Page = new_context().new_page()
    page.goto(f"/en/?carrier=smart&near={CENTRE}")
    page.get_by_role("link", name="中文").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Smart · 金边 附近")
    page.goto("/codes/")
    expect(page).to_have_url("/zh-hans/codes/")


def test_headings_in_khmer_are_larger_than_the_text(new_context):
    page = new_context(viewport={"width": 360, "height": 800}).new_page()
    page.goto("/km/")
    size = "e => parseFloat(getComputedStyle(e).fontSize)"
    heading = page.get_by_role("heading", level=1).evaluate(size)
    assert heading > 1.2 * page.locator("label[for=q]").evaluate(size)
