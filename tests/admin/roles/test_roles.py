"""Roles are groups, and nobody goes beyond them."""

import pytest
from django.contrib.auth.models import Group, User
from django.core.management import call_command
from django.urls import reverse

from tests import factories
from tests.admin.roles.accounts import LIST, logged_in, staff

pytestmark = pytest.mark.django_db


def test_the_roles_are_there_after_each_migration() -> None:
    names = set(Group.objects.values_list("name", flat=True))
    assert names >= {"Owner", "Curator", "Partner", "Translator"}


def test_making_the_roles_again_changes_nothing() -> None:
    before = {g.name: g.permissions.count() for g in Group.objects.all()}
    call_command("migrate", verbosity=0)
    assert {g.name: g.permissions.count() for g in Group.objects.all()} == before


def test_a_curator_has_nothing_to_do_with_accounts(curator: User) -> None:
    client = logged_in(curator)
    for name in ("auth_user", "auth_group", "locator_partnership", "locator_apikey"):
        assert client.get(reverse(f"admin:{name}_changelist")).status_code == 403
    assert client.get(LIST).status_code == 200


def test_an_owner_makes_accounts_and_partners() -> None:
    client = logged_in(staff("owner", "Owner"))
    for name in ("auth_user", "locator_partnership", "locator_apikey"):
        assert client.get(reverse(f"admin:{name}_changelist")).status_code == 200


def test_a_partnership_makes_its_user_a_partner() -> None:
    user = User.objects.create_user("new")
    client = logged_in(staff("owner", "Owner"))
    page = reverse("admin:locator_partnership_add")
    carrier = factories.carrier("smart").pk
    client.post(page, {"user": user.pk, "carriers": [carrier], "needs_approval": "on"})
    user.refresh_from_db()
    assert user.is_staff
    assert [group.name for group in user.groups.all()] == ["Partner"]


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_the_api_writes_nothing_whoever_asks(method: str) -> None:
    outlet = factories.outlet()
    client = logged_in(User.objects.create_superuser("owner"))
    for url in (
        "/api/v1/outlets/",
        f"/api/v1/outlets/{outlet.public_id}/",
        "/api/v1/carriers/",
        "/api/v1/operators/",
        "/api/v1/places/",
    ):
        answer = getattr(client, method)(url, "{}", content_type="application/json")
        assert answer.status_code == 405, url
