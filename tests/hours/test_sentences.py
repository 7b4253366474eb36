from datetime import datetime

import pytest
from django.utils import translation

from locator.hours.phrases import Code, Phrase
from locator.hours.schedule import TIMEZONE
from locator.phrases import sentence

FRIDAY = datetime(2026, 11, 20, 8, 30, tzinfo=TIMEZONE)


@pytest.mark.parametrize(
    ("phrase", "words"),
    [
        (Phrase(Code.OPEN), "open"),
        (Phrase(Code.CLOSED), "closed"),
        (Phrase(Code.UNKNOWN), "hours unknown"),
        (Phrase(Code.OPEN_UNTIL, FRIDAY), "open until 08:30"),
        (Phrase(Code.OPEN_UNTIL_DAY, FRIDAY), "open until Fri 08:30"),
        (Phrase(Code.OPEN_UNTIL_DATE, FRIDAY), "open until Nov 20 08:30"),
        (Phrase(Code.CLOSES_IN, FRIDAY, 40), "closes in 40 min"),
        (Phrase(Code.CLOSES_IN, FRIDAY, 120), "closes in 2 h"),
        (Phrase(Code.OPENS_IN, FRIDAY, 95), "opens in 1 h 35 min"),
        (Phrase(Code.OPENS_AT, FRIDAY), "opens at 08:30"),
        (Phrase(Code.OPENS_TOMORROW, FRIDAY), "opens tomorrow 08:30"),
        (Phrase(Code.OPENS_ON_DAY, FRIDAY), "opens Fri 08:30"),
        (Phrase(Code.OPENS_ON_DATE, FRIDAY), "opens Nov 20 08:30"),
    ],
)
def test_a_phrase_is_said_in_english(phrase: Phrase, words: str) -> None:
    with translation.override("en"):
        assert sentence(phrase) == words


@pytest.mark.parametrize(
    ("language", "day"), [("km", "សុក្រ"), ("zh-hans", "周五"), (None, "Fri")]
)
def test_the_day_is_named_in_the_visitors_language(
    language: str | None, day: str
) -> None:
    with translation.override(language):
        assert day in sentence(Phrase(Code.OPENS_ON_DAY, FRIDAY))
