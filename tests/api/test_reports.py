"""Visitors' reports: easily sent, checked, and without a trace of who sent them."""

import datetime as dt
import json
from urllib.parse import urlencode

import hypothesis
import pytest
import time_machine
from django.core.cache import caches
from django.db import DatabaseError, IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from locator.masking import MASK, without_contacts
from locator.models import Outlet, Report
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_counted():
    caches["counters"].clear()
    yield
    caches["counters"].clear()


@pytest.fixture
def shop():
    return factories.outlet(sells="smart", hours="Mo-Su 08:00-20:00")


def address(outlet):
    return f"/api/v1/outlets/{outlet.public_id}/reports/"


def send(client, outlet, **fields):
    return client.post(address(outlet), fields, content_type="application/json")


def refused_fields(response):
    assert response.status_code == 400
    assert response["Content-Type"] == "application/problem+json"
    return [error["parameter"] for error in response.json()["errors"]]


@pytest.mark.parametrize("form", ["json", "form"])
def test_a_report_waits_for_a_curator_and_gets_an_id(client, shop, form):
    fields = {"kind": "closed_for_good", "note": "Now a café."}
    if form == "json":
        response = send(client, shop, **fields)
    else:
        encoded = "application/x-www-form-urlencoded"
        response = client.post(address(shop), urlencode(fields), content_type=encoded)
    assert response.status_code == 201
    assert Report.objects.waiting().get().note == "Now a café."


def test_a_report_is_kept_to_the_day_and_nothing_else_of_its_sender(client, shop):
    answer = send(client, shop, kind="wrong_hours", hours="8-17", note="seen today")
    report = Report.objects.get()
    assert answer.json()["id"] == report.reference
    assert answer.json()["status"] == "waiting"
    assert report.status == "waiting"
    assert report.hours_text == "08:00-17:00"
    assert report.reported_on == dt.date(2026, 11, 16)
    assert {field.name for field in Report._meta.get_fields()} == {
        "id",
        "reference",
        "outlet",
        "kind",
        "carrier",
        "note",
        "hours_text",
        "latitude",
        "longitude",
        "reported_on",
        "status",
        # What curators add.
        "curators_note",
        "decided_on",
        "decided_by",
    }


def test_no_report_changes_an_outlet(client, shop):
    before = Outlet.objects.values().get()
    send(client, shop, kind="closed_for_good")
    send(client, shop, kind="wrong_hours", hours="24/7")
    send(client, shop, kind="wrong_place", point="11.6,104.9")
    send(client, shop, kind="does_not_sell", carrier="smart")
    assert Report.objects.count() == 4
    assert Outlet.objects.values().get() == before


def test_a_suggested_point_is_kept(client, shop):
    send(client, shop, kind="wrong_place", point="11°33'23.0\"N 104°55'41.5\"E")
    report = Report.objects.get()
    assert (report.latitude, report.longitude) == (11.556389, 104.928194)


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({}, ["kind"]),
        ({"kind": "nonsense"}, ["kind"]),
        ({"kind": None}, ["kind"]),
        ({"kind": ["closed_for_good"]}, ["kind"]),
        ({"kind": "top_up_worked"}, ["carrier"]),
        ({"kind": "does_not_sell", "carrier": "nobody"}, ["carrier"]),
        ({"kind": "closed_for_good", "carrier": "smart"}, ["carrier"]),
        ({"kind": "closed_for_good", "hours": "24/7"}, ["hours"]),
        ({"kind": "closed_for_good", "point": "11.5,104.9"}, ["point"]),
        ({"kind": "wrong_hours", "hours": "whenever"}, ["hours"]),
        ({"kind": "wrong_hours", "hours": '"call 012 345 678"'}, ["hours"]),
        ({"kind": "wrong_place", "point": "somewhere"}, ["point"]),
        ({"kind": "wrong_place", "point": "48.85,2.35"}, ["point"]),
        ({"kind": "wrong_place", "point": "nan,inf"}, ["point"]),
        ({"kind": "closed_for_good", "note": "x" * 501}, ["note"]),
        ({"kind": "closed_for_good", "note": "a\0b"}, ["note"]),
        ({"kind": "closed_for_good", "note": 7}, ["note"]),
        ({"kind": "closed_for_good", "name": "Sophea"}, ["name"]),
    ],
)
def test_what_makes_no_sense_is_refused_by_the_name_of_its_field(
    client, shop, fields, wrong
):
    assert refused_fields(send(client, shop, **fields)) == wrong
    assert not Report.objects.exists()


def test_a_field_given_twice_is_refused(client, shop):
    body = "kind=closed_for_good&kind=wrong_hours"
    form = "application/x-www-form-urlencoded"
    response = client.post(address(shop), body, content_type=form)
    assert refused_fields(response) == ["kind"]


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b'"text"', b"7", b"null", b"[" * 5000, b'{"kind": "\\ud800"}'],
)
def test_a_body_that_is_no_object_is_a_problem(client, shop, body):
    response = client.post(address(shop), body, content_type="application/json")
    assert response.status_code == 400
    assert response["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("charset", ["utf-8", "hex", "utf-16", "nothing"])
def test_a_form_is_read_as_utf_8_whatever_it_says_of_itself(client, shop, charset):
    form = f"application/x-www-form-urlencoded; charset={charset}"
    body = b"kind=closed_for_good&note=%E5%85%B3"
    response = client.generic("POST", address(shop), body, content_type=form)
    assert response.status_code == 201
    assert Report.objects.get().note == "关"


def test_a_body_that_is_too_long_is_not_read(client, shop):
    response = send(client, shop, kind="closed_for_good", note="x" * 20_000)
    assert response.status_code == 413


@pytest.mark.parametrize(
    "content_type", ["text/xml", "multipart/form-data; boundary=x"]
)
def test_other_forms_of_a_body_are_refused(client, shop, content_type):
    response = client.generic("POST", address(shop), b"x", content_type=content_type)
    assert response.status_code == 415
    assert response["Content-Type"] == "application/problem+json"


def test_an_outlet_that_is_closed_for_good_takes_no_report(client, shop):
    Outlet.objects.update(status=Outlet.Status.CLOSED)
    assert send(client, shop, kind="closed_for_good").status_code == 410


@pytest.mark.parametrize("public_id", ["zzzzzz", "drafts"])
def test_an_outlet_that_nobody_sees_takes_no_report(client, public_id):
    factories.outlet(public_id="drafts", status=Outlet.Status.DRAFT)
    response = client.post(
        f"/api/v1/outlets/{public_id}/reports/",
        {"kind": "closed_for_good"},
        content_type="application/json",
    )
    assert response.status_code == 404


def test_reports_are_sent_and_not_read(client, shop):
    send(client, shop, kind="closed_for_good")
    response = client.get(address(shop))
    assert response.status_code == 405
    assert response["Allow"] == "POST, OPTIONS"


def test_a_robot_is_thanked_and_not_heard(client, shop):
    response = send(client, shop, kind="closed_for_good", website="https://x.example")
    assert response.status_code == 201
    assert set(response.json()) == {"id", "status", "detail"}
    assert not Report.objects.exists()


def test_an_app_on_another_site_may_send_a_report(client, shop):
    asked = client.options(address(shop), headers={"Origin": "https://bank.example"})
    assert "POST" in asked["Access-Control-Allow-Methods"]
    assert "Content-Type" in asked["Access-Control-Allow-Headers"]
    answer = send(client, shop, kind="closed_for_good")
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert answer["Cache-Control"] == "no-store"


def test_no_token_is_asked_for_and_no_cookie_given(shop):
    strict = Client(enforce_csrf_checks=True)
    answer = send(strict, shop, kind="closed_for_good")
    assert answer.status_code == 201
    assert not answer.cookies


# What counts once.


def test_a_report_sent_twice_is_kept_once(client, shop):
    first = send(client, shop, kind="wrong_hours", hours="8-17")
    second = send(client, shop, kind="wrong_hours", hours="8-17")
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json()["id"] == second.json()["id"]
    assert Report.objects.count() == 1


def test_another_correction_of_the_same_outlet_is_kept(client, shop):
    send(client, shop, kind="wrong_hours", hours="8-17")
    send(client, shop, kind="wrong_hours", hours="8-18")
    assert Report.objects.count() == 2


@pytest.mark.parametrize("kind", ["top_up_worked", "does_not_sell"])
def test_what_is_counted_counts_once_a_client_and_day_whatever_its_note(
    client, shop, kind
):
    send(client, shop, kind=kind, carrier="smart", note="one")
    again = send(client, shop, kind=kind, carrier="smart", note="two")
    assert again.status_code == 200
    assert Report.objects.count() == 1


def test_it_counts_again_of_another_carrier_client_outlet_or_day(client, shop):
    factories.carrier("metfone")
    said = {"kind": "top_up_worked", "carrier": "smart"}
    with time_machine.travel("2026-11-16T23:59:00+07:00", tick=False) as clock:
        send(client, shop, **said)
        send(client, shop, **said | {"carrier": "metfone"})
        send(Client(REMOTE_ADDR="203.0.113.9"), shop, **said)
        send(client, factories.outlet(), **said)
        clock.shift(120)
        send(client, shop, **said)
    assert Report.objects.count() == 5
    assert Report.objects.filter(reported_on="2026-11-17").count() == 1


def test_what_the_cache_remembers_tells_neither_client_nor_outlet(shop, monkeypatch):
    kept = []
    counters = caches["counters"]
    plain = counters.add
    monkeypatch.setattr(
        counters,
        "add",
        lambda *args, **more: kept.append(repr(args)) or plain(*args, **more),
    )
    sender = Client(REMOTE_ADDR="203.0.113.9")
    send(sender, shop, kind="top_up_worked", carrier="smart")
    assert kept
    for private in ("203.0.113", shop.public_id, "smart"):
        assert not any(private in text for text in kept)


def test_the_salt_of_a_day_is_drawn_anew(client, shop, monkeypatch):
    salts = []
    counters = caches["counters"]
    plain = counters.get_or_set

    def noting(key, *args):
        salts.append(plain(key, *args))
        return salts[-1]

    monkeypatch.setattr(counters, "get_or_set", noting)
    send(client, shop, kind="closed_for_good")
    with time_machine.travel("2026-11-17T12:00:00+07:00", tick=False):
        send(client, shop, kind="closed_for_good")
    assert len(set(salts)) == 2


def test_a_report_that_could_not_be_kept_may_be_sent_again(client, shop, monkeypatch):
    client.raise_request_exception = False
    with monkeypatch.context() as patched:

        def fail(**values):
            raise DatabaseError

        patched.setattr(Report.objects, "create", fail)
        assert send(client, shop, kind="closed_for_good").status_code == 500
    assert send(client, shop, kind="closed_for_good").status_code == 201


# How often.


def test_one_client_may_send_so_many_an_hour(client, shop, settings):
    settings.LIMITS = {"reports": 1}
    assert send(client, shop, kind="closed_for_good").status_code == 201
    refused = send(client, shop, kind="wrong_hours")
    assert refused.status_code == 429
    assert refused["Retry-After"] == "3600"
    assert refused["RateLimit-Policy"] == '"reports";q=1;w=3600'
    other = Client(REMOTE_ADDR="203.0.113.9")
    assert send(other, shop, kind="wrong_hours").status_code == 201


def test_one_outlet_takes_so_many_an_hour_from_all(client, shop, settings):
    settings.LIMITS = {"reports-of-outlet": 1}
    assert send(client, shop, kind="closed_for_good").status_code == 201
    other = Client(REMOTE_ADDR="203.0.113.9")
    assert send(other, shop, kind="closed_for_good").status_code == 429
    assert send(other, factories.outlet(), kind="closed_for_good").status_code == 201


def test_what_is_refused_does_not_count_against_the_outlet(client, shop, settings):
    settings.LIMITS = {"reports-of-outlet": 1}
    send(client, shop, kind="nonsense")
    assert send(client, shop, kind="closed_for_good").status_code == 201


# Personal data in a note.


@pytest.mark.parametrize(
    "note",
    [
        "call 012 345 678",
        "call +855 12-345-678 please",
        "call 012345678",
        "call 12345678",
        "ទូរស័ព្ទ ០១២ ៣៤៥ ៦៧៨",
        "打 138 1234 5678",
        "０１２３４５６７８",
        "0 1 2 3 4 5 6 7 8",
        "sophea@example.org",
    ],
)
def test_phone_numbers_and_addresses_in_a_note_are_masked(client, shop, note):
    send(client, shop, kind="closed_for_good", note=note)
    kept = Report.objects.get().note
    assert MASK in kept
    assert not any(character.isdecimal() for character in kept)
    assert "@" not in kept


@pytest.mark.parametrize(
    "note",
    [
        "open 08:00-17:00, Sa 08.00-12.00",
        "shut since 2026-11-16",
        "at 11.5564, 104.9282",
        "they ask 20000 riel for 15000",
    ],
)
def test_hours_dates_points_and_sums_in_a_note_are_kept(client, shop, note):
    send(client, shop, kind="closed_for_good", note=note)
    assert Report.objects.get().note == note


@given(
    digits=st.text("0123456789", min_size=9, max_size=12),
    gaps=st.lists(
        st.sampled_from(["", " ", "-", ".", " - "]), min_size=12, max_size=12
    ),
    before=st.text(max_size=20),
)
def test_a_long_number_is_masked_however_it_is_written(digits, gaps, before):
    written = "".join(map("".join, zip(digits, gaps, strict=False)))
    masked = without_contacts(f"{before}: {written}")
    assert digits not in "".join(c for c in masked if c.isascii() and c.isdigit())


# The rows, and the curator's list.


@pytest.mark.parametrize(
    "values",
    [
        {"kind": "top_up_worked"},
        {"kind": "nonsense"},
        {"kind": "closed_for_good", "status": "lost"},
        {"kind": "wrong_place", "latitude": 11.5},
        {"kind": "wrong_place", "latitude": 91, "longitude": 0},
    ],
)
def test_the_database_keeps_no_report_that_cannot_be(shop, values):
    with pytest.raises(IntegrityError), transaction.atomic():
        Report.objects.create(outlet=shop, reported_on="2026-11-16", **values)


def test_the_curator_s_list_has_what_waits_first_with_its_outlet_linked(
    client, django_user_model, shop
):
    client.force_login(django_user_model.objects.create_superuser("sophea"))
    for status in ("waiting", "accepted", "rejected"):
        Report.objects.create(
            outlet=shop, kind="closed_for_good", reported_on="2026-11-16", status=status
        )
    page = client.get(reverse("admin:locator_report_changelist"), {"p": "1"})
    rows = page.context["cl"].result_list
    assert [row.status for row in rows] == ["waiting", "rejected", "accepted"]
    link = reverse("admin:locator_outlet_change", args=[shop.pk])
    assert link in page.content.decode()
    form = client.get(reverse("admin:locator_report_change", args=[rows[0].pk]))
    assert form.status_code == 200


def test_what_the_document_says_of_reports_is_what_they_take(client):
    told = client.get("/api/v1/schema/?format=json").json()
    operation = told["paths"]["/api/v1/outlets/{public_id}/reports/"]["post"]
    assert set(operation["requestBody"]["content"]) == {
        "application/json",
        "application/x-www-form-urlencoded",
    }
    assert {"200", "201", "400", "404", "410", "413", "415", "429"} <= set(
        operation["responses"]
    )
    assert "deprecated" not in json.dumps(operation)


# Hostile bodies.


def test_hostile_text_in_any_field_is_kept_or_refused(client, shop, real_data):
    texts = json.loads((real_data / "naughty-strings.json").read_text())
    fields_of = (
        lambda text: {"kind": "closed_for_good", "note": text},
        lambda text: {"kind": "wrong_hours", "hours": text},
        lambda text: {"kind": "wrong_place", "point": text},
        lambda text: {"kind": "does_not_sell", "carrier": text},
        lambda text: {"kind": text},
    )
    for number, text in enumerate(texts):
        fields = fields_of[number % len(fields_of)](text)
        assert send(client, shop, **fields).status_code in {200, 201, 400}, text


_JSON = st.recursive(
    st.none() | st.booleans() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


@given(
    body=_JSON
    | st.fixed_dictionaries(
        {"kind": st.sampled_from(Report.Kind.values)},
        optional=dict.fromkeys(("carrier", "note", "hours", "point", "else"), _JSON),
    )
)
@hypothesis.settings(
    max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_json_is_kept_or_refused(client, shop, body):
    response = client.post(
        address(shop), json.dumps(body), content_type="application/json"
    )
    assert response.status_code in {200, 201, 400, 413}
