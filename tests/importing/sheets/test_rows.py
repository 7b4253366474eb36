"""A row as a record: any order, any language, what is wrong told by column."""

import datetime as dt
from pathlib import Path

import pytest

from locator.importing.records import ABSENT, OutletRecord, RejectedRow, Translated
from locator.importing.sheets.headings import FIELDS, label, recognised
from locator.importing.sheets.layout import RowKey, guessed
from tests.importing.sheets.making import (
    csv_file,
    geojson_file,
    only,
    records,
    refused,
    table_in,
)


def sheet(folder: Path, heading: str, cell: str) -> Path:
    """One row with a reference, a kind and a point, and this cell."""
    quoted = '"' + cell.replace('"', '""') + '"'
    return csv_file(
        folder,
        f'id,type,lat,lon,"{heading}"\nW1,agent,11.5564,104.9282,{quoted}\n',
    )


def test_columns_stand_in_any_order_and_language(tmp_path: Path) -> None:
    path = csv_file(
        tmp_path,
        "经度,ទូរស័ព្ទ,Name (Khmer),编号,纬度,类型,店名,Opening Hours\n"
        "104.9282,012 345 678,ហាងវីង,W1,11.5564,代理点,永旺店,Mo-Fr 8-17\n",
    )
    record = only(path)
    assert (record.ref, record.kind) == ("W1", "partner_shop")
    assert record.point is not ABSENT
    assert record.point.latitude == 11.5564
    assert record.name == Translated(km="ហាងវីង", zh_hans="永旺店")
    assert record.phones == ("+85512345678",)
    assert record.hours == "Mo-Fr 08:00-17:00"


def test_what_has_no_column_stays_as_it_is(tmp_path: Path) -> None:
    record = only(csv_file(tmp_path, "id,phone\nW1,012345678\n"))
    assert record.columns() == {}
    assert record.kind is record.point is record.hours is record.operator is ABSENT


def test_an_empty_cell_says_nothing_unless_it_is_to_clear(tmp_path: Path) -> None:
    path = csv_file(tmp_path, "id,name en,phone,hours,operator\nW1,,,,\n")
    assert only(path).columns() == {}
    cleared = only(path, empty_clears=True)
    assert cleared.columns() == {"name_en": "", "hours": ""}
    assert cleared.phones == ()
    assert cleared.operator is None


@pytest.mark.parametrize(
    ("latitude", "longitude"),
    [
        ("11.5564", "104.9282"),
        ("11,5564", "104,9282"),
        ("១១.៥៥៦៤", "១០៤.៩២៨២"),
        ("11°33'23.04\"N", "104°55'41.52\"E"),
    ],
)
def test_coordinates_are_read_as_people_write_them(
    tmp_path: Path, latitude: str, longitude: str
) -> None:
    path = csv_file(tmp_path, f"id;lat;lon\nW1;{latitude};{longitude}\n")
    point = only(path).point
    assert point is not ABSENT
    assert (point.latitude, point.longitude) == pytest.approx((11.5564, 104.9282))


@pytest.mark.parametrize(
    "position", ["11.5564, 104.9282", "11,5564; 104,9282", "11.5564 N 104.9282 E"]
)
def test_a_position_may_stand_in_one_cell(tmp_path: Path, position: str) -> None:
    point = only(csv_file(tmp_path, f'id,GPS\nW1,"{position}"\n')).point
    assert point is not ABSENT
    assert (point.latitude, point.longitude) == (11.5564, 104.9282)


@pytest.mark.parametrize(
    "address",
    [
        "https://www.google.com/maps/@11.5564,104.9282,17z",
        "https://maps.google.com/?q=11.5564,104.9282",
        "https://www.google.com/maps/search/?api=1&query=11.5564%2C104.9282",
        "https://www.google.com/maps/place/Wing/@11.5,104.9,17z/data=!4m6!3m5!1s0x31"
        "!8m2!3d11.5564!4d104.9282!16s",
    ],
)
def test_a_position_may_be_the_address_of_a_map(tmp_path: Path, address: str) -> None:
    point = only(csv_file(tmp_path, f'id,Google Maps link\nW1,"{address}"\n')).point
    assert point is not ABSENT
    assert (point.latitude, point.longitude) == (11.5564, 104.9282)


def test_a_short_link_to_a_map_is_told_with_what_to_put(tmp_path: Path) -> None:
    rejected = refused(csv_file(tmp_path, "id,GPS\nW1,https://maps.app.goo.gl/AbC\n"))
    assert rejected.why.startswith("GPS: This address holds no position. Open it, then")


def test_exchanged_numbers_in_one_cell_get_a_hint(tmp_path: Path) -> None:
    rejected = refused(csv_file(tmp_path, 'id,GPS\nW1,"104.9282, 11.5564"\n'))
    assert "did you mean 11.5564,104.9282?" in rejected.why


@pytest.mark.parametrize(
    ("cells", "why"),
    [
        ("104.9282,11.5564", "lat, lon: latitude and longitude look swapped"),
        ("51.5,-0.1", "lat, lon: lies outside Cambodia"),
        ("11.5564,", "lat: latitude and longitude go together"),
        ("near,far", "lat, lon: Write a position as"),
        ("1e999,104", "lat, lon: lies outside Cambodia (inf"),
        ("#REF!,104", "lat: a formula that went wrong"),
    ],
)
def test_a_wrong_position_keeps_the_row_out_and_names_its_columns(
    tmp_path: Path, cells: str, why: str
) -> None:
    rejected = refused(csv_file(tmp_path, f"id,lat,lon\nW1,{cells}\n"))
    assert rejected.where == "row 2"
    assert rejected.why.startswith(why)
    assert rejected.ref == "W1"


@pytest.mark.parametrize(
    ("heading", "cell", "reason"),
    [
        ("hours", "ask the guard", "does not say when it is open"),
        ("phone", "015 697", "not a phone number"),
        ("payment", "cowries", "is none of: Cash, KHQR"),
        ("carriers", "Vodafone", "no such carrier here"),
        ("bank", "Bank of Nowhere", "no operator here has this name"),
        ("checked on", "2030-01-01", "a date in the future"),
        ("checked on", "1900-01-01", "a date before 2004"),
        ("checked on", "soon", "not a date such as"),
        ("name", "x" * 250, "cut to 200 characters"),
        ("street", "=HYPERLINK(1)", "a formula and no value"),
        ("street", "#N/A", "a formula that went wrong"),
    ],
)
def test_a_bad_value_is_left_out_and_told_by_its_column(
    tmp_path: Path, heading: str, cell: str, reason: str
) -> None:
    record = only(sheet(tmp_path, heading, cell))
    [flag] = record.flags
    assert flag.field == heading
    assert reason in flag.reason
    assert flag.raw == cell


def test_a_kind_nobody_knows_keeps_the_row_out(tmp_path: Path) -> None:
    rejected = refused(csv_file(tmp_path, "id,type,lat,lon\nW1,spaceship,11.5,104.9\n"))
    assert rejected.why.startswith("type: is none of: Carrier store, Shop or agent")


def test_a_kind_for_all_rows_stands_where_the_column_is_empty(tmp_path: Path) -> None:
    path = csv_file(tmp_path, "id,type\nW1,\nW2,ATM\n")
    first, second = records(path, kind="kiosk")
    assert isinstance(first, OutletRecord)
    assert isinstance(second, OutletRecord)
    assert (first.kind, second.kind) == ("kiosk", "atm")


def test_an_address_is_taken_apart(tmp_path: Path) -> None:
    address = "#91, Preah Sisovat Blvd., Phum 8, Sangkat Voat Phnum, Khan Doun Penh"
    record = only(sheet(tmp_path, "Address", address))
    assert record.street == Translated(en="#91, Preah Sisovat Blvd")
    assert record.village == Translated(en="Phum 8")
    assert record.commune == Translated(en="Sangkat Voat Phnum")


def test_several_columns_of_phones_are_one_list(tmp_path: Path) -> None:
    path = csv_file(
        tmp_path, "id,phone,mobile\nW1,012 345 678 / 016 345 678,012345678\n"
    )
    assert only(path).phones == ("+85512345678", "+85516345678")


def test_carriers_become_claims_of_the_sheet(tmp_path: Path) -> None:
    record = only(sheet(tmp_path, "Sells", "Smart; Cellcard"))
    assert record.offers is not ABSENT
    assert [(offer.carrier, offer.evidence) for offer in record.offers] == [
        ("smart", "agents: sheet.csv"),
        ("cellcard", "agents: sheet.csv"),
    ]


def test_an_operator_for_all_rows_stands_where_there_is_no_column(
    tmp_path: Path,
) -> None:
    record = only(csv_file(tmp_path, "id,name\nW1,Wing\n"), operator="wing")
    assert record.operator is not None
    assert record.operator is not ABSENT
    assert record.operator.names == ("wing",)


def test_a_text_guarded_against_formulas_is_read_without_its_guard(
    tmp_path: Path,
) -> None:
    assert only(sheet(tmp_path, "name en", "'=1+1")).name == Translated(en="=1+1")
    assert only(sheet(tmp_path, "name en", "'Ok")).name == Translated(en="'Ok")


@pytest.mark.parametrize("name", ["=1+1", "'=1+1", "#N/A", "+855 shop"])
def test_a_text_of_geojson_is_no_formula_and_bears_no_guard(
    tmp_path: Path, name: str
) -> None:
    feature = {"type": "Feature", "properties": {"ref": "W1", "name_en": name}}
    record = only(geojson_file(tmp_path, feature))
    assert (record.name, record.flags) == (Translated(en=name), ())


def test_a_nul_keeps_the_row_out_and_names_its_column(tmp_path: Path) -> None:
    rejected = refused(sheet(tmp_path, "street", "a\x00b"))
    assert rejected.why == "street: holds a NUL or half a character"


def test_without_a_reference_rows_are_known_by_name_and_position(
    tmp_path: Path,
) -> None:
    path = csv_file(
        tmp_path,
        "name,lat,lon\nWing,11.5564,104.9282\nWing,11.6,104.9\n"
        "wing ,11.55641,104.92818\n",
    )
    first, second, again = records(path)
    assert first.ref.startswith("name_point/")
    assert first.ref != second.ref
    assert first.ref == again.ref


def test_a_row_without_what_it_is_known_by_is_kept_out(tmp_path: Path) -> None:
    path = csv_file(tmp_path, "name,lat,lon,phone\nWing,,,012345678\n")
    assert "no name or position by which to find it" in refused(path).why
    empty = csv_file(tmp_path, "id,name\n,Wing\n")
    assert refused(empty).why == "id: a reference has 1 to 80 characters"


def test_a_moment_of_the_export_comes_with_the_row(tmp_path: Path) -> None:
    path = csv_file(tmp_path, "public_id,changed\nABC234,2026-11-22T10:00:00+07:00\n")
    record = only(path)
    assert record.ref == "abc234"
    assert record.seen_at == dt.datetime.fromisoformat("2026-11-22T03:00:00+00:00")


def test_headings_nobody_knows_are_left_for_the_curator(tmp_path: Path) -> None:
    table = table_in(
        csv_file(tmp_path, "id,Zone,Phone,Phone 2,Name,Shop\n1,2,3,4,5,6\n")
    )
    layout = guessed(table.headings)
    assert layout.fields == ("ref", "", "phones", "phones", "name", "")
    assert layout.key is RowKey.REFERENCE


@pytest.mark.parametrize(
    ("headings", "told"),
    [
        (("name", "lat"), "Latitude and longitude go together"),
        (("phone",), "No column is a name"),
        (("gps", "lat", "name"), "The position is in two places"),
    ],
)
def test_a_layout_that_cannot_work_says_why(
    headings: tuple[str, ...], told: str
) -> None:
    assert any(told in problem for problem in guessed(headings).problems())


def test_every_field_has_a_label_and_is_known_by_its_own_name() -> None:
    assert len({label(field) for field in FIELDS}) == len(FIELDS)
    assert [recognised(field) for field in FIELDS] == list(FIELDS)


def test_every_real_branch_goes_in_with_its_phones_and_address_clean(
    real_data: Path,
) -> None:
    rows = records(real_data / "bakong-bank-branches.csv")
    assert len(rows) == 150
    assert not [row for row in rows if isinstance(row, RejectedRow)]
    assert len({row.ref for row in rows}) == 150
    assert sorted(flag.raw for row in rows for flag in row.flags) == [
        "015",
        "015",
        "015 697",
    ]
    first = rows[0]
    assert isinstance(first, OutletRecord)
    assert first.phones == ("+855962651111",)
    assert first.street == Translated(en="#83, Norodom Blvd")
    assert first.commune == Translated(en="Sangkat Phsar Thmey3")
    free = [row for row in rows if isinstance(row, OutletRecord) and row.phones]
    assert ("+8551800208888",) in {row.phones for row in free}
