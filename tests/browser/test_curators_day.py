"""A curator's day in Chromium: from a spreadsheet with errors to all of it undone."""

import re
from collections.abc import Callable, Iterator
from http import HTTPStatus
from pathlib import Path

import pytest
from django.contrib.auth.models import Group, User
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, expect

from locator.models import MissingShop, Outlet
from locator.models.partnership import CURATOR
from tests import factories

HEADINGS = "id,name,type,lat,lon,phone,hours"
OLYMPIC = "W1,Wing Olympic,agent,11.5564,104.9182,012 345 678,8-17"
IN_LONDON = "W2,Wing Riverside,agent,51.5,-0.12,015 698 877,24/7"
RIVERSIDE = "W2,Wing Riverside,agent,11.5702,104.9310,015 698 877,24/7"
SOK = "W3,Sok Phone,agent,11.5600,104.9282,012 111 222,whenever we are awake"
SOK_AGAIN = "W4,Sokh Phone,agent,11.5601,104.9282,012 111 333,8-17"
PASSWORD = "four plain words here"


@pytest.fixture
def empty_index(transactional_db: None) -> None:
    """Flushing tables between tests leaves what earlier ones wrote in the R*Tree."""
    call_command("check_index", repair=True)


@pytest.fixture
def curator(empty_index: None) -> User:
    user = User.objects.create_user("sophea", password=PASSWORD, is_staff=True)
    user.groups.add(Group.objects.get(name=CURATOR))
    return user


@pytest.fixture
def page(curator: User, new_context: Callable[..., BrowserContext]) -> Iterator[Page]:
    page = new_context(viewport={"width": 1280, "height": 900}).new_page()
    yield page
    # Let no request outlive the rows that the test made.
    page.goto("about:blank")


@pytest.fixture
def missing_shop(transactional_db: None) -> MissingShop:
    """What a visitor sent overnight."""
    return MissingShop.objects.create(
        name="Dara Mart",
        kind="partner_shop",
        latitude=11.5402,
        longitude=104.9101,
        where="11.5402,104.9101",
        sent_on=timezone.localdate(),
    )


def test_a_curators_day(
    page: Page, curator: User, missing_shop: MissingShop, tmp_path: Path
) -> None:
    factories.carrier("smart")
    log_in(page, curator)

    upload(page, tmp_path, OLYMPIC, IN_LONDON, SOK, SOK_AGAIN)
    read_what_is_wrong(page)
    upload(page, tmp_path, OLYMPIC, RIVERSIDE, SOK, SOK_AGAIN)
    apply_the_import(page)
    import_page = page.url

    mend_the_hours_in_the_week(page)
    make_a_draft_of(page, missing_shop)
    publish_the_draft(page)
    verify_in_the_list(page, "Sok Phone")

    kept, withdrawn = named("Sok Phone"), named("Sokh Phone")
    merge_the_two_of_the_quality_desk(page)
    expect_page_to_lead(page, withdrawn, to=kept)
    undo_the_merge(page, kept)
    expect_page_to_lead(page, withdrawn, to=withdrawn)

    undo_the_import(page, import_page)
    assert answer_to(page, named("Wing Olympic")) == HTTPStatus.NOT_FOUND
    expect_page_to_lead(page, kept, to=kept)
    call_command("check_index")


def log_in(page: Page, curator: User) -> None:
    page.goto("/admin/")
    page.get_by_label("Username").fill(curator.username)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_text("What would you like to do?")).to_be_visible()


def upload(page: Page, folder: Path, *rows: str) -> None:
    """Up to the differences, which are not yet written."""
    sheet = folder / "agents.csv"
    sheet.write_text("\n".join([HEADINGS, *rows]))
    page.goto("/admin/locator/importrun/add/")
    page.get_by_label("Spreadsheet").set_input_files(sheet)
    page.locator("[name=source]").fill("agents")
    page.locator("[name=agreed]").check()
    page.get_by_role("button", name="Upload").click()
    page.get_by_role("button", name="Show what would change").click()
    expect(page.get_by_text("Nothing is written yet.")).to_be_visible()


def read_what_is_wrong(page: Page) -> None:
    expect(page.get_by_text("lies outside Cambodia")).to_be_visible()
    expect(page.get_by_text("whenever we are awake")).to_be_visible()
    expect(page.get_by_role("link", name="Rejected 1")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="What is wrong, as CSV").click()
    told = Path(download.value.path()).read_text(encoding="utf-8-sig")
    assert "outside Cambodia" in told
    assert "whenever we are awake" in told
    assert not Outlet.objects.exists()


def apply_the_import(page: Page) -> None:
    expect(page.get_by_role("link", name="Rejected")).to_have_count(0)
    page.get_by_role("button", name="Apply these changes").click()
    expect(page.get_by_text("This is what the rows did")).to_be_visible()
    assert Outlet.objects.count() == 4


def mend_the_hours_in_the_week(page: Page) -> None:
    page.get_by_role("link", name="Sok Phone").click()
    for day in ("Mo", "Tu", "We", "Th", "Fr", "Sa"):
        page.locator(f"[name=hours_text-{day}-0-from]").fill("7:30")
        page.locator(f"[name=hours_text-{day}-0-to]").fill("18:00")
    expect(page.locator("[name=hours_text]")).to_have_value("Mo-Sa 07:30-18:00")
    page.locator("[name=warnings_dealt_with]").check()
    save(page)
    assert named("Sok Phone").hours.text == "Mo-Sa 07:30-18:00"


def make_a_draft_of(page: Page, missing: MissingShop) -> None:
    page.goto("/admin/locator/missingshop/")
    page.get_by_role("link", name=missing.name).click()
    page.get_by_role("button", name="Make it a draft outlet").click()
    expect(page.locator("[name=status]")).to_have_value("draft")
    page.locator("[name=hours_text]").fill("Mo-Su 7-21")
    save(page)


def publish_the_draft(page: Page) -> None:
    page.goto("/admin/locator/outlet/?status__exact=draft")
    act_on(page, "Dara Mart", "Publish the chosen outlets")
    expect(page.get_by_text("1 outlet is published.")).to_be_visible()
    expect_page_to_lead(page, named("Dara Mart"), to=named("Dara Mart"))


def verify_in_the_list(page: Page, name: str) -> None:
    page.goto("/admin/locator/outlet/?status__exact=published")
    act_on(page, name, "Mark the chosen outlets as verified now")
    expect(page.get_by_text("1 outlet is marked as verified now.")).to_be_visible()
    assert named(name).verified_at


def merge_the_two_of_the_quality_desk(page: Page) -> None:
    page.goto("/admin/locator/qualityflag/")
    duplicates = page.get_by_role("row", name="Perhaps the same as another")
    duplicates.get_by_role("link", name="2").click()
    page.get_by_role("link", name="Sok Phone").click()
    page.get_by_role("link", name="Compare with Sokh Phone").click()
    compared = page.locator("#content").get_by_role("columnheader")
    expect(compared.first).to_contain_text("Sok Phone")
    page.get_by_role("button", name="Merge them").click()
    expect(page.get_by_text("leads to this outlet now")).to_be_visible()


def undo_the_merge(page: Page, kept: Outlet) -> None:
    page.goto(f"/admin/locator/outlet/{kept.pk}/change/")
    page.get_by_role("link", name="Undo the merge").click()
    page.get_by_role("button", name="Undo the merge").click()
    expect(page.get_by_text("Parted again:")).to_be_visible()


def undo_the_import(page: Page, address: str) -> None:
    """What was changed since stays: the mended one, and the one merged and parted."""
    page.goto(address)
    page.get_by_text("Undo this import").click()
    page.get_by_role("button", name="Undo it").click()
    expect(page.get_by_text("Not listed any more, drafts now: 2")).to_be_visible()
    expect(page.get_by_text("changed them after the import: 2")).to_be_visible()


def expect_page_to_lead(page: Page, outlet: Outlet, *, to: Outlet) -> None:
    """The public page of the one shows the other, or itself."""
    page.goto(outlet.get_absolute_url())
    expect(page).to_have_url(re.compile(to.public_id))
    expect(page.get_by_role("heading", level=1)).to_have_text(to.display_name)


def answer_to(page: Page, outlet: Outlet) -> int:
    return page.request.get(outlet.get_absolute_url()).status


def act_on(page: Page, name: str, action: str) -> None:
    """Tick the outlet in the list, choose the action and say yes."""
    row = page.get_by_role("row").filter(has=page.get_by_role("link", name=name))
    row.get_by_role("checkbox").check()
    page.locator("[name=action]").select_option(action)
    page.get_by_role("button", name="Go", exact=True).click()
    page.get_by_role("button", name="Yes, do it").click()


def save(page: Page) -> None:
    page.get_by_role("button", name="Save", exact=True).first.click()
    expect(page.get_by_text("was changed successfully")).to_be_visible()


def named(name: str) -> Outlet:
    return Outlet.objects.get(name_en=name)
