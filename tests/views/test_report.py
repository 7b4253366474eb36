"""The form on which a visitor says what is wrong at an outlet, or that it worked."""

import re

import pytest
from django.test import Client

from locator.models import Outlet, Report
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop():
    return factories.outlet(sells="smart", hours="Mo-Su 08:00-20:00")


def send(client, shop, **fields):
    return client.post(f"/en/report/{shop.public_id}/", fields)


def test_every_outlet_page_leads_to_the_kinds_of_report(client, shop):
    page = client.get(shop.get_absolute_url()).content.decode()
    address = f"/en/report/{shop.public_id}/"
    assert address in page
    kinds = client.get(address).content.decode()
    for kind in Report.Kind.values:
        assert f"{address}?kind={kind}" in kinds


def test_that_it_worked_is_offered_first(client, shop):
    page = client.get(f"/en/report/{shop.public_id}/").content.decode()
    first, *others = re.findall(r"\?kind=(\w+)", page)
    assert first == "top_up_worked"
    assert set(others) == {*Report.Kind.values} - {first}


@pytest.mark.parametrize(
    ("kind", "asked"),
    [
        ("closed_for_good", ["note"]),
        ("wrong_hours", ["hours", "note"]),
        ("wrong_place", ["point", "note"]),
        ("does_not_sell", ["carrier", "note"]),
        ("top_up_worked", ["carrier", "note"]),
    ],
)
def test_a_form_asks_only_what_its_kind_needs(client, shop, kind, asked):
    page = client.get(f"/en/report/{shop.public_id}/", {"kind": kind})
    assert [field.name for field in page.context["form"].questions()] == asked


def test_a_report_is_kept_and_thanked_for_without_a_cookie_or_a_token(shop):
    strict = Client(enforce_csrf_checks=True)
    answer = send(strict, shop, kind="wrong_hours", hours="8-17", note="call 012345678")
    assert answer.status_code == 303
    assert not answer.cookies
    thanks = strict.get(answer["Location"]).content.decode()
    assert "A curator checks it" in thanks
    assert shop.get_absolute_url() in thanks
    report = Report.objects.get()
    assert (report.hours_text, report.note) == ("08:00-17:00", "call […]")


def test_the_place_may_be_the_address_of_a_map_page(client, shop):
    address = "https://www.google.com/maps/place/X/@11.5,104.9,17z/!3d11.56!4d104.93"
    send(client, shop, kind="wrong_place", point=address)
    report = Report.objects.get()
    assert (report.latitude, report.longitude) == (11.56, 104.93)


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"kind": "wrong_hours", "hours": "x" * 501}, "hours"),
        ({"kind": "wrong_hours", "hours": "x" * 300, "note": "y" * 300}, "note"),
        ({"kind": "wrong_place", "point": "somewhere"}, "point"),
        ({"kind": "wrong_place", "point": "48.85,2.35"}, "point"),
        ({"kind": "top_up_worked"}, "carrier"),
        ({"kind": "does_not_sell", "carrier": "nobody"}, "carrier"),
        ({"kind": "closed_for_good", "note": "x" * 501}, "note"),
        ({"kind": "nonsense"}, "kind"),
        ({}, "kind"),
    ],
)
def test_an_error_names_its_field_and_keeps_what_was_typed(client, shop, fields, wrong):
    answer = send(client, shop, **fields)
    assert answer.status_code == 400
    assert list(answer.context["form"].errors) == [wrong]
    assert "no-store" in answer["Cache-Control"]
    typed = fields.get(wrong, "")
    if wrong not in ("kind", "carrier"):
        assert typed in answer.content.decode()
    assert not Report.objects.exists()


def test_hours_in_own_words_are_kept_for_the_curator_as_words(client, shop):
    words = "8am to 6 in the evening, call 012345678"
    answer = send(client, shop, kind="wrong_hours", hours=words, note="Ask Sok")
    assert answer.status_code == 303
    report = Report.objects.get()
    assert report.hours_text == ""
    assert report.note == "8am to 6 in the evening, call […]\nAsk Sok"


def test_a_robot_is_thanked_and_not_heard(client, shop):
    answer = send(client, shop, kind="closed_for_good", website="https://x.example")
    assert answer.status_code == 303
    assert not Report.objects.exists()


def test_pages_and_api_count_against_one_limit(client, shop, settings):
    settings.LIMITS = {"reports": 1}
    api = f"/api/v1/outlets/{shop.public_id}/reports/"
    client.post(api, {"kind": "closed_for_good"}, content_type="application/json")
    answer = send(client, shop, kind="wrong_hours", note="a long story")
    assert answer.status_code == 429
    assert answer["Retry-After"] == "3600"
    assert "a long story" in answer.content.decode()
    assert Report.objects.count() == 1


def test_one_outlet_takes_so_many_an_hour_from_all(client, shop, settings):
    settings.LIMITS = {"reports-of-outlet": 1}
    assert send(client, shop, kind="closed_for_good").status_code == 303
    other = Client(REMOTE_ADDR="203.0.113.9")
    assert send(other, shop, kind="closed_for_good").status_code == 429


def test_what_the_page_and_the_api_said_alike_on_one_day_is_kept_once(client, shop):
    api = f"/api/v1/outlets/{shop.public_id}/reports/"
    said = {"kind": "top_up_worked", "carrier": "smart"}
    client.post(api, said, content_type="application/json")
    assert send(client, shop, **said).status_code == 303
    assert Report.objects.count() == 1


def test_a_closed_outlet_leads_to_its_page_which_says_so(client, shop):
    Outlet.objects.update(status=Outlet.Status.CLOSED)
    answer = client.get(f"/en/report/{shop.public_id}/")
    assert answer["Location"] == shop.get_absolute_url()


@pytest.mark.parametrize("public_id", ["zzzzzz", "drafts", "no"])
def test_an_outlet_that_nobody_sees_has_no_form(client, public_id):
    factories.outlet(public_id="drafts", status=Outlet.Status.DRAFT)
    assert client.get(f"/en/report/{public_id}/").status_code == 404


@pytest.mark.parametrize("path", ["thanks/nothing/", "thanks/report/?of=zzzzzz"])
def test_thanks_for_what_nobody_sent_break_nothing(client, path):
    assert client.get(f"/en/{path}").status_code in {200, 404}


def worked(shop, day, status="accepted", slug="smart"):
    Report.objects.create(
        outlet=shop,
        kind="top_up_worked",
        carrier=factories.carrier(slug),
        reported_on=day,
        status=status,
    )


def test_page_and_api_tell_how_often_a_top_up_worked(client, shop):
    for day in ("2026-11-13", "2026-11-12", "2026-11-12", "2026-11-01"):
        worked(shop, day)
    worked(shop, "2026-11-16", status="waiting")
    worked(shop, "2026-11-16", status="rejected")
    worked(shop, "2025-11-16")
    page = client.get(shop.get_absolute_url()).content.decode()
    assert "4 reports that it works, last 3 days ago" in page
    told = client.get(f"/api/v1/outlets/{shop.public_id}/").json()["properties"]
    assert told["top_ups_reported"] == [
        {"carrier": "smart", "count": 4, "last_on": "2026-11-13"}
    ]


def test_one_report_of_today_reads_as_one(client, shop):
    worked(shop, "2026-11-16")
    page = client.get(shop.get_absolute_url()).content.decode()
    assert "1 report that it works, last today" in page
