import pytest
from hypothesis import given
from hypothesis import strategies as st

from locator.importing.text import UnusableTextError, clean, language_of


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("ABA Bank", "en"),
        ("ធនាគារ អេស៊ីលីដា", "km"),
        ("ធនាគារ ABA", "km"),
        ("ABA Bank (ធនាគារ)", "km"),
        ("Advanced Bank of Asia (ABA) ធន", "en"),
        ("中国银行", "zh_hans"),
        ("中国银行 ATM", "zh_hans"),
        ("325", "en"),
        ("", "en"),
        ("Bưu điện", "en"),
        ("ธนาคาร", "en"),
        ("セブン銀行", "en"),
        ("우리은행", "en"),
    ],
)
def test_a_text_belongs_to_the_language_its_script_shows(
    text: str, language: str
) -> None:
    assert language_of(text) == language


def test_text_is_put_on_one_line_without_characters_that_steer_display() -> None:
    assert clean(" ABA\tBank\r\n\u202eknaB\x07 ") == "ABA Bank knaB"


def test_the_joiners_and_spaces_khmer_needs_are_kept() -> None:
    assert clean("ធនា\u200bគារ\u200d") == "ធនា\u200bគារ\u200d"


@pytest.mark.parametrize("text", ["a\x00b", "\ud83d"])
def test_text_no_database_takes_is_refused(text: str) -> None:
    with pytest.raises(UnusableTextError):
        clean(text)


@given(st.text())
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    try:
        once = clean(text)
    except UnusableTextError:
        return
    assert clean(once) == once
