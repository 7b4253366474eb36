from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from locator.models import Place
from locator.reference.load import load_initial
from locator.search.places import find_places
from tests import factories

pytestmark = pytest.mark.django_db

ROWS = "code,name,lat,lon\n0102,Invented Town,{},{}\n9999,Nowhere,13.25,103.25\n"


def said(capsys, path: Path) -> list[str]:
    call_command("import_places", path, source="survey")
    return capsys.readouterr().out.splitlines()


def test_what_a_csv_did_is_printed_with_every_row_to_look_at(tmp_path, capsys):
    place = factories.place(level="district", code="0102")
    path = tmp_path / "places.csv"
    path.write_text(ROWS.format(13.25, 103.25), encoding="utf-8")
    assert said(capsys, path) == [
        "Places: 1 updated, 1 points set, 1 names added, 1 rejected",
        "Rejected (1):",
        "  line 3: No place has the code 9999.",
    ]
    Place.objects.filter(pk=place.pk).update(latitude=13.4, longitude=103.1)
    assert said(capsys, path)[-2:] == [
        "Kept as a curator set it (1):",
        "  line 2: point stays “[13.4, 103.1]”; the source says “[13.25, 103.25]”",
    ]


def test_a_broken_file_stops_with_one_line(tmp_path):
    path = tmp_path / "broken.csv"
    path.write_text("name,lat\nx,1\n", encoding="utf-8")
    with pytest.raises(CommandError, match=r"^broken\.csv has no column “code”"):
        call_command("import_places", path)


def test_settlements_of_an_osm_file_are_added_and_found(tmp_path, capsys):
    path = tmp_path / "towns.geojson"
    path.write_text(
        """{"type": "FeatureCollection", "features": [{"type": "Feature",
        "id": "node/1", "geometry": {"type": "Point", "coordinates": [103.1, 13.4]},
        "properties": {"@id": "node/1", "place": "village", "name": "ភូមិថ្មី",
        "name:en": "Phum Thmei"}}]}""",
        encoding="utf-8",
    )
    assert said(capsys, path) == ["Places: 1 created"]
    assert find_places("Phum Thmey", 1)[0].level == "town"


def test_real_districts_and_communes_get_their_points(real_data, capsys):
    load_initial(Path(settings.FIXTURE_DIRS[0]))
    call_command("import_places", real_data / "districts.csv")
    districts = Place.objects.filter(level="district")
    assert districts.exclude(latitude=None).count() >= 197
    assert "rejected" not in capsys.readouterr().out
    call_command("import_places", real_data / "communes.csv")
    communes = Place.objects.filter(level="commune")
    assert communes.exclude(latitude=None).count() == 1224
    # Communes that were merged or renumbered since that list was made.
    assert capsys.readouterr().out.count("No place has the code") == 9
