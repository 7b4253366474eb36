import pytest

from locator.geo.point import Point
from locator.importing.places_by_code import load_coded_places
from locator.importing.places_csv import CodedPlace
from locator.importing.records import RejectedRow, Translated
from locator.importing.report import PlacesReport
from locator.models import Place, PlaceAlias
from locator.search.places import find_places
from locator.text_index import differing_texts, index_text

pytestmark = pytest.mark.django_db

FIRST, LATER, CURATORS = Point(13.25, 103.25), Point(13.26, 103.26), (13.4, 103.1)


@pytest.fixture
def district() -> Place:
    place = Place.objects.create(
        level="district", code="0102", slug="a", name_en="Kampong Test", source="s"
    )
    index_text(place_ids=[place.pk])
    return place


def row(
    point: Point | None = FIRST, *aliases: str, code: str = "0102", **names: str
) -> CodedPlace:
    return CodedPlace(
        code=code,
        where="line 2",
        point=point,
        name=Translated.whole(names),
        aliases=aliases,
    )


def load(*rows: CodedPlace | RejectedRow, source: str = "survey") -> PlacesReport:
    return load_coded_places(rows, source=source)


def counts(report: PlacesReport) -> tuple[int, int, int, int]:
    return report.updated, report.unchanged, report.points, report.names


def point_of(place: Place) -> tuple[float | None, float | None]:
    place.refresh_from_db()
    return place.latitude, place.longitude


def move(place: Place, latitude: float, longitude: float) -> None:
    Place.objects.filter(pk=place.pk).update(latitude=latitude, longitude=longitude)


def test_a_row_adds_a_point_and_names(district: Place) -> None:
    report = load(row(FIRST, en="Invented Town", km="ភូមិសាកល្បង"))
    assert counts(report) == (1, 0, 1, 2)
    assert point_of(district) == (13.25, 103.25)
    assert district.source == "s; point: survey"
    assert district.name_km == "ភូមិសាកល្បង"
    assert differing_texts()["place"] == []


def test_a_curators_name_stays_and_the_files_becomes_an_alias(district: Place) -> None:
    load(row(en="Invented Town"))
    district.refresh_from_db()
    assert district.name_en == "Kampong Test"
    assert find_places("Invented Town", 1) == [district]


def test_a_spelling_that_is_found_anyway_is_no_alias(district: Place) -> None:
    load(row(FIRST, "kompong  test"))
    assert not PlaceAlias.objects.exists()


def test_an_alias_stands_under_the_language_of_its_script(district: Place) -> None:
    load(row(FIRST, "测试镇", "Invented Town"))
    aliases = dict(PlaceAlias.objects.values_list("name", "language"))
    assert aliases == {"测试镇": "zh_hans", "Invented Town": "en"}


def test_a_point_from_elsewhere_stays(district: Place) -> None:
    move(district, *CURATORS)
    for _time in range(2):
        report = load(row(FIRST))
        assert report.unchanged == 1
        assert report.conflicts == []
    assert point_of(district) == CURATORS


def test_a_point_from_another_source_stays(district: Place) -> None:
    load(row(FIRST))
    load(row(LATER), source="another")
    assert point_of(district) == (13.25, 103.25)


def test_the_same_rows_again_change_nothing(district: Place) -> None:
    rows = row(FIRST, "Third", en="Invented Town", km="ភូមិសាកល្បង")
    load(rows)
    assert counts(load(rows)) == (0, 1, 0, 0)


def test_a_later_edition_moves_the_point_it_gave(district: Place) -> None:
    load(row(FIRST))
    assert load(row(LATER)).points == 1
    assert point_of(district) == (13.26, 103.26)


@pytest.mark.parametrize("edition", [FIRST, LATER])
def test_a_pin_that_a_curator_moved_stays_and_is_reported(
    district: Place, edition: Point
) -> None:
    load(row(FIRST))
    move(district, *CURATORS)
    report = load(row(edition))
    assert point_of(district) == CURATORS
    assert counts(report) == (0, 1, 0, 0)
    (conflict,) = report.conflicts
    assert (conflict.where, conflict.ref) == ("line 2", "0102")
    assert conflict.value.kept == [*CURATORS]
    assert conflict.value.is_news == (edition == LATER)


def test_a_moved_pin_stays_through_every_later_edition(district: Place) -> None:
    load(row(FIRST))
    move(district, *CURATORS)
    load(row(LATER))
    assert len(load(row(LATER)).conflicts) == 1
    assert point_of(district) == CURATORS


def test_a_code_nobody_has_is_rejected_and_the_rest_goes_in(district: Place) -> None:
    unusable = RejectedRow("line 3", "is not a code")
    report = load(row(code="9999"), unusable, row(FIRST))
    assert {(found.where, found.why) for found in report.rejected} == {
        ("line 2", "No place has the code 9999."),
        ("line 3", "is not a code"),
    }
    assert point_of(district) == (13.25, 103.25)
