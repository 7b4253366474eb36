"""What the admin keeps of each save, and how it is shown, compared and restored."""

from collections.abc import Callable

from django.contrib.auth.models import User
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from guides.models import Promotion
from locator.models import Operator, Outlet, Place
from locator.models.history import versions_of
from tests import factories
from tests.admin.forms import errors_of

Send = Callable[..., HttpResponse]


def test_a_save_is_one_version_of_its_user_with_the_offers(
    change: Send, curator: User
) -> None:
    outlet, smart = factories.outlet(), factories.carrier("smart")
    answer = change(
        outlet,
        name_en="New",
        **{
            "offers-TOTAL_FORMS": "1",
            "offers-0-carrier": smart.pk,
            "offers-0-confidence": "likely",
            "offers-0-currency": "USD",
        },
    )
    assert errors_of(answer) == {}
    after, before = versions_of(Outlet)
    assert (before.name_en, before.parts["offers"]) == ("Shop", [])
    assert (after.name_en, after.history_user) == ("New", curator)
    assert after.parts["offers"][0]["carrier_id"] == smart.pk


def test_a_save_without_a_change_is_no_version(change: Send) -> None:
    outlet = factories.outlet()
    change(outlet)
    assert versions_of(Outlet).count() == 1


def test_an_added_row_has_its_version(add: Send, curator: User) -> None:
    answer = add(Outlet, name_en="New", kind="kiosk", position="11.5564, 104.9282")
    assert errors_of(answer) == {}
    version = versions_of(Outlet).get()
    assert (version.history_type, version.history_user) == ("+", curator)


def test_an_operator_is_kept_with_its_defaults(change: Send, fact: object) -> None:
    wing = factories.operator("wing")
    default = factories.default_offer(operator=wing)
    change(wing, website="https://wing.example/")
    version = versions_of(Operator).first()
    assert version.website == "https://wing.example/"
    assert [row["carrier_id"] for row in version.parts["defaults"]] == [
        default.carrier_id
    ]


def test_an_action_writes_a_version_that_says_so(
    admin_page: Client, curator: User
) -> None:
    outlets = [factories.outlet(), factories.outlet()]
    chosen = {
        "action": "close_for_good",
        "_selected_action": [outlet.pk for outlet in outlets],
    }
    admin_page.post(reverse("admin:locator_outlet_changelist"), chosen)
    versions = versions_of(Outlet).filter(status="closed")
    assert versions.count() == 2
    assert {version.history_user for version in versions} == {curator}
    assert {v.history_change_reason for v in versions} == {"Closed in the list"}


def test_a_deletion_says_who(admin_page: Client, curator: User) -> None:
    place = factories.place("poipet")
    address = reverse("admin:locator_place_delete", args=[place.pk])
    admin_page.post(address, {"post": "yes"})
    assert not Place.objects.exists()
    deleted = versions_of(Place).first()
    assert (deleted.history_type, deleted.history_user) == ("-", curator)


def test_links_of_an_offer_are_kept_with_it(admin_page: Client, curator: User) -> None:
    carrier, wing = factories.carrier("smart"), factories.operator("wing")
    address = reverse("admin:guides_promotion_add")
    sent = {
        "slug": "bonus",
        "gives_en": "Bonus",
        "limits_en": "Inside",
        "carrier": carrier.pk,
        "operators": [wing.pk],
        "fact": factories.fact().pk,
    }
    admin_page.post(address, sent)
    version = versions_of(Promotion).get()
    assert version.history_user == curator
    assert [row["operator_id"] for row in version.parts["operators"]] == [wing.pk]
