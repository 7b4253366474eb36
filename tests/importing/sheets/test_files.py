"""Which files are tables, and which are refused, with what the curator is told."""

import datetime as dt
import io
import zipfile
from pathlib import Path

import pytest
from openpyxl import load_workbook

from locator.importing.errors import BrokenFileError
from locator.importing.sheets.workbook import WorkbookFile
from tests.importing.sheets.making import (
    LIMITS,
    csv_file,
    geojson_file,
    table_in,
    xlsx_file,
)

HEAD = "name,lat,lon\n"


def cells(path: Path, **options: object) -> list[list[str]]:
    return [list(row.cells) for row in table_in(path, **options).rows()]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_unicode_shows_itself_with_or_without_a_mark(
    tmp_path: Path, encoding: str
) -> None:
    path = csv_file(tmp_path, HEAD + "ភ្នាក់ងារវីង,11,104\n", encoding=encoding)
    assert cells(path) == [["ភ្នាក់ងារវីង", "11", "104"]]


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf16_is_known_without_a_mark(tmp_path: Path, encoding: str) -> None:
    path = csv_file(tmp_path, HEAD + "Wing,11,104\n", encoding=encoding)
    assert cells(path) == [["Wing", "11", "104"]]


def test_chinese_of_gb18030_is_told_from_latin_of_windows(tmp_path: Path) -> None:
    chinese = csv_file(tmp_path, HEAD + "金边代理点,11,104\n", encoding="gb18030")
    assert cells(chinese)[0][0] == "金边代理点"
    latin = csv_file(tmp_path, HEAD + "Café Sokha – Réap,11,1\n", encoding="cp1252")
    assert cells(latin)[0][0] == "Café Sokha – Réap"


def test_a_file_in_two_encodings_is_refused_with_the_row(tmp_path: Path) -> None:
    mixed = HEAD.encode() + "ភ្នំពេញ,11,104\n".encode() + "Café,11,104\n".encode("cp1252")
    with pytest.raises(BrokenFileError, match="Row 3 is not written in UTF-8"):
        table_in(csv_file(tmp_path, mixed))


def test_a_chosen_encoding_counts(tmp_path: Path) -> None:
    path = csv_file(tmp_path, HEAD + "Café,11,104\n", encoding="cp1252")
    assert cells(path, encoding="cp1252")[0][0] == "Café"
    with pytest.raises(BrokenFileError, match="Row 2 is not written in UTF-8"):
        table_in(path, encoding="utf-8-sig")


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
def test_cells_are_divided_by_commas_semicolons_tabs_or_bars(
    tmp_path: Path, sign: str
) -> None:
    text = HEAD.replace(",", sign) + sign.join(["Wing", "11", "104"]) + "\n"
    assert cells(csv_file(tmp_path, text)) == [["Wing", "11", "104"]]


def test_excels_note_of_the_delimiter_is_no_heading(tmp_path: Path) -> None:
    path = csv_file(tmp_path, "sep=;\nname;lat,lon\nWing;11,5, 104,9\n")
    assert table_in(path).headings == ("name", "lat,lon")


def test_a_quoted_cell_may_hold_lines_and_commas(tmp_path: Path) -> None:
    path = csv_file(tmp_path, HEAD + '"Wing,\nOlympic",11,104\nABA,11,104\n')
    rows = list(table_in(path).rows())
    assert [row.number for row in rows] == [2, 3]
    assert rows[0].cells[0] == "Wing,\nOlympic"


def test_an_open_quotation_mark_is_told_with_its_row(tmp_path: Path) -> None:
    path = csv_file(tmp_path, HEAD + 'Wing,11,104\n"ABA,11,104\n')
    with pytest.raises(BrokenFileError, match=r"Row 3 \(line 3\): a quotation mark"):
        table_in(path)


def test_headings_may_stand_below_a_title(tmp_path: Path) -> None:
    path = xlsx_file(
        tmp_path,
        ["Agents of May 2026"],
        [],
        ["No", "ឈ្មោះ", "Latitude", "Longitude"],
        [1, "វីង", 11.5, 104.9],
    )
    table = table_in(path)
    assert table.headings == ("No", "ឈ្មោះ", "Latitude", "Longitude")
    assert [row.number for row in table.rows()] == [4]


def test_numbers_dates_and_truths_of_a_workbook_are_read_as_typed(
    tmp_path: Path,
) -> None:
    path = xlsx_file(
        tmp_path,
        ["name", "lat", "phone", "checked", "open"],
        ["Wing", 11.55, 12345678.0, dt.date(2026, 5, 31), True],
    )
    assert cells(path) == [["Wing", "11.55", "12345678", "2026-05-31", "yes"]]


def test_of_several_sheets_the_first_with_something_in_it_counts(
    tmp_path: Path,
) -> None:
    path = xlsx_file(tmp_path, ["name", "lat"], ["Wing", 11])
    workbook = load_workbook(path)
    workbook.create_sheet("Notes", 0)
    workbook.save(path)
    assert cells(path) == [["Wing", "11"]]


def test_a_formula_counts_by_its_stored_result(tmp_path: Path) -> None:
    path = xlsx_file(tmp_path, ["name", "lat"], ["Wing", "=5+6"])
    assert cells(path) == [["Wing", "#NO RESULT!"]]
    with_result = path.with_name("result.xlsx")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(with_result, "w") as new:
        for member in old.namelist():
            content = old.read(member)
            if member.startswith("xl/worksheets/"):
                assert b"<v></v>" in content or b"<v />" in content
                content = content.replace(b"<v></v>", b"<v>11</v>")
                content = content.replace(b"<v />", b"<v>11</v>")
            new.writestr(member, content)
    assert cells(with_result) == [["Wing", "11"]]


def test_features_become_rows_with_their_properties_and_points(tmp_path: Path) -> None:
    path = geojson_file(
        tmp_path,
        {
            "id": "a1",
            "geometry": {"type": "Point", "coordinates": [104.9, 11.5]},
            "properties": {"name": "Wing", "phones": ["012 345 678", "016 1"]},
        },
        {"geometry": None, "properties": {"kind": "atm"}},
    )
    table = table_in(path)
    assert table.headings == ("id", "name", "phones", "kind", "latitude", "longitude")
    assert [list(row.cells) for row in table.rows()] == [
        ["a1", "Wing", "012 345 678; 016 1", "", "11.5", "104.9"],
        ["", "", "", "atm", "", ""],
    ]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "The file is empty"),
        (b" \n ", "file is empty"),
        (HEAD.encode(), "no row below the headings"),
        (b"%PDF-1.7 ...", "This is a PDF"),
        (b"\x89PNG\r\n", "This is a picture"),
        (b"\x1f\x8b\x08", "This is a packed file"),
        (b"<html><table>", "This is a page or XML"),
        (b'{"elements": []}', "no GeoJSON"),
        (b'{"features": [', "not JSON"),
        (b"PK\x03\x04nonsense", "no readable XLSX workbook"),
        (bytes.fromhex("D0CF11E0A1B11AE1") + b"old", "an old workbook"),
        (
            bytes.fromhex("D0CF11E0A1B11AE1") + "EncryptedPackage".encode("utf-16-le"),
            "locked with a password",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_no_table_is_refused_in_words(
    tmp_path: Path, content: bytes, told: str
) -> None:
    with pytest.raises(BrokenFileError, match=told):
        table_in(csv_file(tmp_path, content))


def test_a_zip_of_other_things_is_no_workbook(tmp_path: Path) -> None:
    path = tmp_path / "photos.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("photo.jpg", b"...")
    with pytest.raises(BrokenFileError, match="no XLSX workbook"):
        table_in(path)


def test_a_zip_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    path = xlsx_file(tmp_path, ["name", "lat"], ["Wing", 11])
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/bomb", bytes(21 << 20))
    assert path.stat().st_size < 100_000
    with pytest.raises(BrokenFileError, match="would take over 20 MB"):
        table_in(path)


def test_a_zip_that_lies_about_its_sizes_is_not_unpacked_beyond_them(
    tmp_path: Path,
) -> None:
    path = xlsx_file(tmp_path, ["name", "lat"], *(["Wing", 11] for _ in range(2000)))
    content = path.read_bytes()
    with zipfile.ZipFile(path) as archive:
        real = archive.getinfo("xl/worksheets/sheet1.xml").file_size
    said, lie = real.to_bytes(4, "little"), (99).to_bytes(4, "little")
    path.write_bytes(content.replace(said, lie))
    with pytest.raises(BrokenFileError, match="no readable XLSX workbook"):
        list(table_in(path).rows())


def with_row_3_at(path: Path, number: int) -> Path:
    far = path.with_name("far.xlsx")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(far, "w") as new:
        for member in old.namelist():
            content = old.read(member)
            row = b'<row r="%d"' % number
            new.writestr(member, content.replace(b'<row r="3"', row))
    return far


@pytest.mark.parametrize("name", ["ABA", "=1"])
def test_a_row_beyond_any_sheet_is_refused(tmp_path: Path, name: str) -> None:
    path = xlsx_file(tmp_path, ["name", "lat"], ["Wing", 11], [name, 12])
    with pytest.raises(BrokenFileError, match="has no end"):
        list(table_in(with_row_3_at(path, 99_999_999_999)).rows())


@pytest.mark.parametrize("name", ["ABA", "=1"])
def test_rows_that_are_missing_above_the_last_of_a_sheet_are_passed_over(
    tmp_path: Path, name: str
) -> None:
    path = xlsx_file(tmp_path, ["name", "lat"], ["Wing", 11], [name, 12])
    with WorkbookFile(with_row_3_at(path, 1 << 20), LIMITS).open() as rows:
        assert [row.number for row in rows] == [1, 2, 1 << 20]


def test_a_sheet_that_begins_far_below_counts_as_empty(tmp_path: Path) -> None:
    path = xlsx_file(tmp_path, [], [], ["name", "lat"])
    with pytest.raises(BrokenFileError, match="The file is empty"):
        table_in(with_row_3_at(path, 1 << 20))


def test_entities_that_multiply_are_not_expanded(tmp_path: Path) -> None:
    path = xlsx_file(tmp_path, ["name", "lat"], ["Wing", 11])
    trap = io.BytesIO()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(trap, "w") as new:
        for member in old.namelist():
            content = old.read(member)
            if member == "xl/worksheets/sheet1.xml":
                content = b'<!DOCTYPE x [<!ENTITY a "aaaa">]>' + content
            new.writestr(member, content)
    path.write_bytes(trap.getvalue())
    with pytest.raises(BrokenFileError, match="no readable XLSX workbook"):
        list(table_in(path).rows())


def test_a_million_columns_are_refused(tmp_path: Path) -> None:
    path = csv_file(tmp_path, ",".join(["name"] * 1_000_000) + "\nWing\n")
    with pytest.raises(BrokenFileError, match="over 30 columns"):
        table_in(path, limits={"file_bytes": 20 << 20})


def test_too_many_rows_are_refused(tmp_path: Path) -> None:
    table = table_in(csv_file(tmp_path, HEAD + "Wing,11,104\n" * 1001))
    with pytest.raises(BrokenFileError, match="over 1000 rows"):
        list(table.rows())


def test_too_large_a_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BrokenFileError, match="over 0 MB"):
        table_in(csv_file(tmp_path, HEAD * 10), limits={"file_bytes": 100})


def test_a_cell_too_long_keeps_its_row_out_alone(tmp_path: Path) -> None:
    path = csv_file(tmp_path, HEAD + "x" * 301 + ",11,104\nWing,11,104\n")
    first, second = table_in(path).rows()
    assert first.why_broken == "a cell has over 300 characters"
    assert second.why_broken == ""
