"""The reports desk: what waits, by outlet, decided in one click."""

import pytest
from django.contrib.auth.models import Permission, User
from django.db import IntegrityError
from django.urls import reverse

from locator.models import Claim, EditLink, Outlet, Report
from locator.models.partnership import Partnership
from tests import factories

pytestmark = pytest.mark.django_db

DESK = reverse("admin:locator_report_desk")
DECIDE = reverse("admin:locator_report_decide")
PLACE = reverse("admin:locator_report_place")


@pytest.fixture
def shop():
    return factories.outlet(sells="smart", hours="Mo-Su 08:00-20:00")


def report(shop, kind="closed_for_good", **values):
    return Report.objects.create(
        outlet=shop, kind=kind, reported_on="2026-11-16", **values
    )


def sayings(page):
    return [
        [(s.first.kind, len(s.reports)) for s in item.sayings]
        for item in page.context["outlets"]
    ]


def test_reports_stand_by_outlet_and_alike_ones_together(admin_page, shop):
    report(shop, note="Now a café.")
    report(shop)
    report(shop, "wrong_hours")
    report(factories.outlet(name="Other"))
    page = admin_page.get(DESK)
    assert sayings(page) == [
        [("closed_for_good", 1)],
        [("closed_for_good", 2), ("wrong_hours", 1)],
    ]
    assert "Now a café." in page.content.decode()
    assert sayings(admin_page.get(DESK, {"order": "most"}))[0][0][1] == 2
    assert sayings(admin_page.get(DESK, {"kind": "wrong_hours"})) == [
        [("closed_for_good", 2), ("wrong_hours", 1)]
    ]


def test_beside_the_buttons_stands_what_accepting_does(admin_page, shop):
    report(shop, "top_up_worked", carrier=factories.carrier())
    page = admin_page.get(DESK).content.decode()
    assert "Accepting counts it on the outlet&#x27;s page" in page
    assert "It then counts as verified on " in page


def test_hours_in_words_are_shown_and_no_click_alone_takes_them(admin_page, shop):
    said = report(shop, "wrong_hours", note="8am to 6 in the evening")
    page = admin_page.get(DESK).content.decode()
    assert "<blockquote>8am to 6 in the evening</blockquote>" in page
    assert "Type the right hours: accepting takes them." in page
    refused = admin_page.post(DECIDE, {"action": "accept", "reports": [said.pk]})
    assert refused.status_code == 400


def test_the_list_of_reports_begins_at_the_desk(admin_page):
    changelist = reverse("admin:locator_report_changelist")
    assert admin_page.get(changelist)["Location"] == DESK
    assert admin_page.get(changelist, {"q": "nothing"}).status_code == 200


def test_the_desk_asks_as_much_however_many_wait(
    admin_page, django_assert_max_num_queries
):
    for _time in range(30):
        report(factories.outlet(sells="smart"))
    with django_assert_max_num_queries(12):
        admin_page.get(DESK)


def test_one_click_accepts_and_comes_back_to_the_same_desk(admin_page, shop):
    said = [report(shop), report(shop)]
    ids = [r.pk for r in said]
    sent = {"action": "accept", "reports": ids, "query": "order=most"}
    answer = admin_page.post(DECIDE, sent)
    assert answer["Location"] == f"{DESK}?order=most"
    assert Outlet.objects.get().status == Outlet.Status.CLOSED
    assert not Report.objects.waiting().exists()


def test_hours_that_cannot_be_read_are_kept_with_the_reason(admin_page, shop):
    said = report(shop, "wrong_hours")
    sent = {"action": "accept", "reports": [said.pk], "hours": "whenever"}
    answer = admin_page.post(DECIDE, sent)
    assert answer.status_code == 400
    assert 'value="whenever"' in answer.content.decode()
    assert Report.objects.waiting().exists()


def test_a_report_is_rejected_or_kept_with_a_question(admin_page, shop):
    said = report(shop)
    ask = {"action": "ask", "reports": [said.pk], "note": "call on Monday"}
    admin_page.post(DECIDE, ask)
    assert "call on Monday" in admin_page.get(DESK).content.decode()
    admin_page.post(DECIDE, {"action": "reject", "reports": [said.pk]})
    assert Report.objects.get().status == "rejected"
    assert Outlet.objects.get().status == Outlet.Status.PUBLISHED


def test_an_empty_question_is_refused(admin_page, shop):
    said = report(shop)
    answer = admin_page.post(DECIDE, {"action": "ask", "reports": [said.pk]})
    assert answer.status_code == 400


def test_a_wrong_place_opens_the_map_with_the_pin_where_the_report_says(
    admin_page, shop
):
    said = report(shop, "wrong_place", latitude=11.6, longitude=104.9)
    address = f"{PLACE}?reports={said.pk}"
    page = admin_page.get(address)
    assert 'value="11.6, 104.9"' in page.content.decode()
    answer = admin_page.post(address, {"position": "11.7, 104.8"})
    assert answer["Location"] == DESK
    assert Outlet.objects.get().latitude == 11.7


def test_a_place_that_cannot_be_read_is_refused(admin_page, shop):
    said = report(shop, "wrong_place")
    answer = admin_page.post(f"{PLACE}?reports={said.pk}", {"position": "there"})
    assert answer.context["form"].errors["position"]


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"action": "accept"},
        {"action": "burn", "reports": ["1"]},
        {"action": "accept", "reports": ["999999"]},
        {"action": "accept", "reports": ["x"]},
        {"action": "accept", "reports": ["9" * 30]},
    ],
)
def test_what_no_button_sends_changes_nothing(admin_page, shop, sent):
    report(shop)
    assert admin_page.post(DECIDE, sent).status_code == 400
    assert Report.objects.waiting().count() == 1


def test_a_refused_decision_is_told_on_the_page_that_it_was_made_on(admin_page, shop):
    said = report(shop, "wrong_place")
    sent = {"action": "accept", "reports": [said.pk], "query": "kind=wrong_place&p=1"}
    page = admin_page.post(DECIDE, sent)
    assert page.status_code == 400
    assert page.context["chosen_kind"] == "wrong_place"
    assert page.context["query"] == sent["query"]


def test_a_place_for_reports_that_there_cannot_be_leads_back(admin_page, shop):
    assert admin_page.get(f"{PLACE}?reports={'9' * 30}")["Location"] == DESK


@pytest.mark.parametrize("permissions", [[], ["view_report"], ["change_report"]])
def test_who_may_not_change_outlets_and_reports_decides_nothing(
    client, shop, permissions
):
    user = User.objects.create_user("dara", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    client.force_login(user)
    said = report(shop)
    assert client.get(DESK).status_code == 403
    sent = {"action": "accept", "reports": [said.pk]}
    assert client.post(DECIDE, sent).status_code == 403
    assert client.get(f"{PLACE}?reports={said.pk}").status_code == 403
    assert Report.objects.waiting().exists()


def test_a_partner_decides_on_no_report_claim_or_shop(client, shop):
    user = User.objects.create_user("dara", is_staff=True)
    user.user_permissions.set(Permission.objects.all())
    Partnership.objects.create(user=user).carriers.add(factories.carrier("smart"))
    client.force_login(user)
    said = report(shop)
    assert client.get(DESK).status_code == 403
    sent = {"action": "accept", "reports": [said.pk]}
    assert client.post(DECIDE, sent).status_code == 403
    claim = Claim.objects.create(outlet=shop, phone="+85512", sent_on="2026-11-16")
    for name in ("claim_changelist", "missingshop_changelist"):
        assert client.get(reverse(f"admin:locator_{name}")).status_code == 403
    decide = reverse("admin:locator_claim_decide", args=[claim.pk])
    assert client.post(decide, {"decision": "accept"}).status_code == 403
    assert not EditLink.objects.exists()


@pytest.mark.parametrize("spot", [(91, 104.9), (11.6, 181), (11.6, None)])
def test_a_report_points_to_a_spot_on_earth_or_to_none(shop, spot):
    latitude, longitude = spot
    with pytest.raises(IntegrityError, match="report_point_on_earth"):
        report(shop, "wrong_place", latitude=latitude, longitude=longitude)
