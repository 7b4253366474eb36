"""What is said twice counts once, and nobody says too much."""

import pytest
import time_machine
from django.core.cache import caches
from django.db import DatabaseError
from django.test import Client

from locator.contributing import reports
from locator.models import Report
from tests import factories
from tests.api.reports.sending import send

pytestmark = pytest.mark.django_db


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

        patched.setattr(Report.objects, "get_or_create", fail)
        assert send(client, shop, kind="closed_for_good").status_code == 500
    assert send(client, shop, kind="closed_for_good").status_code == 201


def test_a_report_whose_process_was_killed_is_kept_when_it_comes_again(
    client, shop, monkeypatch
):
    def killed(outlet):
        raise SystemExit

    with monkeypatch.context() as patched:
        patched.setattr(reports, "standing_for", killed)
        with pytest.raises(SystemExit):
            send(client, shop, kind="closed_for_good")
    again = send(client, shop, kind="closed_for_good")
    assert again.status_code == 201
    assert again.json()["id"] == Report.objects.get().reference


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


def test_a_slip_costs_no_report_of_the_hour(client, shop, settings):
    settings.LIMITS = {"reports": 1}
    assert send(client, shop, kind="nonsense").status_code == 400
    assert send(client, shop, kind="closed_for_good").status_code == 201
