"""The guard rails of the browser tests catch what they must."""

import pytest
from playwright.sync_api import Error, Page


def test_static_files_come_under_hashed_names(page: Page) -> None:
    page.goto("/admin/login/")
    style_sheet = page.locator("link[rel=stylesheet]").first.get_attribute("href")
    assert style_sheet is not None
    with page.expect_response(f"**{style_sheet}") as loading:
        page.reload()
    assert "immutable" in loading.value.headers["cache-control"]


def test_asking_another_host_is_a_complaint(page: Page, complaints: list[str]) -> None:
    with pytest.raises(Error):
        page.goto("http://other.example/")
    assert complaints == ["asked another host: http://other.example/"]
    complaints.clear()


def test_an_error_on_the_console_is_a_complaint(
    page: Page, complaints: list[str]
) -> None:
    page.goto("/admin/login/")
    with page.expect_console_message():
        page.evaluate("console.error('out of credit')")
    assert complaints == ["console: out of credit"]
    complaints.clear()


def test_an_uncaught_error_is_a_complaint(page: Page, complaints: list[str]) -> None:
    page.goto("/admin/login/")
    with page.expect_event("pageerror"):
        page.evaluate("setTimeout(() => { throw new Error('out of credit') })")
    assert len(complaints) == 1
    complaints.clear()


def test_tiles_are_stubbed(page: Page) -> None:
    page.goto("/admin/login/")
    with page.expect_response("https://tile.openstreetmap.org/**") as loading:
        page.evaluate("new Image().src = 'https://tile.openstreetmap.org/7/101/59.png'")
    assert loading.value.headers["content-type"] == "image/png"
