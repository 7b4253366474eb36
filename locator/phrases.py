"""Opening hours in the reader's language: "open until 20:00", "opens Fri 08:30"."""

import datetime as dt

from django.utils.translation import gettext

from locator.cldr import day_in_words, listed
from locator.hours.phrases import Code, Phrase
from locator.hours.remarks import Remark
from locator.hours.schedule import Day, Interval, State


def state_in_words(phrase: Phrase) -> str:
    """The phrase in the active language, with times as HH:mm whatever the locale."""
    at = phrase.at
    if at is None:
        return _without_time(phrase.code)
    dated = phrase.code in (Code.OPENS_ON_DATE, Code.OPEN_UNTIL_DATE)
    values = {
        "time": f"{at:%H:%M}",
        "day": day_in_words(at, "MMMd" if dated else "EEE"),
        "duration": _duration(phrase.minutes or 0),
    }
    match phrase.code:
        case Code.CLOSES_IN:
            return gettext("closes in %(duration)s") % values
        case Code.OPENS_IN:
            return gettext("opens in %(duration)s") % values
        case Code.OPENS_AT:
            return gettext("opens at %(time)s") % values
        case Code.OPENS_TOMORROW:
            return gettext("opens tomorrow %(time)s") % values
        case Code.OPENS_ON_DAY | Code.OPENS_ON_DATE:
            return gettext("opens %(day)s %(time)s") % values
        case Code.OPEN_UNTIL_DAY | Code.OPEN_UNTIL_DATE:
            return gettext("open until %(day)s %(time)s") % values
    return gettext("open until %(time)s") % values


def told(remark: Remark) -> str:
    """What is said of an opening_hours text, in the active language."""
    return gettext(remark.template).format(**remark.values)


def times_of(day: Day) -> str:
    """ "08:00–12:00, 14:00–18:00", "closed", "24 hours" or "unknown"."""
    return listed(map(_span, day.intervals)) or gettext("closed")


def _span(interval: Interval) -> str:
    whole_day = interval.end - interval.start >= dt.timedelta(days=1)
    if interval.state is State.UNKNOWN and whole_day:
        return gettext("unknown")
    span = f"{interval.start:%H:%M}–{interval.closes}"
    if whole_day:
        span = gettext("24 hours")
    if interval.state is State.UNKNOWN:
        return gettext("perhaps %(span)s") % {"span": span}
    return span


def _without_time(code: Code) -> str:
    if code is Code.OPEN:
        return gettext("open")
    if code is Code.CLOSED:
        return gettext("closed")
    return gettext("hours unknown")


def _duration(minutes: int) -> str:
    hours, minutes = divmod(minutes, 60)
    values = {"hours": hours, "minutes": minutes}
    if not hours:
        return gettext("%(minutes)d min") % values
    if not minutes:
        return gettext("%(hours)d h") % values
    return gettext("%(hours)d h %(minutes)d min") % values
