"""What the admin keeps of each save, and how it is shown, compared and restored."""

import datetime as dt
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
        "confirmed": "2",
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


# Shown, compared, restored


def history_url(row: object, version: object = None) -> str:
    address = reverse(
        f"admin:{row._meta.app_label}_{row._meta.model_name}_history", args=[row.pk]
    )
    return f"{address}{version.history_id}/" if version else address


def changes_in(page: HttpResponse) -> list[tuple[str, str, str]]:
    [latest, *_others] = page.context["shown"]
    return [(change.label, change.before, change.after) for change in latest.changes]


def test_the_history_says_in_plain_words_what_changed(
    change: Send, admin_page: Client
) -> None:
    outlet = factories.outlet(
        sells="smart", confidence="likely", phones=("+85512345678",)
    )
    answer = change(
        outlet,
        name_km="ហាង",
        hours_text="24/7",
        position="12, 104",
        payments=["cash"],
        reason="called them",
        **{"offers-0-min_amount": "1", "phones-0-DELETE": "on"},
    )
    assert errors_of(answer) == {}
    page = admin_page.get(history_url(outlet))
    assert changes_in(page) == [
        ("Name in Khmer", "", "ហាង"),
        ("Opening hours", "", "24/7"),
        ("Payment methods", "", "Cash"),
        ("Position", "11.5564, 104.9282", "12, 104"),
        ("Offer Smart: Smallest amount", "", "1.00"),
        ("Phone", "+85512345678", ""),
    ]
    assert "called them" in page.content.decode()


def test_two_versions_are_compared(change: Send, admin_page: Client) -> None:
    outlet = factories.outlet(name_en="One")
    change(outlet, name_en="Two")
    change(outlet, name_en="Three")
    newest, _middle, oldest = versions_of(Outlet)
    chosen = {"from": oldest.history_id, "to": newest.history_id}
    page = admin_page.get(history_url(outlet), chosen)
    [difference] = page.context["differences"]
    assert (difference.before, difference.after) == ("One", "Three")


def test_a_version_is_restored_after_showing_what_that_changes(
    change: Send, admin_page: Client, curator: User, index_is_right: Callable[[], None]
) -> None:
    outlet = factories.outlet(name_en="One", sells="smart", confidence="likely")
    change(outlet, name_en="Two", status="closed")
    version = versions_of(Outlet).last()
    page = admin_page.get(history_url(outlet, version))
    assert ("Name in English", "Two", "One") in [
        (change.label, change.before, change.after)
        for change in page.context["changes"]
    ]
    answer = admin_page.post(history_url(outlet, version), {"reason": "my mistake"})
    assert answer.status_code == 302
    outlet.refresh_from_db()
    assert (outlet.name_en, outlet.status) == ("One", "published")
    latest = versions_of(Outlet).first()
    assert latest.history_user == curator
    assert latest.history_change_reason == "my mistake"
    index_is_right()


def test_a_restored_version_is_told_by_the_time_here(
    change: Send, admin_page: Client
) -> None:
    outlet = factories.outlet(name_en="One")
    change(outlet, name_en="Two")
    version = versions_of(Outlet).last()
    early = dt.datetime(2026, 3, 9, 22, 30, tzinfo=dt.UTC)
    versions_of(Outlet).filter(pk=version.pk).update(history_date=early)
    admin_page.post(history_url(outlet, version))
    assert versions_of(Outlet).filter(
        history_change_reason="Restored the version of 2026-03-10 05:30"
    )


def test_a_deleted_place_is_found_and_restored(
    admin_page: Client, index_is_right: Callable[[], None]
) -> None:
    place = factories.place("poipet", name_en="Poipet", latitude=13, longitude=102)
    key = place.pk
    admin_page.post(reverse("admin:locator_place_delete", args=[key]), {"post": "yes"})
    page = admin_page.get(reverse("admin:locator_place_deleted"))
    assert "Poipet" in page.content.decode()
    place.pk = key
    assert admin_page.get(history_url(place)).status_code == 200
    admin_page.post(history_url(place, versions_of(Place).first()))
    assert Place.objects.get().name_en == "Poipet"
    index_is_right()


def test_a_row_without_versions_has_a_page_that_says_so(admin_page: Client) -> None:
    outlet = factories.outlet()
    versions_of(Outlet).delete()
    assert admin_page.get(history_url(outlet)).status_code == 200


def test_a_version_of_another_row_is_not_restored(admin_page: Client) -> None:
    one, other = factories.outlet(), factories.outlet()
    version = versions_of(Outlet).filter(id=other.pk).get()
    assert admin_page.post(history_url(one, version)).status_code == 404


def test_a_guessed_row_or_version_is_not_found(admin_page: Client) -> None:
    outlet = factories.outlet()
    assert admin_page.get("/admin/locator/outlet/999/history/").status_code == 404
    assert admin_page.get("/admin/locator/outlet/x/history/").status_code == 404
    assert admin_page.get(history_url(outlet) + "999/").status_code == 404
    strange = {"from": "9" * 30, "to": "-1", "p": "x"}
    assert admin_page.get(history_url(outlet), strange).status_code == 200


def test_a_page_of_history_asks_for_names_once(
    admin_page: Client, django_assert_max_num_queries: object
) -> None:
    wing = factories.operator("wing")
    outlet = factories.outlet(operator=wing, sells="smart", hours="24/7")
    for number in range(30):
        outlet.name_en = f"Name {number}"
        outlet.save()
    with django_assert_max_num_queries(16):
        admin_page.get(history_url(outlet))
