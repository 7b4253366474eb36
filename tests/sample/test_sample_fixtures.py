import json
from collections import Counter
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from locator.geo.border import in_cambodia
from locator.geo.distance import distance_m
from locator.geo.point import Point
from locator.hours import expression
from locator.models import Kind
from locator.models.offer import Service
from locator.reference.carriers import COOTEL
from locator.sample.make import make_sample

FIXTURES = Path(settings.BASE_DIR) / "fixtures"


def fields_of(name: str) -> list[dict]:
    text = (FIXTURES / name).read_text(encoding="utf-8")
    return [row["fields"] for row in json.loads(text)]


@pytest.fixture(scope="module")
def outlets() -> list[dict]:
    return fields_of("51_sample_outlets.json")


@pytest.fixture(scope="module")
def offers() -> list[dict]:
    return fields_of("52_sample_offers.json")


def test_making_the_sample_again_makes_the_committed_files(tmp_path):
    for name in make_sample(fixtures=FIXTURES, into=tmp_path):
        assert (tmp_path / name).read_bytes() == (FIXTURES / name).read_bytes()


def test_a_folder_that_is_not_there_is_named_in_a_line(tmp_path):
    with pytest.raises(CommandError, match="No such file or directory"):
        call_command("make_sample", "--into", str(tmp_path / "nowhere"))


def test_there_are_about_400_of_all_kinds(outlets):
    assert 380 <= len(outlets) <= 420
    assert {row["kind"] for row in outlets} == set(Kind.values)


def test_every_sample_says_so_in_every_language(outlets):
    for row in outlets:
        assert row["source"] == "sample"
        assert row["name_en"].startswith("Sample: ")
        assert row["name_km"].startswith("គំរូ: ")
        assert row["name_zh_hans"].startswith("示例：")


def test_every_sample_stands_in_cambodia_near_its_town(outlets):
    towns = {
        row["pk"]: Point(row["fields"]["latitude"], row["fields"]["longitude"])
        for row in json.loads((FIXTURES / "43_towns.json").read_text("utf-8"))
    }
    for row in outlets:
        point = Point(row["latitude"], row["longitude"])
        assert in_cambodia(point)
        assert distance_m(point, towns[row["place"]]) < 5_000


def test_no_sample_has_a_phone():
    models = {
        row["model"]
        for path in FIXTURES.glob("5*.json")
        for row in json.loads(path.read_text("utf-8"))
    }
    assert "locator.outlet" in models
    assert "locator.outletphone" not in models


def test_sample_hours_are_written_as_the_site_stores_them():
    for row in fields_of("50_sample_hours.json"):
        assert expression.read(row["text"]).repaired == row["text"]


def test_hours_are_of_many_patterns_and_sometimes_unknown(outlets):
    texts = [row["text"] for row in fields_of("50_sample_hours.json")]
    assert len(texts) >= 25
    assert "24/7" in texts
    assert any("PH off" in text for text in texts)
    assert sum("hours" not in row for row in outlets) > 20


def test_cootel_is_offered_but_never_above_unconfirmed(offers):
    confidences = {row["confidence"] for row in offers if row["carrier"] == COOTEL}
    assert confidences == {"unconfirmed"}


def test_offers_show_every_confidence_currency_and_service(offers):
    assert {row["confidence"] for row in offers} == {
        "confirmed",
        "likely",
        "unconfirmed",
    }
    assert {"USD", "KHR"} <= {row.get("currency") for row in offers}
    sold = {name for row in offers for name in row.get("services", "").split(",")}
    assert set(Service.values) <= sold
    assert Counter(row["sells"] for row in offers)[False] > 10


def test_some_are_closed_until_a_date_and_some_were_verified(outlets):
    assert any(row.get("closed_until") for row in outlets)
    assert any(row.get("verified_at") for row in outlets)
    assert any(not row.get("verified_at") for row in outlets)
