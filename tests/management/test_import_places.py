from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from locator.models import Place, PlaceAlias
from locator.reference.load import load_initial
from locator.search.places import find_places
from locator.text_index import index_text

pytestmark = pytest.mark.django_db

HEADINGS = "lon,code,name_latin,name_km,lat,unit"


@pytest.fixture
def district() -> Place:
    place = Place.objects.create(
        level="district", code="0102", slug="a", name_en="Mangkul Bourei", source="s"
    )
    index_text(place_ids=[place.pk])
    return place


@pytest.fixture
def run(tmp_path, capsys):
    def run(*rows: str, headings: str = HEADINGS) -> tuple[str, str]:
        path = tmp_path / "places.csv"
        path.write_text("\n".join((headings, *rows)) + "\n", encoding="utf-8")
        call_command("import_places", path, source="pumi")
        captured = capsys.readouterr()
        return captured.out, captured.err

    return run


def test_a_row_adds_a_point_and_names(run, district):
    out, _err = run("102.97,0102,Mongkol Borey,មង្គលបូរី,13.49,x")
    district.refresh_from_db()
    assert (district.latitude, district.longitude) == (13.49, 102.97)
    assert district.source == "s; point: pumi"
    assert district.name_km == "មង្គលបូរី"
    assert out.startswith("1 places updated (1 points, 2 names), 0 unchanged")


def test_a_curators_name_stays_and_the_files_becomes_an_alias(run, district):
    run("102.97,0102,Mongkol Borey,,13.49,x")
    district.refresh_from_db()
    assert district.name_en == "Mangkul Bourei"
    assert find_places("Mongkol Borey", 1) == [district]


def test_a_spelling_that_is_found_anyway_is_no_alias(run, district):
    run("102.97,0102,Mangkul Bourey,,13.49,x")
    assert not PlaceAlias.objects.exists()


def test_a_point_from_elsewhere_stays(run, district):
    Place.objects.update(latitude=13.5, longitude=103.0)
    run("102.97,0102,,,13.49,x")
    district.refresh_from_db()
    assert district.latitude == 13.5


def test_the_same_file_again_changes_nothing(run, district):
    run("102.97,0102,Mongkol Borey,មង្គលបូរី,13.49,x")
    out, _err = run("102.97,0102,Mongkol Borey,មង្គលបូរី,13.49,x")
    assert out.startswith("0 places updated (0 points, 0 names), 1 unchanged")


def test_a_later_edition_moves_the_point_it_gave(run, district):
    run("102.97,0102,,,13.49,x")
    run("102.98,0102,,,13.50,x")
    district.refresh_from_db()
    assert district.longitude == 102.98


def test_a_code_may_lack_its_leading_zero(run, district):
    out, _err = run("102.97,102,,,13.49,x")
    assert out.startswith("1 places updated")


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("102.97,9999,X,,13.49,x", "No place has the code 9999."),
        ("102.97,abc,X,,13.49,x", "is not a code"),
        (",0102,X,,13.49,x", "must both be numbers"),
        ("there,0102,X,,13.49,x", "must both be numbers"),
        ("13.49,0102,X,,102.97,x", ""),
        ("13.49,0102,X,,85.0,x", "outside Cambodia"),
        ("102.97,0102,X,,0,x", "outside Cambodia"),
        ("102.97,0102,X,,nan,x", "number"),
        (f"102.97,0102,{'X' * 200},,13.49,x", "too long"),
        ("102.97,0102,a\x00b,,13.49,x", "cannot be printed"),
    ],
)
def test_a_bad_row_is_reported_and_the_rest_goes_in(run, district, row, reason):
    out, err = run(row, "102.97,0102,,,13.49,x")
    assert err.startswith("line 2: ")
    assert reason in err
    assert "1 rows rejected" in out
    assert Place.objects.get().latitude == 13.49


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "no column"),
        (b"name,lat\nx,1\n", "no column"),
        (b"code\n\xff\xfe\n", "not UTF-8"),
        (b'code,name\n0102,"unclosed\n', "line"),
    ],
)
def test_a_broken_file_stops_with_one_line(tmp_path, district, content, reason):
    path = tmp_path / "broken.csv"
    path.write_bytes(content)
    with pytest.raises(CommandError, match=reason):
        call_command("import_places", path)


def test_a_missing_file_is_said_to_be_missing(tmp_path):
    with pytest.raises(CommandError, match=r"nowhere\.csv"):
        call_command("import_places", tmp_path / "nowhere.csv")


def test_settlements_of_an_osm_file_are_added_and_found(tmp_path, capsys):
    path = tmp_path / "towns.geojson"
    path.write_text(
        """{"type": "FeatureCollection", "features": [{"type": "Feature",
        "id": "node/1", "geometry": {"type": "Point", "coordinates": [103.1, 13.4]},
        "properties": {"@id": "node/1", "place": "village", "name": "ភូមិថ្មី",
        "name:en": "Phum Thmei"}}]}""",
        encoding="utf-8",
    )
    call_command("import_places", path, source="osm")
    assert capsys.readouterr().out.startswith("1 places created")
    assert find_places("Phum Thmey", 1)[0].level == "town"


def test_real_districts_and_communes_get_their_points(real_data, capsys):
    load_initial(Path("fixtures"))
    call_command("import_places", real_data / "districts.csv", source="pumi")
    districts = Place.objects.filter(level="district")
    assert districts.exclude(latitude=None).count() >= 197
    call_command("import_places", real_data / "communes.csv", source="pumi")
    captured = capsys.readouterr()
    communes = Place.objects.filter(level="commune")
    assert communes.exclude(latitude=None).count() == 1224
    assert "0 rows rejected" in captured.out.splitlines()[0]
    # Communes that were merged or renumbered since that list was made.
    assert captured.err.count("No place has the code") == 9
