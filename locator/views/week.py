"""Opening times of a day as a row of the week's table shows them."""

import datetime as dt

from django.utils.translation import gettext as _

from locator.hours.schedule import Day, Interval, State


def times_of(day: Day) -> str:
    """ "08:00–12:00, 14:00–18:00", "closed", "24 hours" or "unknown"."""
    return ", ".join(map(_span, day.intervals)) or _("closed")


def _span(interval: Interval) -> str:
    whole_day = interval.end - interval.start >= dt.timedelta(days=1)
    if interval.state is State.UNKNOWN and whole_day:
        return _("unknown")
    span = _("24 hours") if whole_day else f"{interval.start:%H:%M}–{_end(interval)}"
    if interval.state is State.UNKNOWN:
        return _("perhaps %(span)s") % {"span": span}
    return span


def _end(interval: Interval) -> str:
    """Past midnight the time stands alone: "20:00–03:00" is read as the next day."""
    if interval.end.time() == dt.time():
        return "24:00"
    return f"{interval.end:%H:%M}"
