from hypothesis import given
from hypothesis import strategies as st

from locator.importing.merge import KeptValue, merge, remembered

FIELDS = st.sampled_from(["name_en", "phones", "hours"])
VALUES = st.sampled_from(["", "old", "new", "other", None, [], ["+85512345678"]])
ROWS = st.dictionaries(FIELDS, VALUES)


def test_a_value_as_last_imported_follows_the_source() -> None:
    merged = merge({"name_en": "old"}, {"name_en": "old"}, {"name_en": "new"})
    assert merged.changes == {"name_en": "new"}
    assert merged.kept == []
    assert merged.imported == {"name_en": "new"}


def test_a_curators_value_stays_and_is_reported_as_news_when_the_source_moves() -> None:
    merged = merge({"name_en": "old"}, {"name_en": "mine"}, {"name_en": "new"})
    assert merged.changes == {}
    assert merged.kept == [KeptValue("name_en", "mine", "new", is_news=True)]
    assert merged.imported == {"name_en": "new"}


def test_a_curators_value_is_no_news_while_the_source_repeats_itself() -> None:
    merged = merge({"name_en": "old"}, {"name_en": "mine"}, {"name_en": "old"})
    assert merged.kept == [KeptValue("name_en", "mine", "old", is_news=False)]


def test_a_curator_who_agrees_with_the_source_is_no_conflict() -> None:
    merged = merge({"name_en": "old"}, {"name_en": "new"}, {"name_en": "new"})
    assert (merged.changes, merged.kept) == ({}, [])
    assert merged.imported == {"name_en": "new"}


def test_a_field_first_given_now_fills_a_blank_but_not_a_curators_value() -> None:
    merged = merge(
        {},
        {"floor_en": "", "street_en": "mine"},
        remembered({"floor_en": "2", "street_en": "theirs"}),
    )
    assert merged.changes == {"floor_en": "2"}
    assert merged.kept == [KeptValue("street_en", "mine", "theirs", is_news=True)]


def test_a_value_the_source_dropped_goes_and_is_forgotten() -> None:
    merged = merge({"hours": "24/7"}, {"hours": "24/7"}, {"hours": ""})
    assert merged.changes == {"hours": ""}
    assert merged.imported == {}


def test_a_column_the_source_does_not_have_is_left_alone() -> None:
    merged = merge({"hours": "24/7"}, {"hours": "mine"}, {"name_en": ""})
    assert (merged.changes, merged.kept) == ({}, [])
    assert merged.imported == {"hours": "24/7"}


@given(ROWS, ROWS, ROWS)
def test_merging_the_same_row_again_changes_nothing(
    imported: dict, current: dict, says: dict
) -> None:
    first = merge(imported, current, says)
    second = merge(first.imported, current | first.changes, says)
    assert second.changes == {}
    assert second.imported == first.imported
    assert not any(kept.is_news for kept in second.kept)
