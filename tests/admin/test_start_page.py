"""What waits, as the start page of the admin counts it for each role."""

import datetime as dt
import re
from collections.abc import Callable

import pytest
from django.contrib.auth.models import Group, User
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from locator.admin.base import CappedPaginator
from locator.models import (
    Claim,
    ImportRun,
    MissingShop,
    Outlet,
    ProposedChange,
    QualityFlag,
    QualityRule,
    Report,
)
from locator.models.partnership import CURATOR, PARTNER, TRANSLATOR, Partnership
from locator.quality.finding import SEVERITY
from tests import factories

pytestmark = pytest.mark.django_db

ITEM = re.compile(r'<li><a href="([^"]+)"><b>([^<]+)</b> ([^<]+)</a></li>')
Waiting = dict[str, tuple[str, str]]


@pytest.fixture
def named() -> Callable[..., Client]:
    def make(name: str, group: str) -> Client:
        user = User.objects.create_user(name, is_staff=True)
        user.groups.add(Group.objects.get(name=group))
        if group == PARTNER:
            Partnership.objects.create(user=user, agreed_at=timezone.now())
        client = Client()
        client.force_login(user, "django.contrib.auth.backends.ModelBackend")
        return client

    return make


def waiting(client: Client) -> Waiting:
    """By label the count and the address."""
    page = client.get(reverse("admin:index")).content.decode()
    return {
        label: (count, address.replace("&amp;", "&"))
        for address, count, label in ITEM.findall(page)
    }


def fill() -> Outlet:
    shop = factories.outlet()
    today = dt.date(2026, 11, 20)
    for status in ("waiting", "waiting", "rejected"):
        Report.objects.create(
            outlet=shop, kind="closed_for_good", reported_on=today, status=status
        )
    MissingShop.objects.create(
        name="Dara", kind="atm", latitude=11.5, longitude=104.9, sent_on=today
    )
    Claim.objects.create(outlet=shop, phone="+85512345678", sent_on=today)
    for rule in (QualityRule.BAD_PHONE, QualityRule.STALE, QualityRule.WRONG_SCRIPT):
        flag(shop, rule)
    propose(User.objects.create_user("wing"))
    return shop


def flag(shop: Outlet, rule: QualityRule) -> None:
    QualityFlag.objects.create(
        outlet=shop, rule=rule, severity=SEVERITY[rule], found_at=timezone.now()
    )


def propose(user: User) -> None:
    ProposedChange.objects.create(
        model=ContentType.objects.get_for_model(Outlet),
        row_id="1",
        row_name="Shop",
        seen_version=1,
        proposed={"parts": {}},
        proposed_by=user,
        proposed_at=timezone.now(),
    )


def an_import(state: str, user: User | None = None, **values: object) -> ImportRun:
    return ImportRun.objects.create(
        file_name="a.csv",
        file_size=1,
        source="a",
        state=state,
        created_by=user,
        **values,
    )


def test_each_count_leads_to_a_list_of_as_many(named: Callable[..., Client]) -> None:
    fill()
    client = named("cora", CURATOR)
    cora = User.objects.get(username="cora")
    for state in ("columns", "checked", "reading", "failed"):
        an_import(state, cora)
    found = waiting(client)
    assert {label: count for label, (count, _address) in found.items()} == {
        "Reports of visitors": "2",
        "Missing shops": "1",
        "Owners&#x27; claims": "1",
        "Proposed changes": "1",
        "Your imports that are not finished": "2",
        "Imports under way": "1",
        "Imports that failed within a week": "1",
        "Outlets that look wrong: doubtful": "1",
        "Outlets that look wrong: minor": "1",
    }
    for label, (count, address) in found.items():
        page = client.get(address)
        assert page.status_code == 200, label
        if "cl" in page.context:
            assert page.context["cl"].result_count == int(count), label


def test_where_nothing_waits_the_page_says_so(named: Callable[..., Client]) -> None:
    page = named("cora", CURATOR).get(reverse("admin:index")).content.decode()
    assert "no desk has anything for you" in page


def test_a_partner_sees_what_waits_of_its_own_only(
    named: Callable[..., Client],
) -> None:
    fill()
    client = named("par", PARTNER)
    partner = User.objects.get(username="par")
    propose(partner)
    an_import("checked", partner)
    an_import("checked", User.objects.get(username="wing"))
    counts = {label: count for label, (count, _to) in waiting(client).items()}
    assert counts == {
        "Your changes that wait for a curator": "1",
        "Your imports that are not finished": "1",
    }


def test_a_curator_is_told_of_partners_files_to_apply(
    named: Callable[..., Client],
) -> None:
    named("par", PARTNER)
    an_import("checked", User.objects.get(username="par"))
    counts = {
        label: count for label, (count, _to) in waiting(named("cora", CURATOR)).items()
    }
    assert counts == {"Checked files of partners, to apply": "1"}


def test_a_translator_has_no_desk(named: Callable[..., Client]) -> None:
    fill()
    page = named("tra", TRANSLATOR).get(reverse("admin:index")).content.decode()
    assert "What waits" not in page


def test_a_failure_is_told_for_a_week(named: Callable[..., Client]) -> None:
    client = named("cora", CURATOR)
    old = an_import("failed")
    long_ago = timezone.now() - dt.timedelta(days=8)
    ImportRun.objects.filter(pk=old.pk).update(created_at=long_ago)
    assert waiting(client) == {}
    an_import("checked", problem="The site failed at this file, and wrote nothing.")
    assert [*waiting(client)] == ["Imports that failed within a week"]


def test_counts_stop_where_lists_do(
    named: Callable[..., Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(CappedPaginator, "MAX_COUNTED", 1)
    fill()
    found = waiting(named("cora", CURATOR))
    assert found["Reports of visitors"][0] == "1+"
    assert found["Missing shops"][0] == "1"


def test_the_page_takes_the_same_statements_however_much_waits(
    named: Callable[..., Client],
) -> None:
    client = named("cora", CURATOR)
    # Of content types, which are remembered.
    client.get(reverse("admin:index"))
    with CaptureQueriesContext(connection) as empty:
        client.get(reverse("admin:index"))
    for _time in range(3):
        Claim.objects.all().delete()
        User.objects.filter(username="wing").delete()
        fill()
    with CaptureQueriesContext(connection) as filled:
        client.get(reverse("admin:index"))
    assert len(filled) == len(empty) <= 20
    counting = [query["sql"] for query in filled if "COUNT(" in query["sql"]]
    assert len(counting) == 11
    assert all(" LIMIT " in sql for sql in counting)
