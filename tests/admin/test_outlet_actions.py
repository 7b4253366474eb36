"""What is done with many outlets at once."""

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from locator.admin import outlet_actions
from locator.models import MissingShop, Outlet
from locator.models.outlet import IMPORT_UNDONE
from locator.quality.merging import merge_outlets
from tests import factories

LIST = "/admin/locator/outlet/"


@pytest.fixture
def drafts(db: None) -> list[Outlet]:
    return [
        factories.outlet(name_en=f"Draft {number}", status="draft", north_m=number * 99)
        for number in range(3)
    ]


def asked(client: Client, outlets: list[Outlet], **fields: str) -> HttpResponse:
    chosen = {"action": "publish", "_selected_action": [o.pk for o in outlets]}
    return client.post(LIST, chosen | fields, follow=True)


def test_an_action_says_what_it_will_do_to_how_many_before(
    admin_page: Client, drafts: list[Outlet]
) -> None:
    page = asked(admin_page, drafts).content.decode()
    assert "Publish 3 outlets?" in page
    assert "Draft 0" in page
    assert not Outlet.objects.published().exists()


def test_outlets_that_are_so_already_are_left_out_and_counted(
    admin_page: Client, drafts: list[Outlet]
) -> None:
    page = asked(admin_page, [*drafts, factories.outlet()]).content.decode()
    assert "Publish 3 outlets?" in page
    assert "1 other chosen outlet stays as it is" in page


def test_what_the_undoing_of_an_import_made_a_draft_is_not_published(
    admin_page: Client, drafts: list[Outlet]
) -> None:
    Outlet.objects.filter(pk=drafts[0].pk).update(imported={IMPORT_UNDONE: True})
    page = asked(admin_page, drafts).content.decode()
    assert "Publish 2 outlets?" in page
    assert "1 chosen outlet is a draft because its import was undone" in page
    assert "it is so already" not in page
    asked(admin_page, drafts, confirmed="2")
    assert set(Outlet.objects.published()) == set(drafts[1:])
    page = asked(admin_page, drafts[:1]).content.decode()
    assert "There is nothing to change in these outlets. 1 chosen outlet is" in page


def test_a_draft_that_stands_in_the_middle_of_a_town_is_not_published(
    admin_page: Client, drafts: list[Outlet]
) -> None:
    lost = drafts[0]
    MissingShop.objects.create(
        name="Lost",
        kind=lost.kind,
        latitude=lost.latitude,
        longitude=lost.longitude,
        is_exact=False,
        sent_on="2026-11-20",
        outlet=lost,
    )
    page = asked(admin_page, drafts).content.decode()
    assert "Publish 2 outlets?" in page
    assert "1 chosen outlet stays a draft: a visitor named only a place" in page
    asked(admin_page, drafts, confirmed="2")
    assert set(Outlet.objects.published()) == set(drafts[1:])


def test_all_that_match_are_changed_beyond_the_page(
    admin_page: Client,
    drafts: list[Outlet],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    factories.outlet(name_en="Other", status="draft", kind="atm")
    chosen = {
        "action": "publish",
        "select_across": "1",
        "_selected_action": [drafts[0].pk],
    }
    address = f"{LIST}?kind__exact=partner_shop"
    page = admin_page.post(address, chosen)
    assert "Publish 3 outlets?" in page.content.decode()
    assert 'name="select_across" value="1"' in page.content.decode()
    admin_page.post(address, chosen | {"confirmed": "3"})
    assert set(Outlet.objects.published()) == set(drafts)


def test_who_confirmed_another_number_is_asked_again(
    admin_page: Client, drafts: list[Outlet]
) -> None:
    page = asked(admin_page, drafts, confirmed="2").content.decode()
    assert "have changed meanwhile" in page
    assert not Outlet.objects.published().exists()


def test_too_many_at_once_are_refused_with_advice(
    admin_page: Client, drafts: list[Outlet], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outlet_actions, "MAX_AT_ONCE", 2)
    page = asked(admin_page, drafts).content.decode()
    assert "at most 2 can be changed at once" in page


def test_nothing_to_change_is_said(admin_page: Client) -> None:
    page = asked(admin_page, [factories.outlet()]).content.decode()
    assert "nothing to change" in page


def test_a_withdrawn_outlet_is_not_published(admin_page: Client) -> None:
    kept, gone = factories.outlet(), factories.outlet()
    at = kept.created_at
    merge_outlets(kept, gone, taken=[], by=None, at=at)
    page = asked(admin_page, [gone]).content.decode()
    assert "nothing to change" in page


def test_one_that_is_merged_between_asking_and_doing_stays_as_it_is(
    drafts: list[Outlet],
) -> None:
    chosen = Outlet.objects.exclude(status="published")
    survivor = factories.outlet()
    merge_outlets(survivor, drafts[0], taken=(), by=None, at=timezone.now())
    assert outlet_actions.change_outlets(chosen, reason="", status="published") == 2
    drafts[0].refresh_from_db()
    assert drafts[0].status == "closed"
