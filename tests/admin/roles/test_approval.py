"""A partner's edit waits until a curator has looked at it."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from guides.models import Plan
from locator.models import Outlet, ProposedChange
from locator.models.history import versions_of
from locator.search_index import write_index
from tests import factories
from tests.admin.forms import errors_of, untouched
from tests.admin.roles.accounts import LIST, address, logged_in, sent

pytestmark = pytest.mark.django_db


def test_an_edit_that_needs_approval_changes_nothing_yet(
    partner: Callable[..., Client], index_is_right: Callable[[], None]
) -> None:
    outlet = factories.outlet(
        operator=factories.operator("wing"), sells="smart", confidence="likely"
    )
    write_index(None)
    client = partner(operators=("wing",), needs_approval=True)
    answer = sent(
        client, outlet, name_en="New", reason="moved", **{"offers-0-DELETE": "on"}
    )
    assert errors_of(answer) == {}
    outlet.refresh_from_db()
    assert (outlet.name_en, outlet.offers.count()) == ("Shop", 1)
    assert versions_of(Outlet).count() == 1
    proposal = ProposedChange.objects.get()
    assert (proposal.reason, proposal.status) == ("moved", "waiting")
    told = client.get(LIST).content.decode()
    assert "waits for a curator" in told
    assert "changed successfully" not in told
    index_is_right()


def test_an_edit_with_errors_is_no_proposal(partner: Callable[..., Client]) -> None:
    outlet = factories.outlet(operator=factories.operator("wing"))
    client = partner(operators=("wing",), needs_approval=True)
    assert "hours_text" in errors_of(sent(client, outlet, hours_text="25-26"))
    assert not ProposedChange.objects.exists()


def proposed(partner: Callable[..., Client], **fields: Any) -> tuple[Outlet, str]:
    outlet = factories.outlet(
        operator=factories.operator("wing"), sells="smart", confidence="likely"
    )
    client = partner(operators=("wing",), needs_approval=True)
    assert errors_of(sent(client, outlet, **fields)) == {}
    return outlet, address(ProposedChange.objects.get(), "change")


def test_a_curator_sees_what_would_change_and_accepts(
    partner: Callable[..., Client], curator: User, index_is_right: Callable[[], None]
) -> None:
    outlet, page = proposed(
        partner, name_en="New", position="12, 104", **{"offers-0-min_amount": "2"}
    )
    client = logged_in(curator)
    changes = client.get(page).context["changes"]
    assert [(change.label, change.after) for change in changes] == [
        ("Name in English", "New"),
        ("Position", "12, 104"),
        ("Offer Smart: Smallest amount", "2.00"),
    ]
    assert client.post(page, {"accept": "", "reason": "thanks"}).status_code == 302
    outlet.refresh_from_db()
    assert (outlet.name_en, outlet.latitude) == ("New", 12)
    assert outlet.offers.get().min_amount == 2
    latest = versions_of(Outlet).first()
    assert latest.history_user.username == "partner"
    assert latest.history_change_reason == "accepted by curator"
    assert ProposedChange.objects.get().answer == "thanks"
    index_is_right()


def test_what_others_changed_meanwhile_stays_when_a_proposal_is_accepted(
    partner: Callable[..., Client], curator: User
) -> None:
    outlet, page = proposed(partner, name_en="New")
    client = logged_in(curator)
    sent(client, outlet, street_en="St. 63")
    assert client.get(page).context["has_moved_on"]
    client.post(page, {"accept": ""})
    outlet.refresh_from_db()
    assert (outlet.name_en, outlet.street_en) == ("New", "St. 63")


def test_a_rejected_proposal_changes_nothing_and_is_told(
    partner: Callable[..., Client], curator: User
) -> None:
    outlet, page = proposed(partner, name_en="New")
    logged_in(curator).post(page, {"reject": "", "reason": "not so"})
    outlet.refresh_from_db()
    assert outlet.name_en == "Shop"
    author = logged_in(User.objects.get(username="partner"))
    assert "not so" in author.get(page).content.decode()


@pytest.mark.parametrize("sent", [{}, {"reason": "not so"}, {"rejekt": ""}])
def test_a_post_that_decides_nothing_leaves_it_waiting(
    partner: Callable[..., Client], curator: User, sent: dict[str, str]
) -> None:
    outlet, page = proposed(partner, name_en="New")
    assert logged_in(curator).post(page, sent).status_code == 302
    proposal = ProposedChange.objects.get()
    assert (proposal.status, proposal.decided_by) == ("waiting", None)
    outlet.refresh_from_db()
    assert outlet.name_en == "Shop"


def test_nobody_decides_twice(partner: Callable[..., Client], curator: User) -> None:
    outlet, page = proposed(partner, name_en="New")
    client = logged_in(curator)
    client.post(page, {"reject": ""})
    assert client.post(page, {"accept": ""}).status_code == 403
    outlet.refresh_from_db()
    assert outlet.name_en == "Shop"


def test_a_partner_does_not_accept_its_own_proposal(
    partner: Callable[..., Client],
) -> None:
    _outlet, page = proposed(partner, name_en="New")
    client = logged_in(User.objects.get(username="partner"))
    assert client.post(page, {"accept": ""}).status_code == 403
    assert ProposedChange.objects.get().status == "waiting"


def test_what_a_partner_adds_waits_as_a_draft(partner: Callable[..., Client]) -> None:
    client = partner(carriers=("smart",), operators=("wing",), needs_approval=True)
    page = reverse("admin:locator_outlet_add")
    fields = untouched(client.get(page)) | {
        "kind": "kiosk",
        "status": "published",
        "position": "11.55, 104.9",
        "operator": factories.operator("wing").pk,
    }
    assert errors_of(client.post(page, fields)) == {}
    assert Outlet.objects.get().status == "draft"
    page = reverse("admin:guides_plan_add")
    sold = {"slug": "p", "name": "P", "price_usd": "1", "is_published": "on"}
    sold |= {"carrier": factories.carrier("smart").pk, "fact": factories.fact().pk}
    assert errors_of(client.post(page, sold | {"order": "0"})) == {}
    assert not Plan.objects.get().is_published
