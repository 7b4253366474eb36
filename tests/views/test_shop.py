"""Shops that are missing: told by a visitor, held, made into a draft by a curator."""

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.core.management import call_command
from django.db import DatabaseError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from locator.contributing import shops
from locator.models import MissingShop, Offer, Outlet
from locator.models.history import versions_of
from locator.search_index import write_index
from tests import factories

pytestmark = pytest.mark.django_db
ADDRESS = "/en/add-a-shop/"
SAID = {
    "name": "Dara Phone",
    "where": "11.5564, 104.9282",
    "kind": "partner_shop",
}


@pytest.fixture
def market():
    place = factories.place(name_en="Phsar Thmei", latitude=11.5696, longitude=104.9211)
    write_index([], place_ids=[place.pk])
    return place


@pytest.mark.parametrize("page", ["/en/", "/en/about/", "/en/?near=11.5,104.9"])
def test_every_page_leads_to_the_form(client, page):
    assert ADDRESS in client.get(page).content.decode()


def test_a_shop_is_held_and_nobody_sees_it(client):
    factories.carrier("smart")
    said = SAID | {
        "carriers": ["smart"],
        "phone": "012 345 678",
        "hours": "8-17",
        "landmark": "opposite the pagoda",
    }
    answer = client.post(ADDRESS, said)
    assert answer.status_code == 303
    assert "checks the shop" in client.get(answer["Location"]).content.decode()
    shop = MissingShop.objects.get()
    assert (shop.latitude, shop.longitude, shop.is_exact) == (11.5564, 104.9282, True)
    assert shop.phones == "+85512345678"
    assert shop.hours_text == "08:00-17:00"
    assert [carrier.slug for carrier in shop.carriers.all()] == ["smart"]
    assert not Outlet.objects.exists()


def test_a_landmark_stands_in_for_a_position_and_says_so(client, market):
    client.post(ADDRESS, SAID | {"where": "Phsar Thmey"})
    shop = MissingShop.objects.get()
    assert (shop.latitude, shop.is_exact, shop.where) == (11.5696, False, "Phsar Thmey")
    assert shop.point_of == market


def test_a_place_of_unknown_point_is_told_with_the_one_whose_point_it_has(
    client, market
):
    market.parent = factories.place(
        "phnom-penh", level="province", latitude=11.57, longitude=104.9
    )
    market.latitude = market.longitude = None
    market.save()
    client.post(ADDRESS, SAID | {"where": "Phsar Thmey"})
    shop = MissingShop.objects.get()
    assert shop.whose_point == (
        "Position not given: this is the middle of Phnom Penh (Province)."
    )


def test_the_address_of_a_map_page_is_a_position(client):
    address = "https://www.openstreetmap.org/?mlat=11.55&mlon=104.92#map=18/1/1"
    client.post(ADDRESS, SAID | {"where": address})
    assert MissingShop.objects.get().latitude == 11.55


def test_hours_that_are_no_expression_are_kept_in_their_words(client):
    client.post(ADDRESS, SAID | {"hours": "until dark, usually"})
    shop = MissingShop.objects.get()
    assert (shop.hours_text, shop.hours_note) == ("", "until dark, usually")


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"name": ""}, "name"),
        ({"name": "call 012 345 678"}, "name"),
        ({"where": ""}, "where"),
        ({"where": "Nowhere at all"}, "where"),
        ({"where": "48.85, 2.35"}, "where"),
        ({"where": "104.9282, 11.5564"}, "where"),
        ({"where": "https://maps.app.goo.gl/xyz"}, "where"),
        ({"kind": "palace"}, "kind"),
        ({"phone": "12"}, "phone"),
        ({"carriers": ["nobody"]}, "carriers"),
        ({"carriers": ["\0"]}, "carriers"),
        ({"note": "x" * 501}, "note"),
        ({"name": "a\0b"}, "name"),
    ],
)
def test_an_error_names_its_field_and_keeps_the_rest(client, fields, wrong):
    answer = client.post(ADDRESS, SAID | {"landmark": "by the well"} | fields)
    assert answer.status_code == 400
    assert list(answer.context["form"].errors) == [wrong]
    assert "by the well" in answer.content.decode()
    assert not MissingShop.objects.exists()


def test_no_token_and_no_cookie(client):
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post(ADDRESS, SAID)
    assert answer.status_code == 303
    assert not answer.cookies


def test_a_robot_is_thanked_and_not_heard(client):
    assert client.post(ADDRESS, SAID | {"website": "x"}).status_code == 303
    assert not MissingShop.objects.exists()


def test_the_same_shop_sent_twice_is_held_once(client):
    client.post(ADDRESS, SAID)
    client.post(ADDRESS, SAID)
    assert MissingShop.objects.count() == 1


def test_what_could_not_be_kept_may_be_sent_again(client, monkeypatch):
    client.raise_request_exception = False
    with monkeypatch.context() as patched:

        def fail(**values):
            raise DatabaseError

        patched.setattr(MissingShop.objects, "get_or_create", fail)
        assert client.post(ADDRESS, SAID).status_code == 500
    client.post(ADDRESS, SAID)
    assert MissingShop.objects.count() == 1


def test_one_client_may_send_so_many_an_hour(client, settings):
    settings.LIMITS = {"shops": 1}
    client.post(ADDRESS, SAID)
    answer = client.post(ADDRESS, SAID | {"name": "Another"})
    assert answer.status_code == 429
    assert 'value="Another"' in answer.content.decode()


# A curator.


@pytest.fixture
def curator(django_user_model):
    return django_user_model.objects.create_superuser("sophea")


@pytest.fixture
def shop(client):
    factories.carrier("smart")
    said = {"carriers": ["smart"], "phone": "012 345 678", "hours": "8-17"}
    client.post(ADDRESS, SAID | said | {"name": "ហាងទូរសព្ទ"})
    return MissingShop.objects.get()


def decide(client, row, decision):
    name = f"admin:locator_{row._meta.model_name}_decide"
    return client.post(reverse(name, args=[row.pk]), {"decision": decision})


def test_accepting_makes_a_draft_that_the_curator_goes_on_with(client, curator, shop):
    client.force_login(curator)
    answer = decide(client, shop, "accept")
    outlet = Outlet.objects.get()
    assert answer["Location"] == reverse(
        "admin:locator_outlet_change", args=[outlet.pk]
    )
    assert outlet.status == Outlet.Status.DRAFT
    assert outlet.name_km == "ហាងទូរសព្ទ"
    assert outlet.hours.text == "08:00-17:00"
    assert outlet.phones.get().number == "+85512345678"
    assert Offer.objects.get().confidence == "unconfirmed"
    assert versions_of(Outlet).first().history_user == curator
    call_command("check_index", verbosity=0)
    shop.refresh_from_db()
    assert (shop.status, shop.outlet) == ("accepted", outlet)


def test_accepting_twice_makes_one_outlet(client, curator, shop):
    client.force_login(curator)
    decide(client, shop, "accept")
    decide(client, shop, "accept")
    assert Outlet.objects.count() == 1


def test_rejecting_makes_none(client, curator, shop):
    client.force_login(curator)
    decide(client, shop, "reject")
    shop.refresh_from_db()
    assert shop.status == "rejected"
    assert not Outlet.objects.exists()


@pytest.mark.parametrize("decision", ["", "rejekt", "Reject"])
def test_a_post_that_decides_nothing_leaves_it_waiting(client, curator, shop, decision):
    client.force_login(curator)
    answer = decide(client, shop, decision)
    assert answer["Location"] == reverse("admin:locator_missingshop_changelist")
    shop.refresh_from_db()
    assert (shop.status, shop.decided_by) == ("waiting", None)
    assert not Outlet.objects.exists()
    assert not LogEntry.objects.exists()


def test_the_curator_sees_what_is_known_near_it(client, curator, shop):
    near = factories.outlet(north_m=100, name="Old Dara")
    factories.outlet(north_m=900, name="Far away")
    factories.outlet(north_m=10, name="Gone", status=Outlet.Status.CLOSED)
    assert [outlet for outlet, _m in shops.possible_duplicates(shop)] == [near]
    client.force_login(curator)
    address = reverse("admin:locator_missingshop_change", args=[shop.pk])
    page = client.get(address).content.decode()
    assert "Old Dara" in page
    assert "Far away" not in page
    assert client.get(reverse("admin:locator_missingshop_changelist"))


def test_who_may_not_add_outlets_accepts_nothing(client, django_user_model, shop):
    user = django_user_model.objects.create_user("dara", is_staff=True)
    allowed = ("view_missingshop", "change_missingshop")
    user.user_permissions.set(Permission.objects.filter(codename__in=allowed))
    client.force_login(user)
    assert decide(client, shop, "accept").status_code == 403
    assert not Outlet.objects.exists()
    assert not LogEntry.objects.exists()


def test_who_may_not_change_shops_decides_nothing(client, django_user_model, shop):
    client.force_login(django_user_model.objects.create_user("dara", is_staff=True))
    assert decide(client, shop, "accept").status_code == 403
    assert not Outlet.objects.exists()
    assert shops.reject_shop(0, by=None, at=timezone.now()) is False
