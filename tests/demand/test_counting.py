"""Searches that found too little: what is counted, and how little of it is kept."""

import datetime as dt

import pytest
import time_machine
from django.db import DatabaseError
from django.test import Client
from django.urls import reverse

from locator.demand import counting, reading
from locator.demand.cells import Cell
from locator.geo.point import Point
from locator.models import UnmetDemand
from tests import factories

pytestmark = pytest.mark.django_db

PHONE = "Mozilla/5.0 (Linux; Android 10; K) Chrome/131.0 Mobile"
NEAR = "11.5564,104.9282"
TODAY = dt.date(2026, 11, 16)


@pytest.fixture(autouse=True)
def noon():
    with time_machine.travel("2026-11-16T12:00:00+07:00", tick=False) as clock:
        yield clock


@pytest.fixture(autouse=True)
def counted(settings):
    """Counts, which only the test writes."""
    settings.DEMAND_WRITTEN_S = 3600
    counting.forget()
    yield
    counting.forget()


def search(address="203.0.113.9", agent=PHONE, path="/en/", **query):
    client = Client(REMOTE_ADDR=address, headers={"User-Agent": agent})
    return client.get(path, {"near": NEAR, **query})


def kept():
    counting.write()
    rows = UnmetDemand.objects.order_by("carrier", "reason")
    return [(row.carrier, row.reason, row.count) for row in rows]


@pytest.mark.parametrize(
    ("outlets", "reason"),
    [(0, "none"), (1, "few"), (2, "few")],
)
def test_a_search_that_finds_too_little_is_counted_with_its_reason(outlets, reason):
    factories.carrier("smart")
    for _number in range(outlets):
        factories.outlet(sells="smart", hours="24/7")
    search(carrier="smart")
    assert kept() == [("smart", reason, 1)]


def test_enough_that_sell_it_but_are_shut_are_another_reason():
    for _number in range(3):
        factories.outlet(sells="smart", hours="Mo-Su 20:00-22:00")
    search(carrier="smart")
    assert kept() == [("smart", "closed", 1)]


def test_three_that_are_open_are_enough():
    for _number in range(3):
        factories.outlet(sells="smart", hours="24/7")
    search(carrier="smart")
    assert kept() == []


def test_a_search_for_any_carrier_counts_without_one():
    search()
    assert kept() == [("", "none", 1)]


@pytest.mark.parametrize("opening", [{}, {"open": "now"}])
def test_a_search_by_the_api_counts_too(opening):
    for _number in range(3):
        factories.outlet(sells="smart", hours="Mo-Su 20:00-22:00")
    search(path="/api/v1/outlets/", carrier="smart", **opening)
    assert kept() == ([("smart", "closed", 1)] if opening else [])


@pytest.mark.parametrize(
    "query",
    [
        {"kind": "atm"},
        {"payment": "khqr"},
        {"amount": "$2"},
        {"service": "esim"},
        {"confidence": "confirmed"},
        {"unproven": "1"},
        {"open_strict": "1"},
        {"radius": "100"},
        {"near": "48.85,2.35"},
    ],
)
def test_what_more_than_a_carrier_narrows_and_what_is_abroad_is_not_counted(query):
    search(**query)
    assert kept() == []


@pytest.mark.parametrize(
    "agent",
    ["Googlebot/2.1", "curl/8.0", "python-requests/2.0", "HeadlessChrome/131", ""],
)
def test_robots_are_not_counted(agent):
    search(agent=agent)
    assert kept() == []


def test_a_page_loaded_ahead_is_not_counted():
    client = Client(headers={"User-Agent": PHONE, "Sec-Purpose": "prefetch"})
    client.get("/en/", {"near": NEAR})
    client.head("/en/", {"near": NEAR})
    assert kept() == []


def test_one_phone_that_loads_the_page_again_counts_once_an_hour(noon):
    search()
    search()
    search(path="/en/map/")
    noon.shift(3600)
    search()
    assert kept() == [("", "none", 2)]


def test_other_phones_count_each():
    search()
    search(address="203.0.113.10")
    search(agent=PHONE.replace("131", "132"))
    assert kept() == [("", "none", 3)]


def test_a_request_writes_nothing():
    search()
    counted = counting._memory.counts
    assert sum(counted.values()) == 1
    assert not UnmetDemand.objects.exists()


def test_neither_position_nor_client_is_kept():
    search()
    text = repr(counting._memory.counts)
    counting.write()
    text += repr(UnmetDemand.objects.values().get())
    for private in ("11.55", "104.92", "203.0.113", "Android"):
        assert private not in text
    assert {field.name for field in UnmetDemand._meta.get_fields()} == {
        "id",
        "day",
        "row",
        "column",
        "carrier",
        "reason",
        "count",
    }


def test_what_cannot_be_written_is_written_later(monkeypatch):
    search()
    with monkeypatch.context() as patched:

        def fail(*args):
            raise DatabaseError

        patched.setattr(counting, "_write_all", fail)
        assert counting.write() == 0
    assert kept() == [("", "none", 1)]


def test_counts_of_a_day_add_up():
    search()
    counting.write()
    search(address="203.0.113.10")
    assert kept() == [("", "none", 2)]


def test_counts_are_forgotten_after_a_while(noon):
    UnmetDemand.objects.create(
        day=TODAY - dt.timedelta(days=401), row=1, column=1, reason="none", count=9
    )
    counting._memory.pruned_on = None
    search()
    assert kept() == [("", "none", 1)]


def test_memory_is_bounded(monkeypatch):
    monkeypatch.setattr(counting, "_MAX_KEYS", 1)
    search()
    search(near="11.9,104.9")
    assert len(kept()) == 1


def test_nothing_is_counted_where_it_is_switched_off(settings):
    settings.DEMAND_WRITTEN_S = 0
    search()
    assert kept() == []


def test_a_cell_holds_its_points_and_has_them_in_its_box():
    point = Point(11.5564, 104.9282)
    cell = Cell.of(point)
    assert cell.box.contains(point)
    assert cell.box.contains(cell.middle)
    assert Cell.of(cell.middle) == cell


# What is shown.


def unmet(count, *, carrier="smart", day=TODAY, row=231, reason="none"):
    UnmetDemand.objects.create(
        day=day, row=row, column=2098, carrier=carrier, reason=reason, count=count
    )


def test_few_searches_of_a_cell_are_not_shown():
    unmet(3)
    unmet(2, reason="few")
    unmet(4, row=232)
    shown = reading.unmet_since(TODAY)
    assert [(one.cell.row, one.count) for one in shown.unmet] == [(231, 5)]
    assert shown.hidden == 1


def test_a_carrier_s_partner_sees_that_carrier_alone():
    unmet(9)
    unmet(9, carrier="metfone")
    unmet(9, carrier="")
    shown = reading.unmet_since(TODAY, carriers={"smart"})
    assert [one.carrier for one in shown.unmet] == ["smart"]


def page(client, **query):
    return client.get(reverse("admin:locator_unmetdemand_changelist"), query)


def test_a_curator_sees_where_it_is_missing_and_what_is_counted(admin_client):
    factories.carrier("smart")
    factories.place(name="Phsar Thmei", latitude=11.57, longitude=104.92)
    unmet(7)
    unmet(5, day=TODAY - dt.timedelta(days=60))
    html = page(admin_client).content.decode()
    assert "Phsar Thmei" in html
    assert "no position, address or cookie" in html
    assert [row["total"] for row in page(admin_client).context["rows"]] == [7]
    assert [row["total"] for row in page(admin_client, days="90").context["rows"]] == [
        12
    ]
    assert page(admin_client, reason="few").context["rows"] == []
    assert page(admin_client, carrier="x", days="x", reason="x").status_code == 200


def test_only_who_may_view_it_sees_it(client, django_user_model):
    client.force_login(django_user_model.objects.create_user("dara", is_staff=True))
    assert page(client).status_code == 403
