"""What is exported goes in again and changes nothing, and no cell is run."""

import csv
import datetime as dt
import io
import json
from typing import Any

import hypothesis.strategies as st
import pytest
from django.contrib.auth.models import User
from django.core.files.base import ContentFile
from hypothesis import HealthCheck, given, settings
from openpyxl import load_workbook

from locator.exporting.guarding import guarded
from locator.exporting.outlets import COLUMNS
from locator.exporting.responses import export_response
from locator.importing.runs import steps
from locator.importing.sheets.convert import FORMULA_GUARD
from locator.importing.sheets.headings import FIELDS
from locator.importing.sheets.layout import Layout
from locator.importing.text import UNSTORABLE, clean
from locator.models import ImportRun, Outlet
from tests import factories

TODAY = dt.date(2026, 11, 16)

pytestmark = pytest.mark.django_db


def exported(format_name: str = "csv") -> bytes:
    ids = Outlet.objects.order_by("pk").values_list("pk", flat=True)
    response: Any = export_response(list(ids), format_name, today=TODAY)
    content = b"".join(response.streaming_content)
    # What `response.close()` does but the end of the request, and of the connection.
    for close in response._resource_closers:
        close()
    return content


def table() -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(exported().decode("utf-8-sig"))))


def imported_again(content: bytes, format_name: str) -> ImportRun:
    """The export as it is, checked by the columns that are guessed."""
    run = steps.begin(
        ContentFile(content),
        name=f"outlets.{format_name}",
        source="export",
        licence="ODbL 1.0",
        attribution="",
        user=User.objects.get_or_create(username="sophea")[0],
    )
    run.refresh_from_db()
    assert run.problem == ""
    steps.set_columns(run, Layout.from_json(run.layout))
    run.refresh_from_db()
    assert (run.state, run.problem) == ("checked", "")
    return run


@pytest.fixture
def shop() -> Outlet:
    return factories.outlet(
        name_en="Wing, Olympic",
        name_km="វីង អូឡាំពិក",
        operator=factories.operator("wing"),
        hours="Mo-Fr 08:00-17:00; PH off",
        phones=("+85512345678", "+842838297643"),
        payments=["cash", "khqr"],
        languages=["km", "zh"],
        street_en="St. 130",
        landmark_en="the hotel",
        landmark_relation="near",
        sells="smart",
        source="osm",
        source_ref="node/1",
        licence="CC0",
    )


@pytest.mark.parametrize("format_name", ["csv", "xlsx", "geojson"])
def test_an_export_goes_in_again_and_changes_nothing(
    shop: Outlet, format_name: str
) -> None:
    factories.outlet(name_en="Another", kind="atm")
    run = imported_again(exported(format_name), format_name)
    counts = dict(run.counts)
    assert counts.pop("unchanged") == 2
    assert not any(counts.values())


WORDS = st.text(max_size=60).map(lambda text: UNSTORABLE.sub("", text))
HOURS = st.sampled_from(
    ["", "24/7", "Mo-Su 07:30-20:00", "Fr 20:00-03:00; Sa 10:00-18:00; PH off"]
)
PHONES = st.lists(
    st.sampled_from(
        ["+85512345678", "+85523862111", "+8551800208888", "+842838297643"]
    ),
    unique=True,
)


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=WORDS, street=WORDS, hours=HOURS, phones=PHONES)
def test_any_names_hours_and_phones_go_in_again_unchanged(
    name: str, street: str, hours: str, phones: list[str]
) -> None:
    Outlet.objects.update(status="draft")
    outlet = factories.outlet(
        name_km=name, street_en=street, hours=hours, phones=tuple(phones)
    )
    run = imported_again(exported(), "csv")
    row = run.diff.get(outlet=outlet)
    assert (row.outcome, row.changes) == ("unchanged", [])


@given(st.text().map(lambda text: UNSTORABLE.sub("", text)))
def test_a_guarded_text_is_no_formula_and_can_be_had_back(text: str) -> None:
    said = guarded(text)
    assert not said.startswith((*"=+-@＝＋－＠", "\t", "\r"))
    assert FORMULA_GUARD.sub("", said, count=1) == clean(text)


@pytest.mark.parametrize("text", ["＝1+1", "＋1", "－1", "＠a", " ＝1"])
def test_a_full_width_sign_begins_no_cell_either(text: str) -> None:
    said = guarded(text)
    assert said == f"'{text.strip()}"
    assert FORMULA_GUARD.sub("", said, count=1) == text.strip()


def test_a_formula_is_exported_behind_an_apostrophe() -> None:
    factories.outlet(name_en="=HYPERLINK(1)", street_en="@home", village_en="-1+1")
    [row] = table()
    assert row["name_en"] == "'=HYPERLINK(1)"
    assert row["street_en"] == "'@home"
    assert row["village_en"] == "'-1+1"
    sheet = load_workbook(io.BytesIO(exported("xlsx"))).active
    name = sheet.cell(2, COLUMNS.index("name_en") + 1)
    assert (name.data_type, name.value) == ("s", "'=HYPERLINK(1)")


def test_each_row_says_its_licence_and_whom_to_name(shop: Outlet) -> None:
    ImportRun.objects.create(
        source="osm",
        attribution="Wing",
        state="applied",
        applied_at=shop.updated_at,
        file_name="a.csv",
        file_size=1,
    )
    [row] = table()
    assert row["licence"] == "CC0"
    assert row["attribution"].startswith("Wing; © OpenStreetMap and ")


def test_geojson_is_a_collection_with_its_licence(shop: Outlet) -> None:
    document = json.loads(exported("geojson"))
    assert document["licence"] == "ODbL-1.0"
    assert "OpenStreetMap" in document["attribution"]
    [feature] = document["features"]
    assert feature["geometry"] == {
        "type": "Point",
        "coordinates": [shop.longitude, shop.latitude],
    }
    assert feature["properties"]["phones"] == "012 345 678; +84 28 3829 7643"


def test_nothing_found_is_a_file_of_headings() -> None:
    assert exported().decode("utf-8-sig").strip() == ",".join(COLUMNS)
    assert json.loads(exported("geojson"))["features"] == []


def test_what_an_import_reads_has_the_name_it_has_there() -> None:
    not_read = {"status", "verified", "source", "licence", "attribution"}
    assert set(COLUMNS) - not_read <= set(FIELDS)


def test_a_hundred_outlets_take_few_queries(
    django_assert_max_num_queries: Any,
) -> None:
    for number in range(100):
        factories.outlet(name_en=f"Shop {number}")
    with django_assert_max_num_queries(6):
        exported()
