"""Each forbidden thing is tried: by list, form, choice, action and guessed address."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.core.management import call_command
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from guides.models import Channel, GuideText, Plan, Promotion
from locator.demand.reading import visible_carriers
from locator.models import Offer, Outlet, Partnership, ProposedChange
from locator.models.history import versions_of
from locator.models.partnership import visible_to
from locator.search_index import write_index
from tests import factories
from tests.admin.forms import change_url, errors_of, untouched

pytestmark = pytest.mark.django_db

LIST = "/admin/locator/outlet/"


def staff(name: str, *groups: str) -> User:
    user = User.objects.create_user(name, is_staff=True)
    user.groups.set(Group.objects.filter(name__in=groups))
    return user


def logged_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def curator() -> User:
    return staff("curator", "Curator")


@pytest.fixture
def partner() -> Callable[..., Client]:
    """Logs in as a partner of these carriers and operators, by slug."""

    def make(
        *, carriers: tuple[str, ...] = (), operators: tuple[str, ...] = (), **how: Any
    ) -> Client:
        user = staff("partner", "Partner")
        values = {"needs_approval": False, "agreed_at": timezone.now(), **how}
        partnership = Partnership.objects.create(user=user, **values)
        partnership.carriers.set(factories.carrier(slug) for slug in carriers)
        partnership.operators.set(factories.operator(slug) for slug in operators)
        return logged_in(user)

    return make


@pytest.fixture
def translator() -> Client:
    return logged_in(staff("translator", "Translator"))


def sent(client: Client, row: Any, **fields: Any) -> HttpResponse:
    url = address(row, "change")
    return client.post(url, untouched(client.get(url)) | fields)


def address(row: Any, what: str) -> str:
    opts = row._meta
    return reverse(f"admin:{opts.app_label}_{opts.model_name}_{what}", args=[row.pk])


def plan(slug: str, carrier: str, **values: Any) -> Plan:
    return Plan.objects.create(
        slug=slug,
        name=slug,
        carrier=factories.carrier(carrier),
        price_usd=1,
        fact=factories.fact(),
        **values,
    )


# The roles


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


# A partner that runs outlets


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


# A partner whose carrier is sold


def test_a_carriers_partner_sees_where_it_is_sold(
    partner: Callable[..., Client],
) -> None:
    factories.outlet(name_en="Own offer", sells="smart")
    wing = factories.operator("wing")
    factories.default_offer(operator=wing, carrier=factories.carrier("smart"))
    factories.outlet(name_en="By default", operator=wing)
    factories.outlet(name_en="Another's", sells="metfone")
    page = partner(carriers=("smart",)).get(LIST)
    names = {outlet.name_en for outlet in page.context["cl"].result_list}
    assert names == {"Own offer", "By default"}


def test_a_carriers_partner_changes_its_offer_and_nothing_else(
    partner: Callable[..., Client], index_is_right: Callable[[], None]
) -> None:
    outlet = factories.outlet(
        name_en="Shop",
        sells="smart",
        confidence="likely",
        hours="24/7",
        phones=("+85512345678",),
        operator=factories.operator("aba"),
    )
    Offer.objects.create(outlet=outlet, carrier=factories.carrier("metfone"))
    before = Outlet.objects.filter(pk=outlet.pk).values().get()
    client = partner(carriers=("smart",))
    page = client.get(change_url(outlet))
    forms = page.context["inline_admin_formsets"][0].formset.forms
    assert [form.instance.carrier.slug for form in forms] == ["smart"]
    answer = sent(
        client,
        outlet,
        name_en="Mine",
        hours_text="",
        position="12, 104",
        status="closed",
        verified_now="on",
        operator="",
        **{"offers-0-min_amount": "2", "phones-0-number": "012 999 999"},
    )
    assert errors_of(answer) == {}
    after = Outlet.objects.filter(pk=outlet.pk).values().get()
    never_mind = {"updated_at": None, "place_id": None, "imported": None}
    assert after | never_mind == before | never_mind
    assert outlet.offers.get(carrier__slug="smart").min_amount == 2
    assert outlet.phones.get().number == "+85512345678"
    index_is_right()


def test_a_carriers_partner_takes_no_other_carriers_offer(
    partner: Callable[..., Client],
) -> None:
    outlet = factories.outlet(sells="smart", confidence="likely")
    other = factories.carrier("metfone")
    offer = {
        "offers-TOTAL_FORMS": "2",
        "offers-1-carrier": other.pk,
        "offers-1-confidence": "likely",
        "offers-1-currency": "USD",
    }
    errors = errors_of(sent(partner(carriers=("smart",)), outlet, **offer))
    assert list(errors) == ["offers-1-carrier"]


@pytest.mark.parametrize(
    "done", [{"offers-0-DELETE": "on"}, {"offers-0-min_amount": "9"}]
)
def test_the_id_of_anothers_offer_in_the_form_does_nothing(
    partner: Callable[..., Client], done: dict[str, str]
) -> None:
    outlet = factories.outlet(sells="smart", confidence="likely")
    other = outlet.offers.create(carrier=factories.carrier("metfone"))
    sent(partner(carriers=("smart",)), outlet, **{"offers-0-id": other.pk} | done)
    assert Offer.objects.get(pk=other.pk).min_amount is None


def test_a_carriers_partner_adds_no_outlet(partner: Callable[..., Client]) -> None:
    client = partner(carriers=("smart",))
    assert client.get(reverse("admin:locator_outlet_add")).status_code == 403


def test_a_carriers_partner_sees_its_own_unmet_demand(
    partner: Callable[..., Client],
) -> None:
    factories.carrier("metfone")
    client = partner(carriers=("smart",))
    page = client.get(reverse("admin:locator_unmetdemand_changelist"))
    assert page.status_code == 200
    user = User.objects.get(username="partner")
    assert visible_carriers(user) == ["smart"]


# Its plans, channels and promotions


def test_plans_are_the_carriers_own(partner: Callable[..., Client]) -> None:
    ours, theirs = plan("ours", "smart"), plan("theirs", "metfone")
    client = partner(carriers=("smart",))
    page = client.get(reverse("admin:guides_plan_changelist"))
    assert list(page.context["cl"].result_list) == [ours]
    assert client.get(address(theirs, "change")).status_code == 302
    assert client.post(address(theirs, "change"), {"name": "x"}).status_code == 302
    taken = sent(client, ours, carrier=theirs.carrier_id)
    assert "carrier" in errors_of(taken)
    assert errors_of(sent(client, ours, name="New name")) == {}
    assert set(Plan.objects.values_list("name", flat=True)) == {"New name", "theirs"}


def test_a_channel_shared_with_another_carrier_is_only_looked_at(
    partner: Callable[..., Client],
) -> None:
    shared = Channel.objects.create(slug="app", kind="bank_app", confidence="high")
    shared.carriers.set([factories.carrier("smart"), factories.carrier("metfone")])
    client = partner(carriers=("smart",))
    assert client.get(address(shared, "change")).status_code == 200
    assert client.post(address(shared, "change"), {"slug": "x"}).status_code == 403


def test_a_promotion_names_no_other_carrier(partner: Callable[..., Client]) -> None:
    fact, other = factories.fact(), factories.carrier("metfone")
    client = partner(carriers=("smart",))
    page = reverse("admin:guides_promotion_add")
    fields = {"slug": "p", "gives_en": "Bonus", "limits_en": "Inside", "fact": fact.pk}
    assert "carrier" in errors_of(client.post(page, fields | {"carrier": other.pk}))
    assert "carrier" in errors_of(client.post(page, fields))
    ours = fields | {"carrier": factories.carrier("smart").pk}
    assert errors_of(client.post(page, ours)) == {}


def test_an_operators_promotion_is_at_its_own_places(
    partner: Callable[..., Client],
) -> None:
    fact = factories.fact()
    client = partner(operators=("wing",))
    page = reverse("admin:guides_promotion_add")
    fields = {"slug": "p", "gives_en": "Bonus", "limits_en": "Inside", "fact": fact.pk}
    everywhere = client.post(page, fields)
    assert everywhere.status_code == 403
    assert not Promotion.objects.exists()
    ours = fields | {"operators": [factories.operator("wing").pk]}
    assert errors_of(client.post(page, ours)) == {}


def test_choices_that_are_looked_up_give_nothing_of_others(
    partner: Callable[..., Client],
) -> None:
    theirs = Channel.objects.create(
        slug="x", kind="bank_app", confidence="high", name_en="Secret"
    )
    theirs.carriers.set([factories.carrier("metfone")])
    client = partner(carriers=("smart",))
    asked = {
        "app_label": "guides",
        "model_name": "promotion",
        "field_name": "channels",
        "term": "Secret",
    }
    answer = client.get(reverse("admin:autocomplete"), asked)
    assert "Secret" not in answer.content.decode()
    asked |= {"app_label": "locator", "model_name": "partnership", "field_name": "user"}
    assert client.get(reverse("admin:autocomplete"), asked).status_code == 403


# Approval


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


# The licence


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


# A translator


def test_a_translator_writes_names_and_nothing_else(translator: Client) -> None:
    outlet = factories.outlet(hours="24/7", sells="smart", confidence="likely")
    before = Outlet.objects.filter(pk=outlet.pk).values().get()
    answer = sent(
        translator,
        outlet,
        name_km="ហាង",
        status="closed",
        hours_text="",
        position="12, 104",
        kind="atm",
        verified_now="on",
    )
    assert errors_of(answer) == {}
    after = Outlet.objects.filter(pk=outlet.pk).values().get()
    outlet.refresh_from_db()
    assert outlet.name_km == "ហាង"
    differing = {name for name in after if after[name] != before[name]}
    assert differing <= {"updated_at", "place_id", "imported"}


def test_a_translator_has_no_actions_no_deletion_and_no_other_desk(
    translator: Client,
) -> None:
    outlet = factories.outlet()
    place = factories.place()
    chosen = {"action": "close_for_good", "_selected_action": [outlet.pk]}
    translator.post(LIST, chosen)
    assert Outlet.objects.get().status == "published"
    page = address(place, "delete")
    assert translator.post(page, {"post": "yes"}).status_code == 403
    for name in ("locator_report", "auth_user", "guides_plan", "locator_apikey"):
        page = reverse(f"admin:{name}_changelist")
        assert translator.get(page).status_code == 403


def test_a_translator_writes_a_guide_and_does_not_publish_it(
    translator: Client,
) -> None:
    from guides.models import Guide

    guide = Guide.objects.create(slug="g", method="app", order=1)
    text = GuideText.objects.create(
        guide=guide, language="km", title="T", summary="S", markdown="M"
    )
    answer = sent(translator, text, title="New", status="published", language="en")
    assert errors_of(answer) == {}
    text.refresh_from_db()
    assert (text.title, text.status, text.language) == ("New", "draft", "km")


def test_a_translator_sees_what_is_to_translate(translator: Client) -> None:
    page = reverse("admin:guides_guidetext_languages")
    assert translator.get(page).status_code == 200


# The API


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
