"""The quality desk, its filter of the list, and two outlets compared."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.contrib.auth.models import Permission, User
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from locator.models import Outlet, OutletMerge, QualityDismissal, QualityFlag
from locator.quality.checking import check_outlets
from tests import factories
from tests.admin.forms import change_url, errors_of

Send = Callable[..., HttpResponse]
DESK = "/admin/locator/qualityflag/"
LIST = "/admin/locator/outlet/"
ABROAD = {"latitude": 13.7563, "longitude": 100.5018}


def merge_url(one: Outlet, other: Outlet) -> str:
    return reverse("admin:locator_outlet_merge", args=[one.pk, other.pk])


@pytest.fixture
def twins(db: None) -> tuple[Outlet, Outlet]:
    one = factories.outlet(name_en="Sok", street_en="Street 1")
    other = factories.outlet(name_en="Sok", street_en="Street 2", hours="24/7")
    check_outlets(None, at=timezone.now())
    return one, other


# The desk


def test_the_early_morning_is_of_the_day_here(
    admin_page: Client, twins: tuple[Outlet, Outlet]
) -> None:
    early = dt.datetime(2026, 3, 9, 22, 30, tzinfo=dt.UTC)
    QualityFlag.objects.update(found_at=early)
    assert "The youngest flag is of 10 March 2026." in text_of(admin_page, DESK)
    Outlet.objects.filter(pk=twins[0].pk).update(verified_at=early)
    compared = text_of(admin_page, merge_url(*twins))
    assert "<td>10 Mar 2026</td><td>never</td>" in compared


def text_of(client: Client, url: str) -> str:
    return client.get(url).content.decode()


def test_each_count_leads_to_its_outlets(
    admin_page: Client, twins: tuple[Outlet, Outlet]
) -> None:
    abroad = factories.outlet(name_en="Far", **ABROAD)
    check_outlets(None, at=timezone.now())
    page = admin_page.get(DESK)
    counted = [
        rule
        for severity in page.context["severities"]
        for rule in severity.rules
        if rule.outlets
    ]
    assert [(rule.label, rule.outlets) for rule in counted] == [
        ("Outside Cambodia", 1),
        ("Perhaps the same as another", 2),
    ]
    for rule, outlets in zip(counted, ([abroad], twins), strict=True):
        listed = admin_page.get(rule.address).context["cl"].result_list
        assert set(listed) == set(outlets)
    worst = page.context["severities"][0]
    assert list(admin_page.get(worst.address).context["cl"].result_list) == [abroad]


def test_the_desk_is_for_who_may_see_outlets(client: Client, db: None) -> None:
    viewer = User.objects.create_user("viewer", is_staff=True)
    client.force_login(viewer)
    assert client.get(DESK).status_code in (302, 403)
    viewer.user_permissions.add(Permission.objects.get(codename="view_outlet"))
    assert client.get(DESK).status_code == 200


@pytest.mark.parametrize(
    ("chosen", "left"),
    [
        ("any", {"Sok"}),
        ("none", {"Lone"}),
        ("near_duplicate", {"Sok"}),
        ("severity-2", {"Sok"}),
        ("severity-3", set()),
        ("nonsense", {"Sok", "Lone"}),
    ],
)
def test_the_list_is_filtered_by_flags(
    admin_page: Client, twins: tuple[Outlet, Outlet], chosen: str, left: set[str]
) -> None:
    factories.outlet(name_en="Lone", north_m=500)
    page = admin_page.get(LIST, {"quality": chosen})
    assert {outlet.name_en for outlet in page.context["cl"].result_list} == left


@pytest.mark.parametrize(
    ("parameters", "left"),
    [
        ({"confidence": "confirmed"}, {"a"}),
        ({"confidence": "likely"}, {"b"}),
        ({"confidence": "-"}, {"c"}),
        ({"confidence": "confirmed", "carrier": "metfone"}, set()),
        ({"confidence": "confirmed", "carrier": "smart"}, {"a"}),
    ],
)
def test_the_list_is_filtered_by_how_sure_an_offer_is(
    admin_page: Client, parameters: dict[str, str], left: set[str]
) -> None:
    factories.carrier("metfone")
    factories.outlet(name_en="a", sells="smart", confidence="confirmed")
    factories.outlet(name_en="b", sells="metfone", confidence="likely")
    factories.outlet(name_en="c")
    page = admin_page.get(LIST, parameters)
    assert {outlet.name_en for outlet in page.context["cl"].result_list} == left


# On the form


def test_the_form_says_what_is_wrong_and_how_it_is_mended(
    admin_page: Client, twins: tuple[Outlet, Outlet]
) -> None:
    page = admin_page.get(change_url(twins[0])).content.decode()
    assert "stands 0 m from it" in page
    assert "Compare the two" in page
    assert merge_url(*twins) in page


def test_saving_checks_at_once(change: Send) -> None:
    outlet = factories.outlet()
    change(outlet, position="13.7563, 100.5018")
    assert QualityFlag.objects.get().rule == "outside_cambodia"
    change(outlet, position="11.5564, 104.9282")
    assert not QualityFlag.objects.exists()


def test_what_is_right_as_it_is_is_ticked_on_the_form(
    change: Send, curator: User
) -> None:
    outlet = factories.outlet(**ABROAD)
    check_outlets(None, at=timezone.now())
    flag = QualityFlag.objects.get()
    assert errors_of(change(outlet, right_as_it_is=[flag.pk])) == {}
    assert not QualityFlag.objects.exists()
    assert QualityDismissal.objects.get().dismissed_by == curator


def test_a_flag_of_another_outlet_cannot_be_ticked(
    change: Send, twins: tuple[Outlet, Outlet]
) -> None:
    strange = QualityFlag.objects.get(outlet=twins[1])
    errors = errors_of(change(twins[0], right_as_it_is=[strange.pk]))
    assert list(errors) == ["right_as_it_is"]


# Compared


def choices(page: HttpResponse) -> dict[str, bool]:
    return {choice.name: choice.takes_other for choice in page.context["choices"]}


def merged(client: Client, *twins: Outlet, **fields: str) -> HttpResponse:
    page = client.get(merge_url(*twins))
    sent = {"keep": page.context["kept"].pk, "version": page.context["version"]}
    return client.post(merge_url(*twins), sent | fields)


def test_two_are_compared_where_they_differ(
    admin_page: Client, twins: tuple[Outlet, Outlet]
) -> None:
    page = admin_page.get(merge_url(*twins))
    assert page.context["kept"] == twins[0]
    assert choices(page) == {"choice:hours": True, "choice:street_en": False}


def test_the_other_id_may_be_kept(
    admin_page: Client, twins: tuple[Outlet, Outlet]
) -> None:
    page = admin_page.get(merge_url(*twins), {"keep": twins[1].pk})
    assert page.context["kept"] == twins[1]


def test_a_merge_follows_the_choices_and_is_undone(
    admin_page: Client,
    twins: tuple[Outlet, Outlet],
    index_is_right: Callable[[], None],
) -> None:
    one, other = twins
    answer = merged(admin_page, *twins, **{"choice:hours": "other"})
    assert answer["Location"] == change_url(one)
    one.refresh_from_db()
    assert (one.hours.text, one.street_en) == ("24/7", "Street 1")
    page = admin_page.get(change_url(one)).content.decode()
    undo = reverse(
        "admin:locator_outlet_merge_undo", args=[OutletMerge.objects.get().pk]
    )
    assert undo in page
    assert "becomes an outlet of its own" in admin_page.get(undo).content.decode()
    admin_page.post(undo)
    one.refresh_from_db()
    other.refresh_from_db()
    assert (one.hours, other.status) == (None, "published")
    index_is_right()


def test_a_merge_whose_outlet_was_opened_again_can_still_be_undone(
    admin_page: Client, twins: tuple[Outlet, Outlet]
) -> None:
    one, other = twins
    merged(admin_page, *twins)
    Outlet.objects.filter(pk=other.pk).update(status="published")
    merge = OutletMerge.objects.get()
    undo = reverse("admin:locator_outlet_merge_undo", args=[merge.pk])
    assert undo in admin_page.get(change_url(one)).content.decode()


def test_who_compares_an_outdated_page_is_told_and_keeps_the_choices(
    admin_page: Client, twins: tuple[Outlet, Outlet]
) -> None:
    page = admin_page.get(merge_url(*twins))
    Outlet.objects.filter(pk=twins[1].pk).update(name_km="ហាងសុខ")
    sent = {"version": page.context["version"], "choice:street_en": "other"}
    answer = admin_page.post(merge_url(*twins), sent)
    assert "nothing is merged yet" in answer.content.decode()
    assert choices(answer)["choice:street_en"]
    assert not OutletMerge.objects.exists()


def test_not_the_same_is_remembered(
    admin_page: Client, twins: tuple[Outlet, Outlet]
) -> None:
    merged(admin_page, *twins, not_one="1")
    check_outlets(None, at=timezone.now())
    assert not QualityFlag.objects.exists()
    assert not OutletMerge.objects.exists()


def test_a_withdrawn_one_is_not_opened_by_hand(
    admin_page: Client, change: Send, twins: tuple[Outlet, Outlet]
) -> None:
    merged(admin_page, *twins)
    errors = errors_of(change(twins[1], status="published"))
    assert "undo the merge" in errors["status"][0]


def test_a_withdrawn_one_names_what_it_was_merged_into(
    admin_page: Client, twins: tuple[Outlet, Outlet]
) -> None:
    merged(admin_page, *twins)
    kept, withdrawn = twins
    listed = admin_page.get(LIST).content.decode()
    assert f"Merged into {kept.public_id}" in listed
    assert "Closed for good</span>" not in listed
    assert change_url(kept) in admin_page.get(change_url(withdrawn)).content.decode()


def test_two_chosen_in_the_list_are_compared(
    admin_page: Client, twins: tuple[Outlet, Outlet]
) -> None:
    chosen = {"action": "compare_two", "_selected_action": [o.pk for o in twins]}
    assert admin_page.post(LIST, chosen)["Location"] == merge_url(*twins)
    one = chosen | {"_selected_action": [twins[0].pk]}
    answer = admin_page.post(LIST, one, follow=True)
    assert "Choose two outlets." in answer.content.decode()


def test_who_may_only_view_merges_nothing(
    client: Client, twins: tuple[Outlet, Outlet]
) -> None:
    viewer = User.objects.create_user("viewer", is_staff=True)
    viewer.user_permissions.add(Permission.objects.get(codename="view_outlet"))
    client.force_login(viewer)
    assert client.get(merge_url(*twins)).status_code == 403
    assert client.post(merge_url(*twins)).status_code == 403


def test_an_outlet_is_not_compared_with_itself(
    admin_page: Client, twins: tuple[Outlet, Outlet]
) -> None:
    assert admin_page.get(merge_url(twins[0], twins[0])).status_code == 403
