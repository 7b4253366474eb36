"""`manage.py fetch_osm`: asking, guarding and importing in one."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from locator.models import Outlet
from tests.importing.overpass_server import Answer, overpass

pytestmark = pytest.mark.django_db

EMPTY = Answer(json.dumps({"elements": []}))


def atms(*numbers: int) -> Answer:
    return Answer(
        json.dumps(
            {
                "elements": [
                    {
                        "type": "node",
                        "id": number,
                        "lat": 11.55,
                        "lon": 104.9,
                        "tags": {"amenity": "atm"},
                    }
                    for number in numbers
                ]
            }
        )
    )


def run(url: str, *options: str) -> str:
    said = StringIO()
    call_command(
        "fetch_osm", "--url", url, "--attempts=1", *options, stdout=said, stderr=said
    )
    return said.getvalue()


def live() -> int:
    return Outlet.objects.published().filter(source="osm").count()


def test_outlets_are_fetched_and_imported() -> None:
    with overpass(Answer()) as server:
        assert "Outlets: 3 created" in run(server.url)
    assert live() == 3
    assert server.requests[0][0] == "topup-finder"


def test_a_dry_run_writes_nothing() -> None:
    with overpass(Answer()) as server:
        assert "Dry run" in run(server.url, "--dry-run")
    assert live() == 0


def test_the_answer_is_kept_where_asked(tmp_path: Path) -> None:
    kept = tmp_path / "osm.json"
    with overpass(Answer()) as server:
        run(server.url, "--output", str(kept))
    assert len(json.loads(kept.read_text())["elements"]) == 8


def test_an_empty_answer_closes_nothing_and_says_so() -> None:
    with overpass(atms(1, 2, 3), EMPTY) as server:
        run(server.url)
        with pytest.raises(CommandError, match="knows no outlet there"):
            run(server.url, "--close-missing")
    assert live() == 3


def test_a_much_smaller_answer_closes_nothing_without_force() -> None:
    with overpass(atms(1, 2, 3, 4), atms(1)) as server:
        run(server.url)
        with pytest.raises(CommandError, match="needs --force"):
            run(server.url, "--close-missing")
        assert live() == 4
        run(server.url, "--close-missing", "--force")
    assert live() == 1


def test_a_server_that_gives_up_changes_nothing() -> None:
    with (
        overpass(Answer(status=504)) as server,
        pytest.raises(CommandError, match="HTTP 504"),
    ):
        run(server.url)
    assert live() == 0
