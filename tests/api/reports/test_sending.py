"""Visitors' reports: easily sent, checked, and kept for a curator."""

import datetime as dt
import json
from urllib.parse import urlencode

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from locator.models import Outlet, Report
from tests import factories
from tests.api.reports.sending import address, refused_fields, send

pytestmark = pytest.mark.django_db


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
    said = "send application/json, application/x-www-form-urlencoded."
    assert response.json()["detail"].endswith(said)


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


def test_a_report_to_the_address_without_its_slash_is_not_lost(client, shop):
    body = {"kind": "closed_for_good"}
    said = json.dumps(body)
    response = client.post(
        address(shop).rstrip("/"), said, content_type="application/json", follow=True
    )
    assert response.redirect_chain == [(address(shop), 308)]
    assert response.status_code == 201


def test_a_body_in_chunks_is_told_what_it_lacks(client, shop):
    chunked = {"Transfer-Encoding": "chunked"}
    response = client.post(
        address(shop), b"", content_type="application/json", headers=chunked
    )
    assert response.status_code == 411
