from datetime import date

from locator.hours.holidays import Calendar, cambodia

WATER_FESTIVAL = date(2026, 11, 23)


def test_the_computed_calendar_names_holidays_in_the_three_languages() -> None:
    assert cambodia().name(WATER_FESTIVAL) == "Water Festival"
    assert "បុណ្យអុំទូក" in str(cambodia().name(WATER_FESTIVAL, "km"))
    assert cambodia().name(WATER_FESTIVAL, "zh-hans") == "送水节"


def test_every_computed_holiday_has_a_chinese_name() -> None:
    names = [cambodia().name(day, "zh-hans") or "" for day in cambodia()]
    assert [name for name in names if name.isascii()] == []


def test_a_name_missing_in_a_language_falls_back_to_english() -> None:
    assert cambodia().name(WATER_FESTIVAL, "th") == "Water Festival"


def test_an_ordinary_day_has_no_name() -> None:
    assert cambodia().name(date(2026, 11, 26)) is None


def test_the_holidays_of_a_time_come_in_order() -> None:
    found = cambodia().between(date(2026, 11, 9), date(2026, 11, 24))
    assert [(day.date.day, day.name) for day in found] == [
        (9, "National Independence Day"),
        (23, "Water Festival"),
        (24, "Water Festival"),
    ]


def test_changes_make_a_new_calendar_and_leave_the_old() -> None:
    extra = date(2026, 11, 26)
    changed = cambodia().with_changes(
        added={extra: {"en": "Bridge day", "km": "ថ្ងៃឈប់"}}, removed={WATER_FESTIVAL}
    )
    assert changed.name(extra, "km") == "ថ្ងៃឈប់"
    assert WATER_FESTIVAL not in changed
    assert WATER_FESTIVAL in cambodia()
    assert extra not in cambodia()


def test_equal_calendars_hash_alike_whatever_their_order() -> None:
    first, second = date(2026, 1, 1), date(2026, 1, 7)
    one = Calendar({first: "a", second: "b"})
    other = Calendar({second: "b", first: "a"})
    assert one == other
    assert hash(one) == hash(other)
    assert one != Calendar({first: "a"})
    assert one != "calendar"


def test_a_calendar_counts_and_lists_its_days() -> None:
    calendar = Calendar({WATER_FESTIVAL: "Water Festival"})
    assert list(calendar) == [WATER_FESTIVAL]
    assert len(calendar) == 1
