"""Moments in Cambodia, and when a text is open between two of them."""

from datetime import datetime

from locator.hours.holidays import Calendar, cambodia
from locator.hours.schedule import (
    TIMEZONE,
    State,
    intervals,
)

KH = cambodia()


def here(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=TIMEZONE)


def open_times(text: str, start: str, end: str, holidays: Calendar = KH) -> list[str]:
    return [
        f"{interval.start:%d %H:%M}-{interval.end:%d %H:%M}"
        for interval in intervals(text, here(start), here(end), holidays)
        if interval.state is State.OPEN
    ]
