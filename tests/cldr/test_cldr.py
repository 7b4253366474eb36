"""Dates as the reader's language writes them."""

import datetime as dt

import pytest
from django.utils.translation import override

from locator.cldr import day_in_words

MONDAY = dt.date(2026, 11, 23)


@pytest.mark.parametrize("form", ["EEE", "EEEE", "MMMEd"])
def test_khmer_has_one_spelling_of_monday(form):
    with override("km"):
        assert day_in_words(MONDAY, form).split()[0] == "ច័ន្ទ"


@pytest.mark.parametrize(
    ("language", "form", "written"),
    [
        ("km", "MMMEd", "ច័ន្ទ 23 វិច្ឆិកា"),
        ("km", "MMMd", "23 វិច្ឆិកា"),
        ("km", "long", "23 វិច្ឆិកា 2026"),
        ("en", "MMMEd", "Mon 23 Nov"),
        ("zh-hans", "MMMEd", "11月23日周一"),
    ],
)
def test_a_day_is_in_the_order_of_the_language(language, form, written):
    with override(language):
        assert day_in_words(MONDAY, form) == written
