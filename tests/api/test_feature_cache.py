"""Texts kept of outlets: never one that is no longer true."""

import datetime as dt
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client

from locator.api import feature_cache
from locator.api.outlets import OutletList
from locator.api.response_cache import responses
from locator.models import Carrier, Fact, Hours, Offer, Operator, Outlet, Place, reading
from locator.search import loading
from locator.search_index import write_index
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)

OUTLETS = "/api/v1/outlets/"


@pytest.fixture(autouse=True)
def _nothing_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """But for what a test of its own says, each answer reads anew."""
    monkeypatch.setattr(OutletList, "read_again_s", 0)


@pytest.fixture
def shop() -> Outlet:
    """Of an operator, beside a place, with two offers, a phone and hours."""
    operator = factories.operator("wing")
    area = factories.place("daun-penh", level="district", code="1202")
    place = factories.place("phsar-thmei", parent=area)
    row = factories.outlet(
        name="",
        name_en="",
        operator=operator,
        place=place,
        sells="smart",
        confidence="likely",
        hours="08:00-17:00",
        phones=("+85512345678",),
    )
    Offer.objects.filter(outlet=row).update(fact=factories.fact("F001"))
    factories.default_offer(operator=operator, carrier=factories.carrier("cellcard"))
    Carrier.objects.filter(slug="cellcard").update(order=5)
    with transaction.atomic():
        write_index([row.pk])
    return row


def told(client: Client, **query: str) -> list[dict[str, Any]]:
    """The features, of an answer that is not just given again."""
    responses.clear()
    features: list[dict[str, Any]]
    features = client.get(OUTLETS, {"near": "11.5564,104.9282", **query}).json()[
        "features"
    ]
    return features


def rows(model: Any, **values: Any) -> Callable[[], object]:
    return lambda: model.objects.rewrite(False).update(**values)


CHANGES = {
    "name": rows(Outlet, name_en="Wing Phsar Thmei"),
    "Khmer name": rows(Outlet, name_km="វីង ផ្សារថ្មី"),
    "kind": rows(Outlet, kind="kiosk"),
    "position": rows(Outlet, latitude=11.5565),
    "address": rows(Outlet, landmark_en="Central Market"),
    "hours": lambda: Outlet.objects.update(hours=Hours.objects.for_text("24/7")),
    "note on hours": rows(Outlet, hours_note_en="Ask the guard"),
    "closed until": rows(
        Outlet, status="closed_until", closed_until=dt.date(2026, 12, 1)
    ),
    "payments": rows(Outlet, payments=("khqr",)),
    "licence": rows(Outlet, licence="CC0-1.0"),
    "day of the source": rows(Outlet, source_date=dt.date(2026, 1, 1)),
    "operator's name": rows(Operator, name_en="Wing Bank"),
    "operator's slug": lambda: Operator.objects.update(slug="wing-bank"),
    "carrier's slug": lambda: Carrier.objects.filter(slug="smart").update(slug="s"),
    "order of carriers": lambda: Carrier.objects.filter(slug="smart").update(order=9),
    "place": lambda: Place.objects.filter(slug="phsar-thmei").update(slug="psar"),
    "code of the area": lambda: Place.objects.filter(level="district").update(
        code="1203"
    ),
    "evidence": lambda: Offer.objects.update(evidence="A sign at the door"),
    "services": lambda: Offer.objects.update(services=("sim_sale",)),
    "address of a fact": lambda: Fact.objects.update(
        source_url="https://example.org/2"
    ),
    "another phone": lambda: Outlet.objects.get().phones.create(number="+85523456789"),
    "one offer less": lambda: Offer.objects.all().delete(),
    "one outlet less": rows(Outlet, status="closed"),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_what_changed_is_told_at_once(
    change: Callable[[], object], client: Client, shop: Outlet
) -> None:
    before = told(client)
    with transaction.atomic():
        change()
        write_index(None)
    after = told(client)
    reading._memories.clear()
    assert after == told(client)
    assert after != before


def test_what_another_connection_writes_is_told_at_once(
    client: Client, shop: Outlet
) -> None:
    def rename() -> None:
        with transaction.atomic():
            Outlet.objects.rewrite(False).update(name_en="Renamed")
            write_index([shop.pk])
        connection.close()

    told(client)
    with ThreadPoolExecutor(1) as other:
        other.submit(rename).result()
    assert told(client)[0]["properties"]["name"] == "Renamed"


def test_what_was_read_for_another_position_serves_for_seconds(
    client: Client, shop: Outlet, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(OutletList, "read_again_s", 5)
    told(client)
    Outlet.objects.rewrite(False).update(name_en="Renamed")
    with transaction.atomic():
        write_index([shop.pk])
    features = told(client, near="11.5565,104.9282")
    assert features[0]["properties"]["name"] != "Renamed"

    later = time.monotonic() + 6
    monkeypatch.setattr(reading.time, "monotonic", lambda: later)
    features = told(client, near="11.5566,104.9282")
    assert features[0]["properties"]["name"] == "Renamed"


def test_what_is_found_as_open_is_said_to_be_open(
    client: Client, shop: Outlet, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(OutletList, "read_again_s", 5)
    told(client)
    with transaction.atomic():
        Outlet.objects.update(hours=Hours.objects.for_text("24/7"))
        write_index([shop.pk])
    [found] = told(client, open="2026-11-16T03:00")
    assert found["properties"]["open_state"] == "open"


def test_what_changes_while_it_is_read_is_not_kept(
    client: Client, shop: Outlet, monkeypatch: pytest.MonkeyPatch
) -> None:
    read_offers = loading._OFFERS.rows

    def changed_before(*ids: Any) -> Any:
        with transaction.atomic():
            Offer.objects.update(evidence="A sign at the door")
            write_index([shop.pk])
        return read_offers(*ids)

    with monkeypatch.context() as patched:
        patched.setattr(loading._OFFERS, "rows", changed_before)
        told(client)
    with transaction.atomic():
        Offer.objects.update(evidence="")
        write_index([shop.pk])
    offers = told(client)[0]["properties"]["offers"]
    assert [offer["evidence"] for offer in offers] == [None, None]


def test_an_outlet_without_a_digest_is_not_kept(client: Client, shop: Outlet) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE locator_outletchange SET digest = NULL")
    told(client)
    Outlet.objects.rewrite(False).update(name_en="Renamed")
    assert told(client)[0]["properties"]["name"] == "Renamed"


def test_languages_hosts_and_carriers_have_texts_of_their_own(
    client: Client, shop: Outlet, settings: Any
) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    Outlet.objects.rewrite(False).update(name_en="Shop", name_km="ហាង")
    with transaction.atomic():
        write_index([shop.pk])
    for _again in range(2):
        assert told(client)[0]["properties"]["name"] == "Shop"
        assert told(client, lang="km")[0]["properties"]["name"] == "ហាង"
        for slug in ("smart", "cellcard"):
            carriers = told(client, carrier=slug)[0]["properties"]["carriers"]
            assert carriers[0] == slug
        responses.clear()
        elsewhere = client.get(OUTLETS, headers={"host": "topup.example"}).json()
        address = elsewhere["features"][0]["properties"]["url"]
        assert address.startswith("http://topup.example/")


def test_all_that_passes_is_of_now(client: Client, shop: Outlet) -> None:
    told(client)
    further = told(client, near="11.5664,104.9282", open="2026-11-16T09:00")
    properties = further[0]["properties"]
    assert properties["distance_m"] == pytest.approx(1106, abs=1)
    assert properties["open_state"] == "open"
    assert properties["next_change"] == "2026-11-16T17:00:00+07:00"


def test_no_more_are_kept_than_allowed(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feature_cache, "_MAX_KEPT", 5)
    for number in range(9):
        factories.outlet(north_m=number)
    assert len(told(client)) == 9
    assert len(feature_cache._features[reading.memory()]) == 5
    assert len(told(client)) == 9
