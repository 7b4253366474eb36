import json
from datetime import datetime
from pathlib import Path

from hypothesis import example, given
from hypothesis import strategies as st

from locator.hours.expression import MAX_LENGTH, OpeningHoursError, read
from locator.hours.schedule import TIMEZONE, State, next_change, state_at

NOON = datetime(2026, 11, 23, 12, tzinfo=TIMEZONE)
WORDS = """
    Mo Tu Su Mo-Fr PH SH eve Jan Feb week easter 1 2 30 2026 8 08:00 17:00 26:00 24h
    24/7 08:00-17:00 10:00-12:00,13:00-15:00 off open unknown closed lunch late am pm
    by_appointment sunrise day days ( ) [ ] + - / , ; : || | & " ព្រឹក 周一 上午
"""
PIECES = st.sampled_from(WORDS.split())


def assert_read_or_refused(text: str) -> None:
    refusal = ""
    try:
        read_text = read(text)
    except OpeningHoursError as error:
        refusal = str(error)
    if refusal:
        assert "\n" not in refusal
        assert state_at(text, NOON) is State.UNKNOWN
        assert next_change(text, NOON) is None
        return
    assert len(read_text.repaired) <= MAX_LENGTH
    assert read(read_text.repaired).repaired == read_text.repaired
    assert state_at(text, NOON) is state_at(read_text.repaired, NOON)


@given(st.text(max_size=60))
@example("\x00")
@example("²-³")
@example("٨-١٧")
def test_any_text_is_read_or_refused(text: str) -> None:
    assert_read_or_refused(text)


@given(st.lists(PIECES, max_size=14).map(" ".join))
def test_any_order_of_the_words_of_opening_hours_is_read_or_refused(text: str) -> None:
    assert_read_or_refused(text)


@given(st.lists(PIECES, max_size=10).map("".join))
def test_the_words_without_spaces_are_read_or_refused(text: str) -> None:
    assert_read_or_refused(text)


def test_naughty_strings_are_read_or_refused(real_data: Path) -> None:
    strings = json.loads((real_data / "naughty-strings.json").read_text("utf-8"))
    assert len(strings) > 500
    for text in strings:
        assert_read_or_refused(text)
