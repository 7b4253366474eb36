"""Opening hours in the reader's language: "open until 20:00", "opens Fri 08:30"."""

import datetime as dt
from collections.abc import Iterable

from babel.dates import format_date, format_skeleton
from django.utils.translation import get_language, gettext, pgettext, to_locale

from locator.hours.phrases import Code, Phrase
from locator.hours.remarks import Remark
from locator.hours.schedule import Day, Interval, State

_PATTERNS = {"long", "medium", "EEE", "EEEE"}


def sentence(phrase: Phrase) -> str:
    """The phrase in the active language, with times as HH:mm whatever the locale."""
    if phrase.at is None:
        return _without_time(phrase.code)
    values = {"time": f"{phrase.at:%H:%M}", "duration": _duration(phrase.minutes or 0)}
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
            return gettext("opens %(day)s %(time)s") % (values | _day(phrase))
        case Code.OPEN_UNTIL_DAY | Code.OPEN_UNTIL_DATE:
            return gettext("open until %(day)s %(time)s") % (values | _day(phrase))
    return gettext("open until %(time)s") % values


def told(remark: Remark) -> str:
    """What is said of an opening_hours text, in the active language."""
    return gettext(remark.template).format(**remark.values)


def day_in_words(day: dt.date, form: str = "long") -> str:
    """A date in the reader's language by CLDR.

    `form` is "long" or "medium", a day of the week ("EEE", "EEEE"), or a skeleton of
    parts such as "MMMEd", put in the order of the language.
    """
    if form == "EEE" and locale() == "km":
        form = "EEEE"  # Khmer writes days in full; what CLDR cuts off is needed.
    if form in _PATTERNS:
        return format_date(day, form, locale=locale())
    return format_skeleton(form, day, locale=locale())


def locale() -> str:
    """The CLDR locale of the active language; English with the day before the month."""
    language = get_language() or "en"
    return "en_GB" if language == "en" else to_locale(language)


def times_of(day: Day) -> str:
    """ "08:00–12:00, 14:00–18:00", "closed", "24 hours" or "unknown"."""
    return listed(map(_span, day.intervals)) or gettext("closed")


def listed(members: Iterable[object]) -> str:
    """ "a, b, c", with the mark of the reader's language between them."""
    return pgettext("between members of a list", ", ").join(map(str, members))


def _span(interval: Interval) -> str:
    whole_day = interval.end - interval.start >= dt.timedelta(days=1)
    if interval.state is State.UNKNOWN and whole_day:
        return gettext("unknown")
    span = f"{interval.start:%H:%M}–{_end(interval)}"
    if whole_day:
        span = gettext("24 hours")
    if interval.state is State.UNKNOWN:
        return gettext("perhaps %(span)s") % {"span": span}
    return span


def _end(interval: Interval) -> str:
    """Past midnight the time stands alone: "20:00–03:00" is read as the next day."""
    if interval.end.time() == dt.time():
        return "24:00"
    return f"{interval.end:%H:%M}"


def _without_time(code: Code) -> str:
    if code is Code.OPEN:
        return gettext("open")
    if code is Code.CLOSED:
        return gettext("closed")
    return gettext("hours unknown")


def _day(phrase: Phrase) -> dict[str, str]:
    dated = phrase.code in (Code.OPENS_ON_DATE, Code.OPEN_UNTIL_DATE)
    return {"day": day_in_words(phrase.at, "MMMd" if dated else "EEE")}


def _duration(minutes: int) -> str:
    hours, minutes = divmod(minutes, 60)
    values = {"hours": hours, "minutes": minutes}
    if not hours:
        return gettext("%(minutes)d min") % values
    if not minutes:
        return gettext("%(hours)d h") % values
    return gettext("%(hours)d h %(minutes)d min") % values
