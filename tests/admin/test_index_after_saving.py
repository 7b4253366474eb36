"""Every way to save in the admin leaves the search indexes equal to the tables."""

from collections.abc import Callable

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from locator import search_index
from locator.models import Carrier, Fact, Listing, Operator, Outlet, Place
from tests import factories
from tests.admin.forms import errors_of

Send = Callable[..., HttpResponse]
Check = Callable[[], None]


@pytest.fixture
def selling_by_default(fact: Fact) -> Operator:
    """An operator whose partner shops sell Smart, as its default."""
    operator = factories.operator("wing")
    operator.defaults.create(
        kind="partner_shop", carrier=factories.carrier("smart"), fact=fact
    )
    return operator


def listed(outlet: Outlet) -> dict[str, int]:
    """Carrier's slug to the rank of its confidence in the index."""
    slugs = dict(Carrier.objects.values_list("pk", "slug"))
    rows = Listing.objects.filter(outlet=outlet).exclude(carrier_id=0)
    return {slugs[row.carrier_id]: row.confidence for row in rows}


def test_adding_an_outlet(add: Send, index_is_right: Check) -> None:
    answer = add(
        Outlet,
        name_en="New",
        kind="kiosk",
        status="published",
        position="11.5564, 104.9282",
    )
    assert errors_of(answer) == {}
    assert Listing.objects.count() == 1
    index_is_right()


def test_changing_an_outlet(change: Send, index_is_right: Check) -> None:
    outlet = factories.outlet()
    change(outlet, position="13, 103", street_km="ផ្លូវ ៦៣", hours_text="24/7")
    assert Listing.objects.get().latitude == 13
    index_is_right()


def test_an_own_offer(change: Send, index_is_right: Check) -> None:
    outlet, smart = factories.outlet(), factories.carrier("smart")
    offer = {
        "offers-TOTAL_FORMS": "1",
        "offers-0-carrier": smart.pk,
        "offers-0-sells": "on",
        "offers-0-confidence": "likely",
        "offers-0-currency": "USD",
    }
    assert errors_of(change(outlet, **offer)) == {}
    assert listed(outlet) == {"smart": 2}
    index_is_right()
    change(outlet, **{"offers-0-DELETE": "on"})
    assert listed(outlet) == {}
    index_is_right()


def test_an_operators_default(
    change: Send, selling_by_default: Operator, index_is_right: Check
) -> None:
    outlet = factories.outlet(operator=selling_by_default)
    change(selling_by_default, website="https://wing.example/")
    assert listed(outlet) == {"smart": 2}
    index_is_right()
    change(selling_by_default, **{"defaults-0-DELETE": "on"})
    assert listed(outlet) == {}
    index_is_right()


def test_an_operators_name(change: Send, index_is_right: Check) -> None:
    operator = factories.operator("wing")
    factories.outlet(name_en="", operator=operator)
    assert errors_of(change(operator, name_en="Wing Bank")) == {}
    index_is_right()


def test_a_carrier_that_is_no_longer_confirmed_to_sell(
    change: Send, selling_by_default: Operator, index_is_right: Check
) -> None:
    inherits = factories.outlet(operator=selling_by_default)
    smart = Carrier.objects.get()
    own = factories.outlet()
    own.offers.create(carrier=smart, confidence="confirmed", evidence="seen")
    change(smart, not_confirmed_since="2020")
    assert listed(inherits) == listed(own) == {"smart": 1}
    index_is_right()


def test_a_place_its_names_and_its_end(
    change: Send, add: Send, admin_page: Client, index_is_right: Check
) -> None:
    answer = add(
        Place, name_en="Poi Pet", slug="poi-pet", level="town", position="13.66, 102.56"
    )
    assert errors_of(answer) == {}
    index_is_right()
    place = Place.objects.get()
    alias = {"aliases-TOTAL_FORMS": "1", "aliases-0-name": "波贝"}
    assert errors_of(change(place, **alias)) == {}
    index_is_right()
    url = reverse("admin:locator_place_delete", args=[place.pk])
    admin_page.post(url, {"post": "yes"})
    assert not Place.objects.exists()
    index_is_right()


def test_places_deleted_together(
    admin_page: Client, add: Send, index_is_right: Check
) -> None:
    for number in (1, 2):
        add(Place, name_en=f"Market {number}", slug=f"m{number}", level="landmark")
    chosen = [place.pk for place in Place.objects.all()]
    form = {"action": "delete_selected", "_selected_action": chosen, "post": "yes"}
    admin_page.post(reverse("admin:locator_place_changelist"), form)
    assert not Place.objects.exists()
    index_is_right()


def test_the_index_is_written_once_a_save(
    change: Send, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[list[int]] = []

    def index_outlets(ids: list[int], **_how: object) -> None:
        written.append(ids)

    monkeypatch.setattr(search_index, "index_outlets", index_outlets)
    outlet = factories.outlet()
    outlet.offers.create(carrier=factories.carrier("smart"))
    outlet.phones.create(number="+85512345678")
    change(outlet, **{"phones-0-number": "012 345 679", "offers-0-evidence": "seen"})
    assert written == [[outlet.pk]]


def test_an_untouched_operator_rewrites_nothing(
    change: Send, selling_by_default: Operator, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[list[int]] = []

    def index_outlets(ids: list[int], **_how: object) -> None:
        written.append(ids)

    monkeypatch.setattr(search_index, "index_outlets", index_outlets)
    factories.outlet(operator=selling_by_default)
    change(selling_by_default)
    assert written == []
