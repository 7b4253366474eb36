"""Two curators at once, and input that is hostile."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from tests import factories
from tests.admin.forms import change_url, errors_of, untouched

Send = Callable[..., HttpResponse]


def test_the_second_to_save_is_told_and_loses_nothing(admin_page: Client) -> None:
    outlet = factories.outlet(street_en="St. 1")
    url = change_url(outlet)
    first, second = untouched(admin_page.get(url)), untouched(admin_page.get(url))
    assert errors_of(admin_page.post(url, first | {"street_en": "St. 2"})) == {}
    answer = admin_page.post(url, second | {"name_en": "My name"})
    errors = errors_of(answer)
    assert "sophea saved this after" in errors["__all__"][0]
    assert errors["street_en"] == ["Saved meanwhile: “St. 2”"]
    assert "My name" in answer.content.decode()
    outlet.refresh_from_db()
    assert (outlet.street_en, outlet.name_en) == ("St. 2", "Shop")


def test_having_been_told_the_second_may_save(admin_page: Client) -> None:
    outlet = factories.outlet()
    url = change_url(outlet)
    seen = untouched(admin_page.get(url))
    outlet.phones.create(number="+85512345678")
    answer = admin_page.post(url, seen | {"name_en": "My name"})
    assert "__all__" in errors_of(answer)
    again = untouched(answer)
    assert errors_of(admin_page.post(url, again)) == {}
    outlet.refresh_from_db()
    assert outlet.name_en == "My name"


@pytest.mark.parametrize("version", ["", "yesterday", "2026-13-45T99:00", "1\0"])
def test_a_broken_version_is_a_conflict_and_no_crash(
    change: Send, version: str
) -> None:
    assert errors_of(change(factories.outlet(), version=version))


def test_an_action_in_the_list_is_noticed_by_an_open_form(
    admin_page: Client, curator: User
) -> None:
    outlet = factories.outlet()
    url = change_url(outlet)
    seen = untouched(admin_page.get(url))
    chosen = {"action": "close_for_good", "_selected_action": outlet.pk}
    chosen |= {"confirmed": "1"}
    admin_page.post(reverse("admin:locator_outlet_changelist"), chosen)
    errors = errors_of(admin_page.post(url, seen))
    assert errors["status"] == ["Saved meanwhile: “Closed for good”"]


@pytest.mark.parametrize("name", ["name_en", "street_km", "hours_text", "closed_until"])
def test_a_nul_is_an_error_of_its_field(change: Send, name: str) -> None:
    assert name in errors_of(change(factories.outlet(), **{name: "a\0b"}))


@pytest.mark.parametrize("name", ["name_en", "landmark_zh_hans", "hours_text"])
def test_a_huge_text_is_an_error_of_its_field(change: Send, name: str) -> None:
    assert name in errors_of(change(factories.outlet(), **{name: "x" * 100_000}))


def test_a_name_with_markup_is_shown_as_text(admin_page: Client) -> None:
    outlet = factories.outlet(name_en="<script>alert(1)</script>")
    page = admin_page.get(change_url(outlet)).content.decode()
    assert "<script>alert" not in page


def test_an_unknown_payment_is_refused(change: Send) -> None:
    assert "payments" in errors_of(change(factories.outlet(), payments=["shells"]))


@pytest.mark.parametrize("name", ["operator", "place", "right_as_it_is"])
@pytest.mark.parametrize("value", ["9" * 20, "-1", "x"])
def test_a_choice_that_is_none_is_told_at_its_field(
    change: Send, name: str, value: str
) -> None:
    answer = change(factories.outlet(), **{name: value})
    assert list(errors_of(answer)) == [name]
    assert answer.render().status_code == 200
