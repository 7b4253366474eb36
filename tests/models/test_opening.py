import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from locator.hours.schedule import Change, State
from locator.models import Hours, PublicHoliday, opening, reading

HERE = ZoneInfo("Asia/Phnom_Penh")
NOON = dt.datetime(2026, 11, 18, 12, tzinfo=HERE)


@pytest.fixture(autouse=True)
def forgotten(monkeypatch):
    monkeypatch.setattr(reading, "_memories", {})


def hours(text):
    return Hours.objects.create(text=text).pk


@pytest.mark.django_db
def test_every_text_is_open_closed_or_unknown():
    by_day = hours("Mo-Su 08:00-18:00")
    by_night = hours("Mo-Su 20:00-23:00")
    ask = hours('"by appointment"')
    states = opening.hours_at(NOON)
    assert states.open == {by_day}
    assert states.closed == {by_night}
    assert states.unknown == {ask}


@pytest.mark.django_db
def test_a_moment_in_another_zone_is_the_same_moment():
    by_day = hours("Mo-Su 08:00-18:00")
    assert opening.hours_at(NOON.astimezone(dt.UTC)).open == {by_day}


@pytest.mark.django_db(transaction=True)
def test_a_minute_is_evaluated_once(django_assert_num_queries):
    hours("24/7")
    opening.hours_at(NOON)
    # The revision alone.
    with django_assert_num_queries(1):  # hours, holidays and carriers in one statement
        opening.hours_at(NOON.replace(second=59))


@pytest.mark.django_db(transaction=True)
def test_new_hours_are_noticed_within_the_minute():
    first = hours("24/7")
    assert opening.hours_at(NOON).open == {first}
    second = hours("Mo-Su 08:00-18:00")
    assert opening.hours_at(NOON).open == {first, second}


@pytest.mark.django_db(transaction=True)
def test_a_decreed_holiday_is_noticed_within_the_minute():
    shop = hours("Mo-Su 08:00-18:00; PH off")
    assert shop in opening.hours_at(NOON).open
    decreed = PublicHoliday.objects.create(date=NOON.date(), name="Decreed")
    assert shop in opening.hours_at(NOON).closed
    decreed.is_kept = False
    decreed.save()
    assert shop in opening.hours_at(NOON).open
    decreed.is_kept = True
    decreed.save()
    assert shop in opening.hours_at(NOON).closed
    decreed.delete()
    assert shop in opening.hours_at(NOON).open


@pytest.mark.django_db(transaction=True)
def test_only_some_minutes_are_kept():
    hours("24/7")
    for minute in range(50):
        opening.hours_at(NOON.replace(minute=minute))
    (memory,) = reading._memories.values()
    assert len(memory.by_minute) == 32


@pytest.mark.django_db
def test_what_a_transaction_sees_is_not_kept():
    hours("24/7")
    opening.hours_at(NOON)
    assert reading._memories == {}


@pytest.mark.django_db
def test_a_computed_holiday_that_is_not_kept_is_an_ordinary_day():
    water_festival = dt.date(2026, 11, 24)
    assert water_festival in opening.calendar()
    PublicHoliday.objects.create(date=water_festival, name="Off", is_kept=False)
    assert water_festival not in opening.calendar()


@pytest.mark.django_db
def test_a_decreed_holiday_has_its_names():
    PublicHoliday.objects.create(
        date=NOON.date(), name_en="Royal visit", name_km="ព្រះរាជដំណើរ"
    )
    assert opening.calendar().name(NOON.date(), "en") == "Royal visit"
    assert opening.calendar().name(NOON.date(), "km") == "ព្រះរាជដំណើរ"


@pytest.mark.django_db
def test_state_and_change_of_an_outlet_that_is_open():
    state, change = opening.state_and_change(
        "Mo-Su 08:00-18:00", NOON, opening.calendar()
    )
    assert (state, change) == (
        State.OPEN,
        Change(NOON.replace(hour=18), State.CLOSED),
    )


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "hour", "state"),
    [
        ("Mo-Su 08:00-18:00", 8, State.OPEN),
        ("24/7", 0, State.OPEN),
        ("", 0, State.UNKNOWN),
    ],
)
def test_closed_until_a_date_opens_first_on_that_date(text, hour, state):
    found = opening.state_and_change(
        text, NOON, opening.calendar(), closed_until=dt.date(2026, 11, 20)
    )
    assert found == (
        State.CLOSED,
        Change(dt.datetime(2026, 11, 20, hour, tzinfo=HERE), state),
    )


@pytest.mark.django_db
def test_closed_until_a_date_past_has_its_ordinary_hours():
    found = opening.state_and_change(
        "24/7", NOON, opening.calendar(), closed_until=NOON.date()
    )
    assert found == (State.OPEN, None)


@pytest.mark.django_db
def test_closed_for_longer_than_sixty_days_has_no_change_in_sight():
    found = opening.state_and_change(
        "24/7", NOON, opening.calendar(), closed_until=dt.date(2027, 3, 1)
    )
    assert found == (State.CLOSED, None)


MOMENTS = st.integers(0, 10 * 24 * 60 * 60).map(
    lambda seconds: (
        dt.datetime(2026, 11, 20, tzinfo=opening.TIMEZONE)
        + dt.timedelta(seconds=seconds)
    )
)
TEXTS = ["", "24/7", "Mo-Fr 08:00-17:00; PH off", "Mo-Su 18:00-04:30", "2027 Jan 10"]


@pytest.mark.django_db
@given(
    moments=st.lists(MOMENTS, min_size=2, max_size=6),
    text=st.sampled_from(TEXTS),
    closed_until=st.none() | st.dates(dt.date(2026, 11, 19), dt.date(2027, 1, 25)),
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_was_said_at_one_moment_is_said_at_another_only_where_it_holds(
    moments, text, closed_until
):
    with reading.one_reading():
        for moment in moments:
            told = opening.StatesAndChanges(moment).of(text, closed_until)
            assert told == opening.state_and_change(
                text, moment, opening.calendar(), closed_until=closed_until
            )
