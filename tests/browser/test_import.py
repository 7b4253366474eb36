"""A curator's import in Chromium, without a script of ours, and clean for axe."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth.models import User
from django.core.files.base import ContentFile
from django.test import Client
from playwright.sync_api import BrowserContext, Page, expect

from locator.importing.runs import steps
from locator.importing.sheets.layout import Layout

SHEET = (
    "id,name,type,lat,lon,phone\n"
    "W1,Wing Olympic,agent,11.5564,104.9282,012 345 678\n"
    "W2,Wing Nowhere,agent,51,0,015 69\n"
)


@pytest.fixture
def signed_in(
    new_context: Callable[..., BrowserContext], client: Client, base_url: str, db: Any
) -> Callable[..., Page]:
    client.force_login(User.objects.create_superuser("sophea"))
    value = client.cookies["sessionid"].value

    def open_page(**options: Any) -> Page:
        context = new_context(**options)
        context.add_cookies([{"name": "sessionid", "value": value, "url": base_url}])
        return context.new_page()

    return open_page


def test_a_sheet_goes_in_and_out_again_without_a_script(
    signed_in: Callable[..., Page], tmp_path: Path
) -> None:
    path = tmp_path / "agents.csv"
    path.write_text(SHEET)
    page = signed_in(java_script_enabled=False)
    page.goto("/admin/locator/importrun/add/")
    page.set_input_files("#id_upload", path)
    page.fill("#id_source", "agents")
    page.check("#id_agreed")
    page.get_by_role("button", name="Upload").click()
    expect(page.get_by_role("heading", name="Columns of agents.csv")).to_be_visible()
    page.get_by_role("button", name="Show what would change").click()
    expect(page.get_by_text("lies outside Cambodia")).to_be_visible()
    page.get_by_role("button", name="Apply these changes").click()
    expect(page.get_by_text("This is what the rows did")).to_be_visible()
    page.get_by_text("Undo this import").click()
    page.get_by_role("button", name="Undo it").click()
    expect(page.get_by_text("Not listed any more, drafts now: 1")).to_be_visible()


def test_axe_finds_no_barrier_and_the_pages_fit_a_phone(
    signed_in: Callable[..., Page],
) -> None:
    run = steps.begin(
        ContentFile(SHEET.encode()),
        name="agents.csv",
        source="agents",
        licence="ODbL 1.0",
        attribution="",
        user=User.objects.get(),
    )
    run.refresh_from_db()
    steps.set_columns(run, Layout.from_json(run.layout))
    # axe writes styles of its own, which the policy would refuse, and looks for what
    # they import beside the page.
    page = signed_in(bypass_csp=True, viewport={"width": 320, "height": 700})
    for name in ("add/", f"{run.pk}/columns/", f"{run.pk}/change/"):
        page.goto(f"/admin/locator/importrun/{name}")
        result = Axe().run(page, context="#content-main", options={"preload": False})
        found = result.response["violations"]
        assert not found, [(each["id"], each["nodes"][0]["html"]) for each in found]
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, name


def test_the_decision_is_in_sight_however_many_rows_there_are(
    signed_in: Callable[..., Page],
) -> None:
    rows = (f"W{n},Wing {n},agent,11.5{n},104.9\n" for n in range(60))
    run = steps.begin(
        ContentFile("".join(["id,name,type,lat,lon\n", *rows]).encode()),
        name="agents.csv",
        source="agents",
        licence="ODbL 1.0",
        attribution="",
        user=User.objects.get(),
    )
    run.refresh_from_db()
    steps.set_columns(run, Layout.from_json(run.layout))
    page = signed_in(viewport={"width": 320, "height": 640})
    page.goto(f"/admin/locator/importrun/{run.pk}/change/")
    button = page.get_by_role("button", name="Apply these changes")
    expect(button).to_be_in_viewport()
    button.click()
    expect(page.get_by_role("link", name="Undo this import")).to_be_in_viewport()
