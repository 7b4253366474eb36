"""The map of all outlets that the list's filters leave."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from locator.admin import outlet_map
from tests import factories
from tests.admin.forms import change_url

MAP = "/admin/locator/outlet/map/"
AROUND = "104.8,11.4,105.1,11.7"


def shown(client: Client, box: str = AROUND, **filters: str) -> dict[str, Any]:
    answer = client.get(MAP, {"points": "1", "box": box, **filters})
    said: dict[str, Any] = answer.json()
    return said


def test_each_point_leads_to_its_form(admin_page: Client) -> None:
    outlet = factories.outlet(name_en="Sok", status="draft")
    [point] = shown(admin_page)["points"]
    assert point["address"] == change_url(outlet)
    assert point["says"] == "Sok (Draft)"
    assert point["at"] == [outlet.latitude, outlet.longitude]


def test_the_filters_and_the_search_of_the_list_hold(admin_page: Client) -> None:
    factories.outlet(name_en="Sok", kind="atm")
    factories.outlet(name_en="Dara")
    for asked in ({"kind__exact": "atm"}, {"q": "sok"}):
        [point] = shown(admin_page, **asked)["points"]
        assert point["says"].startswith("Sok")


def test_only_what_is_in_view_is_sent(admin_page: Client) -> None:
    factories.outlet()
    assert shown(admin_page, box="103,13,104,14") == {"points": [], "cells": []}


def test_many_are_counted_in_cells_that_hold_them_all(
    admin_page: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outlet_map, "MAX_POINTS", 3)
    for number in range(6):
        factories.outlet(north_m=number * 1500)
    said = shown(admin_page)
    assert said["points"] == []
    assert sum(cell["number"] for cell in said["cells"]) == 6


@pytest.mark.parametrize("box", ["", "here", "1,2,3", "999,0,0,0"])
def test_a_box_that_is_none_is_refused(admin_page: Client, box: str) -> None:
    assert admin_page.get(MAP, {"points": "1", "box": box}).status_code == 400


def test_the_page_leads_back_to_the_list_with_its_filters(admin_page: Client) -> None:
    page = admin_page.get(MAP, {"kind__exact": "atm"}).content.decode()
    assert "/admin/locator/outlet/?kind__exact=atm" in page


def test_an_unknown_filter_leads_to_the_list(admin_page: Client) -> None:
    answer = admin_page.get(MAP, {"nonsense__exact": "1"})
    assert answer["Location"] == "/admin/locator/outlet/?e=1"


def test_who_may_not_see_outlets_sees_no_map(client: Client, db: None) -> None:
    client.force_login(User.objects.create_user("someone", is_staff=True))
    assert client.get(MAP).status_code == 403
