"""Owners: a claim, a curator's link, and what can be done with it."""

import datetime as dt

import pytest
import time_machine
from django.core.cache import caches
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from locator.contributing import owners
from locator.models import Claim, EditLink, Offer, Outlet
from locator.models.history import versions_of
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def curator(django_user_model):
    return django_user_model.objects.create_superuser("sophea")


@pytest.fixture
def shop():
    return factories.outlet(
        sells="smart", hours="Mo-Su 08:00-20:00", phones=("+85512345678",)
    )


@pytest.fixture
def claim(client, shop):
    sent = {"phone": "012 999 888", "note": "I am Dara"}
    assert client.post(f"/en/claim/{shop.public_id}/", sent).status_code == 303
    return Claim.objects.get()


@pytest.fixture
def token(claim, curator):
    return owners.grant(claim.pk, by=curator, at=timezone.now())


def test_an_outlet_s_page_asks_whether_it_is_yours(client, shop):
    page = client.get(shop.get_absolute_url()).content.decode()
    assert f"/en/claim/{shop.public_id}/" in page


def test_a_bank_s_machine_is_nobody_s_shop(client):
    machine = factories.outlet(kind="atm")
    assert "/en/claim/" not in client.get(machine.get_absolute_url()).content.decode()


def test_a_claim_waits_with_the_number_to_call(claim):
    assert (claim.phone, claim.status) == ("+85512999888", "waiting")


@pytest.mark.parametrize("phone", ["", "hello", "012 345 678, 011 222 333"])
def test_a_claim_needs_one_number(client, shop, phone):
    answer = client.post(f"/en/claim/{shop.public_id}/", {"phone": phone})
    assert answer.status_code == 400
    assert not Claim.objects.exists()


def test_claims_are_limited_and_not_heard_of_robots(client, shop, settings):
    address = f"/en/claim/{shop.public_id}/"
    client.post(address, {"phone": "012 999 888", "website": "x"})
    assert not Claim.objects.exists()
    settings.LIMITS = {"claims": 1}
    caches["counters"].clear()
    client.post(address, {"phone": "012 999 888"})
    assert client.post(address, {"phone": "012 999 777"}).status_code == 429


def decide(client, claim, decision):
    address = reverse("admin:locator_claim_decide", args=[claim.pk])
    return client.post(address, {"decision": decision})


@pytest.mark.parametrize("decision", ["accept", "reject"])
def test_a_decision_forgets_the_number(client, curator, claim, decision):
    client.force_login(curator)
    decide(client, claim, decision)
    claim.refresh_from_db()
    assert claim.phone == ""
    assert claim.decided_by == curator


def test_the_curator_calls_the_shop_s_own_number_and_sees_the_link_once(
    client, curator, claim
):
    client.force_login(curator)
    change = reverse("admin:locator_claim_change", args=[claim.pk])
    assert "012 345 678" in client.get(change).content.decode()
    page = decide(client, claim, "accept")
    link = page.context["link"]
    assert link in page.content.decode()
    assert not page.has_header("Location")
    assert "no-store" in page["Cache-Control"]
    token = link.partition("?link=")[2]
    assert client.get(f"/own/?link={token}", follow=True).status_code == 200
    assert token not in str(EditLink.objects.values().get())
    assert decide(client, claim, "accept").status_code == 302
    assert EditLink.objects.count() == 1


def own(client, token):
    return client.get("/en/own/", {"link": token})


def test_the_page_of_a_link_is_kept_secret(client, token):
    page = own(client, token)
    assert page.status_code == 200
    assert "no-store" in page["Cache-Control"]
    assert page["Referrer-Policy"] == "no-referrer"
    assert "noindex" in page["X-Robots-Tag"]
    assert not page.cookies


def test_a_link_in_no_log(client, token, caplog):
    own(client, token + "x")
    own(client, token)
    assert token not in caplog.text


def test_one_tap_says_that_all_is_still_correct(shop, token):
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post("/en/own/", {"link": token, "correct": "1"})
    assert answer.status_code == 303
    assert "checked today" in strict.get(answer["Location"]).content.decode()
    shop.refresh_from_db()
    assert shop.verified_at == timezone.now()
    assert "Owner's link" in versions_of(Outlet).first().history_change_reason


def filled(client, token, **fields):
    form = own(client, token).context["form"]
    sent = {f.name: f.value() or "" for f in form if f.name != "carriers"}
    sent["carriers"] = form["carriers"].value()
    return client.post("/en/own/", sent | {"link": token} | fields)


def test_an_owner_changes_hours_phones_and_carriers(client, shop, token):
    factories.carrier("metfone")
    answer = filled(
        client,
        token,
        hours="9-18",
        phones="012 345 678, 011 222 333",
        carriers=["metfone"],
    )
    assert answer.status_code == 303
    shop.refresh_from_db()
    assert shop.hours.text == "09:00-18:00"
    assert [p.number for p in shop.phones.all()] == ["+85512345678", "+85511222333"]
    offers = {o.carrier.slug: (o.sells, o.confidence) for o in Offer.objects.all()}
    assert offers == {
        "smart": (False, "unconfirmed"),
        "metfone": (True, "likely"),
    }
    assert shop.verified_at == timezone.now()
    call_command("check_index", verbosity=0)


def test_what_an_owner_leaves_as_it_is_stays_confirmed(client, token):
    filled(client, token, hours="9-18")
    assert Offer.objects.get().confidence == "confirmed"


def test_an_owner_closes_the_shop_for_a_while(client, shop, token):
    day = timezone.localdate() + dt.timedelta(days=10)
    filled(client, token, closed="closed_until", closed_until=f"{day}")
    shop.refresh_from_db()
    assert (shop.status, shop.closed_until) == ("closed_until", day)
    filled(client, token, closed="")
    shop.refresh_from_db()
    assert (shop.status, shop.closed_until) == ("published", None)


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"hours": "whenever"}, "hours"),
        ({"phones": "12"}, "phones"),
        ({"carriers": ["nobody"]}, "carriers"),
        ({"closed": "draft"}, "closed"),
        ({"closed": "closed_until"}, "closed_until"),
        ({"closed": "closed_until", "closed_until": "2020-01-01"}, "closed_until"),
        ({"closed": "closed_until", "closed_until": "soon"}, "closed_until"),
        ({"version": "before"}, "__all__"),
    ],
)
def test_what_cannot_be_is_refused_and_changes_nothing(
    client, shop, token, fields, wrong
):
    before = Outlet.objects.values().get()
    answer = filled(client, token, **fields)
    assert answer.status_code == 400
    assert list(answer.context["form"].errors) == [wrong]
    assert Outlet.objects.values().get() == before


def test_what_a_curator_saved_meanwhile_is_not_lost(client, shop, token, curator):
    page = own(client, token).context["form"]
    sent = {"link": token, "hours": "9-18", "version": page["version"].value()}
    with (
        time_machine.travel("2026-11-16T12:05:00+07:00", tick=False),
        owners.changed_outlet(shop.pk, reason="curator", at=timezone.now()) as row,
    ):
        row.hours = None
    assert client.post("/en/own/", sent).status_code == 400


def test_what_is_saved_between_the_check_and_the_lock_is_not_lost(
    client, shop, token, monkeypatch
):
    page = own(client, token).context["form"]
    sent = {"link": token, "hours": "9-18", "version": page["version"].value()}
    edit = owners.edit

    def too_late(link, form, *, at):
        with (
            time_machine.travel("2026-11-16T12:05:00+07:00", tick=False),
            owners.changed_outlet(shop.pk, reason="curator", at=timezone.now()) as row,
        ):
            row.name_en = "Of a curator"
        return edit(link, form, at=at)

    monkeypatch.setattr(owners, "edit", too_late)
    answer = client.post("/en/own/", sent)
    assert answer.status_code == 400
    assert "Somebody changed this shop" in answer.content.decode()
    shop.refresh_from_db()
    assert (shop.name_en, shop.hours.text) == ("Of a curator", "Mo-Su 08:00-20:00")


@pytest.mark.parametrize("token", ["", "x", "\0", "x" * 5000, "\ud800"])
def test_a_link_that_never_was_is_not_valid(client, token):
    sent = {"link": token.encode("utf-8", "replace").decode(), "correct": "1"}
    assert client.get("/en/own/", {"link": sent["link"][:10]}).status_code in (400, 404)
    assert client.post("/en/own/", sent).status_code == 404


def test_a_link_ends_is_revoked_and_does_not_outlive_the_shop(
    client, curator, shop, token, settings
):
    link = EditLink.objects.get()
    assert owners.link_of(token, at=timezone.now() + dt.timedelta(days=366)) is None
    Outlet.objects.update(status="closed")
    assert own(client, token).status_code == 404
    Outlet.objects.update(status="published")
    client.force_login(curator)
    revoke = {"action": "revoke", "_selected_action": [link.pk]}
    client.post(reverse("admin:locator_editlink_changelist"), revoke)
    assert own(client, token).status_code == 404


LONG_AGO = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


@pytest.mark.parametrize("ended", [{"revoked_at": LONG_AGO}, {"expires_at": LONG_AGO}])
def test_a_page_that_was_open_when_its_link_ended_saves_nothing(
    client, shop, token, ended
):
    version = own(client, token).context["form"]["version"].value()
    EditLink.objects.update(**ended)
    before = Outlet.objects.values().get()
    for sent in ({"hours": "9-18", "version": version}, {"correct": "1"}):
        assert client.post("/en/own/", {"link": token} | sent).status_code == 404
    assert Outlet.objects.values().get() == before


def test_edits_by_a_link_are_limited(client, token, settings):
    settings.LIMITS = {"owner-edits": 1}
    client.post("/en/own/", {"link": token, "correct": "1"})
    answer = client.post("/en/own/", {"link": token, "correct": "1"})
    assert answer.status_code == 429


# The poster.


@pytest.fixture
def poster(client, shop):
    factories.fact("F001", value={"*1201#": "balance", "*1203*PIN#": "top up"})
    return client.get(f"/en/poster/{shop.public_id}/").content.decode()


def test_a_poster_has_carriers_codes_and_address_in_three_languages(poster, shop):
    assert "<b>Smart</b>" in poster
    assert "*1203*PIN#" in poster
    assert f"testserver/o/{shop.public_id}" in poster
    assert 'src="data:image/svg+xml' in poster
    for language in ("en", "km", "zh-hans"):
        assert f'<section lang="{language}">' in poster


def test_a_poster_has_the_shops_names_in_all_its_languages_once_each(client):
    names = {"name_en": "Sok Phone", "name_km": "សុខ", "name_zh_hans": "索手机"}
    shop = factories.outlet(sells="smart", name="Sok Phone", **names)
    page = client.get(f"/en/poster/{shop.public_id}/").content.decode()
    _before, _h1, after = page.partition("<h1 ")
    assert '<p class="local" lang="km">សុខ</p>' in after
    assert '<p class="local" lang="zh-hans">索手机</p>' in after
    assert after.count("Sok Phone") == 1
    khmer = client.get(f"/km/poster/{shop.public_id}/").content.decode()
    assert '<p class="local" lang="en">Sok Phone</p>' in khmer


def test_a_poster_promises_no_carrier_that_nobody_is_sure_of(client):
    shop = factories.outlet(sells="smart", confidence="unconfirmed")
    page = client.get(f"/en/poster/{shop.public_id}/").content.decode()
    assert "<b>Smart</b>" not in page
    assert "Ask which carriers" in page


def test_a_poster_has_no_style_or_script_of_its_own(poster):
    assert "style=" not in poster
    assert "<style" not in poster
