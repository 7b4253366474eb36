"""How the source of a fact reads in the language of the page."""

import json

import pytest
from django.utils.translation import override

from guides.sources import reads
from guides.templatetags.guides_pages import source_date, source_kind
from locator.models import Fact
from tests.guides.shipped import FIXTURES


def test_every_kind_of_source_that_ships_can_be_translated():
    rows = json.loads((FIXTURES / "10_facts.json").read_text("utf-8"))
    kinds = {row["fields"]["source_type"] for row in rows}
    assert [kind for kind in kinds if reads(kind) is None] == []


def test_the_package_of_open_data_is_named():
    assert reads("open data, package:holidays@0.109") == "open data, holidays@0.109"


def test_a_kind_that_a_curator_wrote_stands_as_english():
    with override("km"):
        assert source_kind(Fact(source_type="letter")) == (
            '<span lang="en">letter</span>'
        )


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("2023-08-15", "2023-08-15"),
        ("2026-08 to 2026-09", "2026-08 – 2026-09"),
        ("said to be of 2022", '<span lang="en">said to be of 2022</span>'),
    ],
)
def test_dates_need_no_language_and_words_do(written, shown):
    with override("km"):
        assert source_date(Fact(source_date=written)) == shown
