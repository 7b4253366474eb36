"""Each forbidden thing is tried: by list, form, choice, action and guessed address."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from locator.models import Outlet, Partnership
from locator.models.history import versions_of
from locator.models.partnership import visible_to
from tests import factories
from tests.admin.forms import change_url, errors_of, untouched
from tests.admin.roles.accounts import LIST, address, logged_in, sent, staff

pytestmark = pytest.mark.django_db


def test_a_partner_lists_its_own_outlets(partner: Callable[..., Client]) -> None:
    factories.outlet(name_en="Ours", operator=factories.operator("wing"))
    factories.outlet(name_en="Theirs", operator=factories.operator("aba"))
    factories.outlet(name_en="Nobody's")
    page = partner(operators=("wing",)).get(LIST)
    assert [outlet.name_en for outlet in page.context["cl"].result_list] == ["Ours"]


@pytest.mark.parametrize("what", ["change", "history", "delete"])
def test_the_guessed_address_of_anothers_outlet_shows_nothing(
    partner: Callable[..., Client], what: str
) -> None:
    outlet = factories.outlet(name_en="Theirs", operator=factories.operator("aba"))
    client = partner(operators=("wing",))
    for answer in (
        client.get(address(outlet, what)),
        client.post(address(outlet, what), {"name_en": "Mine", "post": "yes"}),
    ):
        assert answer.status_code in (302, 403, 404)
        assert "Theirs" not in answer.content.decode()
    outlet.refresh_from_db()
    assert (outlet.name_en, outlet.status) == ("Theirs", "published")


def test_anothers_version_is_neither_shown_nor_restored(
    partner: Callable[..., Client],
) -> None:
    outlet = factories.outlet(operator=factories.operator("aba"))
    version = versions_of(Outlet).get()
    Outlet.objects.filter(pk=outlet.pk).update(status="closed")
    client = partner(operators=("wing",))
    page = f"{address(outlet, 'history')}{version.history_id}/"
    assert client.get(page).status_code in (403, 404)
    assert client.post(page).status_code in (403, 404)
    outlet.refresh_from_db()
    assert outlet.status == "closed"


@pytest.mark.parametrize("action", ["publish", "close_for_good", "mark_verified"])
def test_a_partner_has_no_actions_even_when_sent(
    partner: Callable[..., Client], action: str
) -> None:
    ours = factories.outlet(operator=factories.operator("wing"), status="draft")
    theirs = factories.outlet(operator=factories.operator("aba"), status="draft")
    client = partner(operators=("wing",))
    client.post(LIST, {"action": action, "_selected_action": [ours.pk, theirs.pk]})
    assert set(Outlet.objects.values_list("status", "verified_at")) == {("draft", None)}


def test_a_partner_edits_its_outlet(partner: Callable[..., Client]) -> None:
    outlet = factories.outlet(operator=factories.operator("wing"))
    answer = sent(partner(operators=("wing",)), outlet, name_en="Better")
    assert errors_of(answer) == {}
    outlet.refresh_from_db()
    assert outlet.name_en == "Better"
    assert versions_of(Outlet).first().history_user.username == "partner"


@pytest.mark.parametrize("slug", ["aba", ""])
def test_an_outlet_cannot_be_given_away_or_taken(
    partner: Callable[..., Client], slug: str
) -> None:
    outlet = factories.outlet(operator=factories.operator("wing"))
    other = factories.operator(slug).pk if slug else ""
    answer = sent(partner(operators=("wing",)), outlet, operator=other)
    assert list(errors_of(answer)) == ["operator"]


def test_a_partner_adds_an_outlet_of_its_operator_only(
    partner: Callable[..., Client],
) -> None:
    client = partner(operators=("wing",))
    page = reverse("admin:locator_outlet_add")
    fields = {"name_en": "New", "kind": "kiosk", "position": "11.55, 104.9"}
    theirs = fields | {"operator": factories.operator("aba").pk}
    ours = fields | {"operator": factories.operator("wing").pk}
    assert list(errors_of(client.post(page, untouched(client.get(page)) | theirs))) == [
        "operator"
    ]
    assert errors_of(client.post(page, untouched(client.get(page)) | ours)) == {}
    assert Outlet.objects.get().operator.slug == "wing"


def test_the_form_of_a_partners_outlet_names_no_draft_of_others(
    partner: Callable[..., Client],
) -> None:
    ours = factories.outlet(operator=factories.operator("wing"))
    factories.outlet(name_en="Secret", status="draft", north_m=20)
    client = partner(operators=("wing",))
    assert "Secret" not in client.get(change_url(ours)).content.decode()
    asked = {"at": "11.5564,104.9282"}
    page = reverse("admin:locator_outlet_neighbours")
    assert client.get(page, asked).status_code == 403
    hours = reverse("admin:locator_outlet_hours")
    assert client.get(hours, {"text": "24/7"}).status_code == 200


def test_other_desks_are_shut_to_a_partner(partner: Callable[..., Client]) -> None:
    client = partner(carriers=("smart",), operators=("wing",))
    for name in (
        "auth_user_changelist",
        "locator_partnership_changelist",
        "locator_apikey_changelist",
        "locator_report_changelist",
        "locator_report_desk",
        "locator_qualityflag_changelist",
        "locator_missingshop_changelist",
        "locator_claim_changelist",
        "guides_way_changelist",
        "guides_guidetext_languages",
        "locator_place_deleted",
    ):
        assert client.get(reverse(f"admin:{name}")).status_code == 403, name


def test_reference_rows_are_read_and_not_written(
    partner: Callable[..., Client],
) -> None:
    client = partner(carriers=("smart",), operators=("wing",))
    for row in (factories.carrier("smart"), factories.operator("wing")):
        assert client.get(address(row, "change")).status_code == 200
        assert client.post(address(row, "change"), {"slug": "x"}).status_code == 403
        assert client.post(address(row, "delete"), {"post": "yes"}).status_code == 403


def test_of_the_group_without_a_partnership_nothing_is_seen() -> None:
    factories.outlet()
    user = staff("partner", "Partner")
    assert not visible_to(user, Outlet.objects.all()).exists()
    assert logged_in(user).get(LIST).status_code == 302


def test_a_partner_agrees_to_the_licence_before_anything_else(
    partner: Callable[..., Client],
) -> None:
    outlet = factories.outlet(operator=factories.operator("wing"))
    client = partner(operators=("wing",), agreed_at=None)
    agreement = reverse("admin:agreement")
    for url in (LIST, address(outlet, "change"), "/admin/"):
        assert client.get(url)["Location"] == agreement
    assert client.post(address(outlet, "change"), {})["Location"] == agreement
    assert "ODbL" in client.get(agreement).content.decode()
    client.post(agreement)
    assert Partnership.objects.get().agreed_at is not None
    assert client.get(LIST).status_code == 200
