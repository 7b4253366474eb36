from datetime import datetime

import pytest
from django.utils import translation

from locator.hours.phrases import Code, Phrase
from locator.hours.remarks import Remark
from locator.hours.schedule import TIMEZONE, week
from locator.phrases import state_in_words, times_of, told

FRIDAY = datetime(2026, 11, 20, 8, 30, tzinfo=TIMEZONE)


@pytest.mark.parametrize(
    ("phrase", "words"),
    [
        (Phrase(Code.OPEN), "open"),
        (Phrase(Code.CLOSED), "closed"),
        (Phrase(Code.UNKNOWN), "hours unknown"),
        (Phrase(Code.OPEN_UNTIL, FRIDAY), "open until 08:30"),
        (Phrase(Code.OPEN_UNTIL_DAY, FRIDAY), "open until Fri 08:30"),
        (Phrase(Code.OPEN_UNTIL_DATE, FRIDAY), "open until 20 Nov 08:30"),
        (Phrase(Code.CLOSES_IN, FRIDAY, 40), "closes in 40 min"),
        (Phrase(Code.CLOSES_IN, FRIDAY, 120), "closes in 2 h"),
        (Phrase(Code.OPENS_IN, FRIDAY, 95), "opens in 1 h 35 min"),
        (Phrase(Code.OPENS_AT, FRIDAY), "opens at 08:30"),
        (Phrase(Code.OPENS_TOMORROW, FRIDAY), "opens tomorrow 08:30"),
        (Phrase(Code.OPENS_ON_DAY, FRIDAY), "opens Fri 08:30"),
        (Phrase(Code.OPENS_ON_DATE, FRIDAY), "opens 20 Nov 08:30"),
    ],
)
def test_a_phrase_is_said_in_english(phrase: Phrase, words: str) -> None:
    with translation.override("en"):
        assert state_in_words(phrase) == words


@pytest.mark.parametrize(
    ("language", "day"), [("km", "សុក្រ"), ("zh-hans", "周五"), (None, "Fri")]
)
def test_the_day_is_named_in_the_visitors_language(
    language: str | None, day: str
) -> None:
    with translation.override(language):
        assert day in state_in_words(Phrase(Code.OPENS_ON_DAY, FRIDAY))


@pytest.mark.parametrize(
    ("hours", "words"),
    [
        ("08:00-12:00,14:00-18:00", "08:00–12:00, 14:00–18:00"),
        ("Mo off", "closed"),
        ("24/7", "24 hours"),
        ("Fr 20:00-03:00", "20:00–03:00"),
        ("18:00-24:00", "18:00–24:00"),
        ("08:00-12:00 unknown", "perhaps 08:00–12:00"),
        ("", "unknown"),
    ],
)
def test_a_day_of_the_week_is_said_alike_to_visitors_and_curators(
    hours: str, words: str
) -> None:
    with translation.override("en"):
        (day,) = week(hours, FRIDAY.date(), days=1)
        assert times_of(day) == words


def test_a_remark_is_told_with_its_values() -> None:
    assert told(Remark("No closing time in {text}.", text="8:00")) == (
        "No closing time in 8:00."
    )


def test_a_remark_is_translated_before_its_values_are_filled_in(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    catalogue = {"No closing time in {text}.": "{text}：没有关门时间。"}
    monkeypatch.setattr("locator.phrases.gettext", catalogue.__getitem__)
    said = told(Remark("No closing time in {text}.", text="8:00"))
    assert said == "8:00：没有关门时间。"
