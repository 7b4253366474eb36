"""An outlet's opening hours in detail, for one who cannot read the OSM syntax."""

import datetime as dt
from typing import Any, Final

from locator.features import local
from locator.hours import schedule
from locator.hours.holidays import NO_HOLIDAYS, Calendar
from locator.hours.schedule import Day
from locator.hours.schema_org import specifications
from locator.hours.vocabulary import WEEKDAY_CODES
from locator.search.found import FoundOutlet

DAYS_AHEAD: Final = 7


def hours_in_detail(
    outlet: FoundOutlet, today: dt.date, holidays: Calendar, language: str
) -> dict[str, Any]:
    """`week` is an ordinary week, `days` the coming seven with holidays and closures.

    All are empty where the hours are not known.
    """
    text = outlet.hours_text
    if not text:
        return {"text": None, "week": [], "days": [], "specification": []}
    monday = today - dt.timedelta(days=today.weekday())
    ordinary = schedule.week(text, monday, NO_HOLIDAYS)
    coming = schedule.week(text, today, holidays, days=DAYS_AHEAD, language=language)
    shut_before = outlet.closed_until or today
    return {
        "text": text,
        "week": [_weekday(day) for day in ordinary],
        "days": [_day(day, is_shut=day.date < shut_before) for day in coming],
        "specification": specifications(
            [day for day in coming if day.date >= shut_before]
        ),
    }


def _weekday(day: Day) -> dict[str, Any]:
    return {
        "day": WEEKDAY_CODES[day.date.weekday()],
        "times": [
            {
                "opens": f"{interval.start:%H:%M}",
                "closes": interval.closes,
                "state": str(interval.state),
            }
            for interval in day.intervals
        ],
    }


def _day(day: Day, *, is_shut: bool) -> dict[str, Any]:
    return {
        "date": day.date,
        "day": WEEKDAY_CODES[day.date.weekday()],
        "holiday": day.holiday.name if day.holiday else None,
        "intervals": [
            {
                "start": local(interval.start),
                "end": local(interval.end),
                "state": str(interval.state),
            }
            for interval in day.intervals
            if not is_shut
        ],
    }
