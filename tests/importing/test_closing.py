import datetime as dt

import pytest

from locator.importing.closing import close_missing_outlets, missing_outlets
from locator.importing.errors import ImportRefusedError
from locator.importing.records import RejectedRow
from locator.importing.report import ImportReport
from locator.indexing import differing_outlets
from locator.models import Listing, Outlet
from tests.importing.records import load_rows, named, outlet

pytestmark = pytest.mark.django_db


@pytest.fixture
def ten() -> None:
    load_rows(*(outlet(number) for number in range(10)))


def rows(count: int) -> list:
    return [outlet(number) for number in range(count)]


def status_of(ref: str) -> str:
    return Outlet.objects.get(source_ref=ref).status


def test_missing_outlets_stay_open_unless_asked(ten: None) -> None:
    report = load_rows(*rows(3))
    assert report.closed == 0
    assert Outlet.objects.filter(status="published").count() == 10


def test_missing_outlets_are_closed_and_leave_the_index_when_asked(ten: None) -> None:
    report = load_rows(*rows(8), close_missing=True)
    assert (report.closed, report.unchanged) == (2, 8)
    assert status_of("node/9") == "closed"
    assert Listing.objects.count() == 8
    assert differing_outlets() == []


def test_closing_over_a_fifth_is_refused_and_writes_nothing(ten: None) -> None:
    with pytest.raises(ImportRefusedError, match="3 of the 10 outlets"):
        load_rows(outlet(0, name=named("New")), *rows(7)[1:], close_missing=True)
    assert status_of("node/9") == "published"
    assert Outlet.objects.get(source_ref="node/0").name_en == "ATM 0"


def test_closing_over_a_fifth_goes_through_with_force(ten: None) -> None:
    assert load_rows(*rows(1), close_missing=True, force=True).closed == 9


def test_an_empty_file_closes_nothing(ten: None) -> None:
    with pytest.raises(ImportRefusedError):
        load_rows(close_missing=True)


def test_a_rejected_row_is_not_missing(ten: None) -> None:
    rejected = RejectedRow("feature 10", "lies outside Cambodia", "node/9")
    assert load_rows(*rows(9), rejected, close_missing=True).closed == 0


def test_only_the_sources_own_outlets_are_closed(ten: None) -> None:
    Outlet.objects.create(kind="atm", status="published", latitude=11, longitude=104)
    load_rows(outlet(77), source="survey")
    assert load_rows(*rows(10), close_missing=True).closed == 0


def test_curators_rows_without_a_reference_are_never_missing() -> None:
    Outlet.objects.create(kind="atm", status="published", latitude=11, longitude=104)
    assert load_rows(source="curator", close_missing=True).closed == 0


def test_a_draft_is_not_closed(ten: None) -> None:
    Outlet.objects.filter(source_ref="node/9").update(status="draft")
    assert load_rows(*rows(9), close_missing=True).closed == 0


def test_an_outlet_that_is_back_is_reopened(ten: None) -> None:
    load_rows(*rows(9), close_missing=True)
    report = load_rows(*rows(10))
    assert (report.reopened, report.updated, report.unchanged) == (1, 1, 9)
    assert status_of("node/9") == "published"
    assert differing_outlets() == []


def test_one_that_is_back_is_shut_until_the_date_it_was(ten: None) -> None:
    Outlet.objects.filter(source_ref="node/9").update(
        status="closed_until", closed_until="2099-01-01"
    )
    load_rows(*rows(9), close_missing=True)
    load_rows(*rows(10))
    back = Outlet.objects.get(source_ref="node/9")
    assert (back.status, back.closed_until) == ("closed_until", dt.date(2099, 1, 1))
    assert differing_outlets() == []


def test_an_outlet_a_curator_closed_stays_closed(ten: None) -> None:
    Outlet.objects.filter(source_ref="node/9").update(status="closed")
    report = load_rows(*rows(10))
    assert (report.reopened, status_of("node/9")) == (0, "closed")


def test_an_outlet_a_curator_reopened_stays_open(ten: None) -> None:
    load_rows(*rows(9), close_missing=True)
    Outlet.objects.filter(source_ref="node/9").update(status="published")
    report = load_rows(*rows(9), close_missing=True)
    assert (report.closed, status_of("node/9")) == (0, "published")
    assert [item.value.field for item in report.conflicts] == ["status"]


def test_one_shut_until_a_date_is_closed_for_good_when_missing(ten: None) -> None:
    Outlet.objects.filter(source_ref="node/9").update(
        status="closed_until", closed_until="2099-01-01"
    )
    load_rows(*rows(9), close_missing=True)
    gone = Outlet.objects.get(source_ref="node/9")
    assert (gone.status, gone.closed_until) == ("closed", None)


def test_a_dry_run_closes_nothing_but_counts(ten: None) -> None:
    assert load_rows(*rows(9), close_missing=True, dry_run=True).closed == 1
    assert status_of("node/9") == "published"


def test_one_that_a_curator_hid_after_the_file_was_compared_stays_hidden(
    ten: None,
) -> None:
    missing = missing_outlets("osm", set(), force=True)
    Outlet.objects.filter(pk__in=missing[:2]).update(status="draft")
    closed = close_missing_outlets(missing, ImportReport("osm"))
    assert len(closed) == 8
    assert Outlet.objects.filter(status="draft").count() == 2
