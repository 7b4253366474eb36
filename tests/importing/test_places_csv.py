from collections.abc import Callable
from pathlib import Path

import pytest

from locator.geo.point import Point
from locator.importing.errors import BrokenFileError
from locator.importing.places_csv import CodedPlace, read_places_csv
from locator.importing.records import RejectedRow

HEADINGS = "lon,code,name_latin,name_km,aliases,lat,unit"

Read = Callable[..., list[CodedPlace | RejectedRow]]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    def read(*rows: str, headings: str = HEADINGS) -> list[CodedPlace | RejectedRow]:
        path = tmp_path / "places.csv"
        path.write_text("\n".join((headings, *rows)) + "\n", encoding="utf-8")
        return list(read_places_csv(path))

    return read


def test_columns_are_found_by_their_names_in_any_order(read: Read) -> None:
    (row,) = read("103.25,0102,Invented Town,ភូមិសាកល្បង,One | Two,13.25,x")
    assert isinstance(row, CodedPlace)
    assert (row.code, row.where) == ("0102", "line 2")
    assert row.point == Point(13.25, 103.25)
    assert row.name.given() == {"en": "Invented Town", "km": "ភូមិសាកល្បង", "zh_hans": ""}
    assert row.aliases == ("One", "Two")


def test_a_code_may_lack_its_leading_zero(read: Read) -> None:
    (row,) = read("103.25,102,,,,13.25,x")
    assert isinstance(row, CodedPlace)
    assert row.code == "0102"


def test_a_row_may_have_names_and_no_point(read: Read) -> None:
    (row,) = read(",0102,Invented Town,,,,x")
    assert isinstance(row, CodedPlace)
    assert row.point is None


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("103.25,abc,X,,,13.25,x", "“abc” is not a code"),
        ("103.25,១០២,X,,,13.25,x", "is not a code"),
        ("103.25", "is not a code"),
        (",0102,X,,,13.25,x", "must both be numbers"),
        ("there,0102,X,,,13.25,x", "must both be numbers"),
        ("103.25,0102,X,,,nan,x", "must both be numbers"),
        ("13.25,0102,X,,,103.25,x", "latitude and longitude look swapped"),
        ("13.25,0102,X,,,85.0,x", "lies outside Cambodia"),
        ("103.25,0102,X,,,0,x", "lies outside Cambodia"),
        (f"103.25,0102,{'X' * 121},,,13.25,x", "over 120 characters"),
        ("103.25,0102,a\x00b,,,13.25,x", "holds a NUL"),
    ],
)
def test_a_row_that_cannot_be_used_is_rejected_and_the_next_is_read(
    read: Read, row: str, reason: str
) -> None:
    rejected, sound = read(row, "103.25,0102,,,,13.25,x")
    assert isinstance(rejected, RejectedRow)
    assert rejected.where == "line 2"
    assert reason in rejected.why
    assert isinstance(sound, CodedPlace)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "no column"),
        (b"name,lat\nx,1\n", "no column"),
        (b"code\n\xff\xfe\n", "not UTF-8"),
        (b'code,name\n0102,"unclosed\n', "line 2"),
    ],
)
def test_a_broken_file_is_refused_with_its_name(
    tmp_path: Path, content: bytes, reason: str
) -> None:
    path = tmp_path / "broken.csv"
    path.write_bytes(content)
    with pytest.raises(BrokenFileError, match=r"^broken\.csv.*" + reason):
        list(read_places_csv(path))


def test_a_missing_file_is_said_to_be_missing(tmp_path: Path) -> None:
    with pytest.raises(BrokenFileError, match=r"nowhere\.csv: No such file"):
        list(read_places_csv(tmp_path / "nowhere.csv"))
