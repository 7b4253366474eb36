"""Open or not, until when, and over the coming days."""

import itertools
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import opening_hours
import pytest

from locator.hours import schedule
from locator.hours.holidays import Calendar
from locator.hours.schedule import (
    State,
    intervals,
    next_change,
    next_transition,
    state_at,
    states_at,
    week,
)
from locator.hours.timetable import Timetable
from tests.hours.asking import KH, here

NIGHTCLUB = "Fr 20:00-03:00; Sa 10:00-18:00"


def test_open_within_its_hours_and_closed_at_their_end() -> None:
    assert state_at("Mo-Fr 08:00-17:00", here("2026-11-20T08:00")) is State.OPEN
    assert state_at("Mo-Fr 08:00-17:00", here("2026-11-20T17:00")) is State.CLOSED


def test_states_read_as_the_words_of_the_api() -> None:
    assert [str(state) for state in State] == ["open", "closed", "unknown"]


def test_hours_are_read_as_typed_without_repairing_them_first() -> None:
    assert state_at("8am–5pm", here("2026-11-20T16:59")) is State.OPEN


@pytest.mark.parametrize("text", ["", "summer", "Feb 30 off", "Mo-Fr 9:00"])
def test_a_text_that_cannot_be_read_is_unknown_and_never_an_error(text: str) -> None:
    noon = here("2026-11-20T12:00")
    tomorrow = noon + timedelta(days=1)
    assert state_at(text, noon) is State.UNKNOWN
    assert next_change(text, noon) is None
    assert [i.state for i in intervals(text, noon, tomorrow)] == [State.UNKNOWN]
    assert [day.intervals[0].state for day in week(text, noon.date(), days=1)] == [
        State.UNKNOWN
    ]


def test_a_moment_in_utc_is_converted_first() -> None:
    noon_here = datetime(2026, 11, 20, 5, tzinfo=UTC)
    with pytest.raises(TypeError):
        opening_hours.OpeningHours("24/7").state(noon_here)
    assert state_at("11:30-12:30", noon_here) is State.OPEN
    change = next_change("11:30-12:30", noon_here)
    assert change == here("2026-11-20T12:30")
    assert change.isoformat() == "2026-11-20T12:30:00+07:00"


def test_a_moment_in_another_zone_is_converted_too() -> None:
    in_paris = datetime(2026, 11, 20, 6, tzinfo=ZoneInfo("Europe/Paris"))
    assert state_at("11:30-12:30", in_paris) is State.OPEN


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        state_at("24/7", datetime(2026, 11, 20, 12))  # noqa: DTZ001


def test_cambodian_holidays_hold_although_the_library_knows_none() -> None:
    with pytest.raises(Exception, match="KH"):
        opening_hours.OpeningHours("PH off", country="KH")
    festival = here("2026-11-23T12:00")
    assert state_at("Mo-Su 08:00-17:00; PH off", festival, KH) is State.CLOSED


def test_by_appointment_alone_is_unknown_although_the_library_says_open() -> None:
    text = '"by appointment"'
    noon = here("2026-11-20T12:00")
    assert opening_hours.OpeningHours(text).is_open(noon)
    assert state_at(text, noon) is State.UNKNOWN
    assert state_at("by appointment", noon) is State.UNKNOWN


def test_an_impossible_date_selects_no_day_although_the_library_selects_all() -> None:
    noon = here("2026-11-20T12:00")
    assert opening_hours.OpeningHours("Feb 30 off").is_closed(noon)
    assert opening_hours.OpeningHours("Feb 30").is_open(noon)
    assert state_at("08:00-17:00; Feb 30 off", noon) is State.UNKNOWN


@pytest.mark.parametrize(
    "endless",
    [
        "1999 Mo 10:00-11:00",
        "Mo-Su 0:00-24:00",
        "Mo-Su, PH 08:00-19:00; PH 08:00-19:00; Mo-Su 00:00-24:00",
        "off",
    ],
)
def test_a_search_for_a_change_that_never_comes_ends_after_its_days(
    endless: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[date] = []
    day = Timetable.day

    def counted(self: Timetable, when: date, holidays: Calendar) -> object:
        asked.append(when)
        return day(self, when, holidays)

    monkeypatch.setattr(Timetable, "day", counted)
    assert next_change(endless, here("2026-11-20T12:00"), KH) is None
    assert len(asked) <= schedule.NEXT_CHANGE_DAYS + 2


def test_the_next_change_of_daily_hours_with_holidays_is_found_on_the_first_day() -> (
    None
):
    text = "Mo-Su, PH 08:00-19:00"
    assert next_change(text, here("2026-11-20T12:00"), KH) == here("2026-11-20T19:00")


def test_fallback_hours_fill_the_gaps_although_the_library_leaves_them_closed() -> None:
    text = 'Mo-Fr 08:00-12:00 || unknown "call"'
    noon = here("2026-11-20T12:30")
    assert opening_hours.OpeningHours(text).is_closed(noon)
    assert state_at(text, noon) is State.UNKNOWN
    assert state_at(text, here("2026-11-20T11:30")) is State.OPEN


def test_intervals_cover_the_time_without_a_gap() -> None:
    start, end = here("2026-11-20T10:15"), here("2026-11-27T10:15")
    found = intervals("Mo-Fr 08:00-12:00,14:00-17:00", start, end, KH)
    assert (found[0].start, found[-1].end) == (start, end)
    for before, after in itertools.pairwise(found):
        assert before.end == after.start
        assert before.state is not after.state


def test_intervals_of_no_time_are_none() -> None:
    noon = here("2026-11-20T12:00")
    assert intervals("24/7", noon, noon) == []


def test_open_day_and_night_has_no_change() -> None:
    assert next_change("24/7", here("2026-11-20T12:00"), KH) is None


def test_a_change_beyond_the_days_looked_at_is_none() -> None:
    moment = here("2026-01-01T12:00")
    assert next_change("Jun 08:00-17:00", moment) is None
    assert next_change("Jun 08:00-17:00", moment, within_days=200) == here(
        "2026-06-01T08:00"
    )


def test_a_transition_says_into_which_state() -> None:
    change = next_transition(
        "Mo-Fr 08:00-17:00; Sa unknown", here("2026-11-20T18:00"), KH
    )
    assert change == schedule.Change(here("2026-11-21T00:00"), State.UNKNOWN)


def test_a_week_shows_the_night_on_the_day_it_began() -> None:
    days = week(NIGHTCLUB, date(2026, 11, 20), KH)
    assert [
        [f"{i.start:%a %H:%M}-{i.end:%a %H:%M}" for i in day.intervals] for day in days
    ][:3] == [["Fri 20:00-Sat 03:00"], ["Sat 10:00-Sat 18:00"], []]
    assert len(days) == 7


def test_a_week_names_its_holidays() -> None:
    days = week("08:00-17:00; PH off", date(2026, 11, 22), KH, language="km")
    assert [day.holiday is not None for day in days] == [
        False, True, True, True, False, False, False,
    ]  # fmt: skip
    assert days[1].holiday.name == KH.name(date(2026, 11, 23), "km")
    assert days[1].intervals == ()


def test_a_week_of_day_and_night_goes_from_midnight_to_midnight() -> None:
    (day,) = week("24/7", date(2026, 11, 20), days=1)
    assert [(i.start, i.end) for i in day.intervals] == [
        (here("2026-11-20T00:00"), here("2026-11-21T00:00"))
    ]


def test_many_texts_are_answered_at_once_by_their_keys() -> None:
    texts = {1: "24/7", 2: "off", 3: "nobody knows", 4: NIGHTCLUB}
    assert states_at(texts, here("2026-11-21T01:00"), KH) == {
        1: State.OPEN,
        2: State.CLOSED,
        3: State.UNKNOWN,
        4: State.OPEN,
    }


def test_a_text_is_read_once_for_all_moments(monkeypatch: pytest.MonkeyPatch) -> None:
    reads: list[str] = []
    read = schedule.expression.read
    monkeypatch.setattr(
        schedule.expression, "read", lambda text: reads.append(text) or read(text)
    )
    text = "Mo-Fr 08:01-17:03"
    for minute in range(30):
        states_at({1: text}, here("2026-11-20T12:00") + timedelta(minutes=minute), KH)
    assert reads == [text]


def test_a_day_is_planned_once_for_all_its_minutes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    plans: list[date] = []
    plan = Timetable._plan
    monkeypatch.setattr(
        Timetable,
        "_plan",
        lambda self, day, holidays: plans.append(day) or plan(self, day, holidays),
    )
    for minute in range(30):
        moment = here("2026-11-20T12:00") + timedelta(minutes=minute)
        state_at("Mo-Fr 08:02-17:03", moment, KH)
    assert plans == [date(2026, 11, 20)]


@pytest.mark.parametrize(
    "moment",
    [
        datetime.min.replace(tzinfo=UTC),
        datetime.max.replace(tzinfo=UTC),
        datetime(1850, 1, 1, tzinfo=UTC),
    ],
)
def test_a_year_out_of_reach_is_unknown_and_never_an_error(moment: datetime) -> None:
    assert state_at("24/7", moment) is State.UNKNOWN
    assert next_change("Mo 08:00-17:00", moment) is None
    assert intervals("24/7", moment, moment) == []
    assert states_at({1: "24/7"}, moment) == {1: State.UNKNOWN}


@pytest.mark.parametrize(
    ("first_day", "days"),
    [(date.min, 7), (date(8999, 12, 30), 2), (date(9999, 12, 31), 0)],
)
def test_a_week_ends_with_the_days_that_can_be_evaluated(
    first_day: date, days: int
) -> None:
    assert len(week("24/7", first_day)) == days
