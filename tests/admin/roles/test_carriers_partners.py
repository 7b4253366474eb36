"""Whose carrier is sold at outlets of others: its offers, plans and promotions."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from guides.models import Channel, Plan, Promotion
from locator.demand.reading import visible_carriers
from locator.models import Offer, Outlet
from tests import factories
from tests.admin.forms import change_url, errors_of
from tests.admin.roles.accounts import LIST, address, sent

pytestmark = pytest.mark.django_db


def plan(slug: str, carrier: str, **values: Any) -> Plan:
    return Plan.objects.create(
        slug=slug,
        name=slug,
        carrier=factories.carrier(carrier),
        price_usd=1,
        fact=factories.fact(),
        **values,
    )


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
