from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command

from locator.indexing import differing_outlets
from locator.models import Carrier, Operator, Outlet, Place
from locator.text_index import differing_texts

pytestmark = pytest.mark.django_db


def said(capsys, *arguments) -> str:
    call_command(*arguments)
    return capsys.readouterr().out


def test_an_empty_database_gets_all_fixtures_and_both_indexes(capsys):
    assert "4 carriers" in said(capsys, "load_initial")
    assert Outlet.objects.filter(source="sample").count() == 400
    assert Place.objects.get(slug="siem-reap").name_zh_hans == "暹粒省"
    assert differing_outlets() == []
    assert differing_texts() == {"place": [], "outlet": []}


def test_what_curators_entered_is_not_written_over(capsys):
    Carrier.objects.create(slug="smart", name="Ours")
    assert "nothing loaded" in said(capsys, "load_initial")
    assert Carrier.objects.get().name == "Ours"
    assert not Place.objects.exists()


def test_rows_added_later_get_free_ids(capsys):
    said(capsys, "load_initial")
    Operator.objects.create(slug="new", name="New")
    Place.objects.create(level="landmark", slug="new", name="New")
    assert Carrier.objects.create(slug="new", name="New").pk > 4


def test_removing_the_sample_closes_it_and_keeps_its_ids(capsys):
    said(capsys, "load_initial")
    ids = set(Outlet.objects.values_list("public_id", flat=True))
    assert "397 sample outlets withdrawn" in said(capsys, "remove_sample")
    assert not Outlet.objects.published().exists()
    assert set(Outlet.objects.values_list("public_id", flat=True)) == ids
    assert differing_outlets() == []
    assert differing_texts()["outlet"] == []


def test_removing_the_sample_again_removes_nothing(capsys):
    said(capsys, "load_initial")
    said(capsys, "remove_sample")
    assert said(capsys, "remove_sample") == "0 sample outlets withdrawn.\n"


def test_fixtures_load_with_djangos_own_command_too():
    files = sorted((Path(settings.BASE_DIR) / "fixtures").glob("*.json"))
    call_command("loaddata", *map(str, files), verbosity=0)
    assert Outlet.objects.count() == 400
