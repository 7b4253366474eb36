"""A week as a grid, and back: nothing is lost and nothing is made up."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from locator.hours.grid import ROWS, Grid, grid_of, read_grid, text_of
from locator.hours.remarks import OpeningHoursError

DAY = 24 * 60


@pytest.mark.parametrize(
    "text",
    [
        "24/7",
        "08:00-17:00",
        "Mo-Fr 08:00-17:00",
        "Mo-Fr 08:00-12:00,14:00-18:00; Sa 08:00-12:00",
        "Mo-Fr 08:00-17:00; PH off",
        "Mo-Su 08:00-20:00; PH 09:00-12:00",
        "Fr-Sa 20:00-03:00",
        "Mo 08:00-17:00; We 08:00-17:00",
    ],
)
def test_a_plain_week_comes_back_as_it_was(text):
    grid = grid_of(text)
    assert grid is not None
    assert grid_of(text_of(grid)) == grid


def test_a_grid_says_what_the_text_says():
    grid = grid_of("Mo-Fr 08:00-12:00,14:00-18:00; PH off")
    weekday = ((8 * 60, 12 * 60), (14 * 60, 18 * 60))
    assert grid == Grid((*[weekday] * 5, (), ()), holidays=())


@pytest.mark.parametrize(
    "text",
    [
        "May-Oct 08:00-17:00",
        "Mo[1] 08:00-17:00",
        '08:00-17:00 open "ask"',
        "sunrise-sunset",
        "08:00+",
        'Mo-Fr 08:00-17:00 || "by appointment"',
        "08:00-09:00,10:00-11:00,12:00-13:00",
        "PH -1 day 08:00-12:00",
        "off",
    ],
)
def test_what_a_week_cannot_say_stays_a_text(text):
    assert grid_of(text) is None


def test_an_unreadable_text_is_an_error():
    with pytest.raises(OpeningHoursError):
        grid_of("whenever")


def test_an_empty_week_is_an_empty_text():
    assert text_of(Grid(((),) * 7)) == ""


def typed(**rows):
    return text_of(read_grid({k: [v] for k, v in rows.items()}, as_usual=True))


@pytest.mark.parametrize(
    ("opens", "closes", "text"),
    [
        ("8", "17", "Mo 08:00-17:00"),
        ("8.30", "17h00", "Mo 08:30-17:00"),
        ("០៨:០០", "１７:００", "Mo 08:00-17:00"),
        ("20:00", "3", "Mo 20:00-03:00"),
        ("0:00", "24:00", "Mo 00:00-24:00"),
    ],
)
def test_times_are_read_as_people_type_them(opens, closes, text):
    assert typed(Mo=(opens, closes)) == text


@pytest.mark.parametrize("row", [("8", ""), ("", "17"), ("8", "noon"), ("25", "3")])
def test_what_is_no_time_is_refused_with_its_day(row):
    with pytest.raises(OpeningHoursError, match="Tu"):
        typed(Tu=row)


spans = st.tuples(st.integers(0, 1439), st.integers(0, 1439)).filter(
    lambda span: span[0] < span[1]
)
days = st.lists(spans, max_size=1).map(tuple)


@given(st.lists(days, min_size=7, max_size=7), st.none() | days)
def test_any_week_of_daytimes_survives_being_written(week, holidays):
    grid = Grid(tuple(week), holidays)
    text = text_of(grid)
    if not any(week):
        return
    again = grid_of(text)
    assert again is not None
    assert again.days == grid.days
    for name in ROWS:
        if name != "PH":
            assert again.rows[name] == grid.rows[name]
