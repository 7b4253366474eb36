"""Rows become outlets: new, the same or changed."""

import datetime as dt
import itertools

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from locator.geo.point import Point
from locator.importing.records import Flag, OutletRecord, RejectedRow, Translated
from locator.indexing import differing_outlets
from locator.models import Carrier, Listing, Operator, Outlet
from locator.models.outlet import new_public_id
from locator.text_index import differing_texts
from tests.importing.records import (
    brand,
    claim,
    load_rows,
    named,
    outlet,
    the_outlet,
)

pytestmark = pytest.mark.django_db


# SQLite lets only one writer in.
@pytest.mark.postgis
def test_an_import_keeps_others_of_its_source_waiting_to_its_end() -> None:
    held = []

    def count_locks(rows: int) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT objid FROM pg_locks WHERE locktype = 'advisory' AND granted "
                "AND pid = pg_backend_pid()"
            )
            held.append(len(cursor.fetchall()))

    load_rows(outlet(), progress=count_locks)
    assert held == [1]


def test_a_new_outlet_is_published_under_its_source_and_licence() -> None:
    report = load_rows(outlet(), licence="CC0")
    stored = the_outlet()
    assert report.created == 1
    assert (stored.source, stored.source_ref) == ("osm", "node/1")
    assert (stored.status, stored.licence) == ("published", "CC0")


def test_every_field_of_a_record_arrives() -> None:
    load_rows(
        outlet(
            name=Translated("ABA", "ស៊ីអេប៊ី", "ABA银行"),
            street=named("464A Monivong Blvd"),
            landmark=named("Central Market"),
            landmark_relation="opposite",
            hours="Mo-Fr 08:00-17:00",
            phones=("+85512345678", "+85523222333"),
            payments=("khqr", "cash"),
            languages=("zh", "km"),
            source_date=dt.date(2026, 5, 31),
            flags=(Flag("phone", "not a phone number", "call us"),),
        )
    )
    stored = the_outlet()
    assert (stored.name_en, stored.name_km) == ("ABA", "ស៊ីអេប៊ី")
    assert stored.name_zh_hans == "ABA银行"
    assert stored.street_en == "464A Monivong Blvd"
    assert (stored.landmark_en, stored.landmark_relation) == (
        "Central Market",
        "opposite",
    )
    assert stored.hours is not None
    assert stored.hours.text == "Mo-Fr 08:00-17:00"
    numbers = [phone.number for phone in stored.phones.all()]
    assert numbers == ["+85512345678", "+85523222333"]
    assert stored.payments == ("cash", "khqr")
    assert stored.languages == ("km", "zh")
    assert stored.source_date == dt.date(2026, 5, 31)
    assert stored.flags == [
        {"field": "phone", "reason": "not a phone number", "raw": "call us"}
    ]
    assert stored.verified_at is None


def full_row() -> OutletRecord:
    return outlet(
        name=Translated("ABA", "ស៊ីអេប៊ី", ""),
        operator=brand("ABA Bank"),
        hours="24/7",
        phones=("+85512345678",),
        payments=("khqr", "cash"),
        languages=("zh", "km"),
        offers=(claim("smart"),),
        source_date=dt.date(2026, 5, 31),
    )


def test_the_same_rows_again_change_nothing(smart: Carrier) -> None:
    load_rows(full_row(), outlet(2))
    before = list(Outlet.objects.order_by("id").values())
    report = load_rows(full_row(), outlet(2))
    assert (report.created, report.updated, report.unchanged) == (0, 0, 2)
    assert list(Outlet.objects.order_by("id").values()) == before


def test_what_the_source_changed_is_updated() -> None:
    load_rows(outlet(hours="24/7", phones=("+85512345678",)))
    changed = outlet(
        name=named("Corner ATM"),
        hours="",
        phones=("+85523222333",),
        point=Point(11.6, 104.9),
    )
    report = load_rows(changed)
    stored = the_outlet()
    assert (report.created, report.updated, report.unchanged) == (0, 1, 0)
    assert (stored.name_en, stored.hours, stored.latitude) == ("Corner ATM", None, 11.6)
    assert [phone.number for phone in stored.phones.all()] == ["+85523222333"]


def test_an_update_is_stamped_and_keeps_the_day_of_creation() -> None:
    load_rows(outlet())
    first = the_outlet()
    load_rows(outlet(name=named("Corner ATM")))
    second = the_outlet()
    assert second.updated_at > first.updated_at
    assert second.created_at == first.created_at
    assert second.public_id == first.public_id


def test_absent_columns_are_left_alone() -> None:
    load_rows(outlet(hours="24/7", phones=("+85512345678",), name=named("ATM")))
    only_phone = OutletRecord(
        ref="node/1", where="row 2", phones=("+85523222333",), name=Translated(km="វីង")
    )
    report = load_rows(only_phone)
    stored = the_outlet()
    assert report.updated == 1
    assert (stored.kind, stored.name_en, stored.name_km) == ("atm", "ATM", "វីង")
    assert stored.hours is not None
    assert [phone.number for phone in stored.phones.all()] == ["+85523222333"]


def test_a_new_row_without_kind_or_point_is_rejected() -> None:
    report = load_rows(OutletRecord(ref="node/1", where="row 2", kind="atm"))
    assert not Outlet.objects.exists()
    assert [(row.where, row.ref) for row in report.rejected] == [("row 2", "node/1")]


def test_a_reference_twice_in_one_file_goes_in_once() -> None:
    report = load_rows(outlet(), outlet(name=named("Another")))
    assert the_outlet().name_en == "ATM 1"
    assert report.created == 1
    assert "twice" in report.rejected[0].why


def test_other_sources_are_never_touched() -> None:
    load_rows(outlet(), source="survey")
    before = Outlet.objects.values().get(source="survey")
    load_rows(outlet(name=named("Other")), source="osm")
    assert Outlet.objects.values().get(source="survey") == before
    assert Outlet.objects.count() == 2


def test_a_dry_run_reports_all_and_writes_nothing() -> None:
    load_rows(outlet())
    report = load_rows(
        outlet(name=named("New")), outlet(2, operator=brand("ABA Bank")), dry_run=True
    )
    assert (report.created, report.updated) == (1, 1)
    assert report.new_operators == ["ABA Bank"]
    assert the_outlet().name_en == "ATM 1"
    assert not Operator.objects.exists()


def test_an_error_in_the_middle_leaves_everything_as_it_was() -> None:
    def explode(rows: int) -> None:
        raise RuntimeError

    with pytest.raises(RuntimeError):
        load_rows(outlet(operator=brand("ABA Bank")), progress=explode)
    assert not Outlet.objects.exists()
    assert not Operator.objects.exists()
    assert not Listing.objects.exists()


def test_the_search_index_follows_every_import(smart: Carrier) -> None:
    load_rows(full_row(), outlet(2))
    assert Listing.objects.count() == 3
    load_rows(outlet(point=Point(11.6, 104.9)), outlet(2, offers=(claim("smart"),)))
    assert differing_outlets() == []
    assert differing_texts() == {"place": [], "outlet": []}
    assert Listing.objects.filter(carrier_id=smart.pk).count() == 1


def test_rejected_rows_of_the_source_are_in_the_report() -> None:
    rejected = RejectedRow("feature 2", "has no point", "node/2")
    assert load_rows(outlet(), rejected).rejected == [rejected]


def test_flags_of_a_row_are_in_the_report_and_on_the_outlet() -> None:
    flag = Flag("opening_hours", "not understood", "ask")
    report = load_rows(outlet(flags=(flag,)))
    assert [(row.ref, row.flag) for row in report.flagged] == [("node/1", flag)]
    load_rows(outlet())
    assert the_outlet().flags == []


def test_public_ids_that_are_taken_are_drawn_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    load_rows(outlet(1))
    taken = the_outlet().public_id
    drawn = itertools.chain([taken, taken, "fresh1", "fresh1"], iter(new_public_id, ""))
    monkeypatch.setattr("locator.models.outlet.new_public_id", lambda: next(drawn))
    report = load_rows(outlet(2), outlet(3))
    assert report.created == 2
    assert len(set(Outlet.objects.values_list("public_id", flat=True))) == 3


def queries_of(count: int, first: int) -> int:
    rows = [
        outlet(
            number,
            hours=f"Mo-Fr 08:00-{10 + number % 10}:00",
            phones=(f"+8551234{number:04d}",),
            offers=(claim("smart"),),
            operator=brand("ABA Bank"),
        )
        for number in range(first, first + count)
    ]
    load_rows(outlet(9999))
    with CaptureQueriesContext(
        connection,
    ) as queries:
        load_rows(*rows)
    return len(queries)


def test_the_number_of_queries_grows_with_sets_not_with_rows(smart: Carrier) -> None:
    few, many = queries_of(10, first=0), queries_of(400, first=1000)
    # SQLite takes 999 values a statement, so inserts come in sets of some 20 rows.
    assert many - few < 400 / 10
