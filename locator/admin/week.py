"""How an opening_hours text is read, shown to a curator."""

import datetime as dt

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from locator.hours import schedule
from locator.hours.remarks import Remark
from locator.models.opening import calendar


def shown(text: str, moment: dt.datetime) -> SafeString:
    """Seven days from the moment's day on, with their holidays, as HTML."""
    today = moment.astimezone(schedule.TIMEZONE).date()
    days = schedule.week(text, today, calendar(), language=get_language() or "en")
    return render_to_string(
        "admin/locator/week.html",
        {"days": [(day, _times(day)) for day in days], "today": today},
    )


def in_reader_language(remark: Remark) -> str:
    return _(remark.template).format(**remark.values)


def _times(day: schedule.Day) -> str:
    return ", ".join(_interval(interval) for interval in day.intervals) or _("closed")


def _interval(interval: schedule.Interval) -> str:
    if interval.end - interval.start == dt.timedelta(days=1):
        span = _("all day")
    else:
        span = f"{interval.start:%H:%M}–{_closing(interval)}"
    if interval.state is schedule.State.UNKNOWN:
        return _("%(span)s (unknown)") % {"span": span}
    return span


def _closing(interval: schedule.Interval) -> str:
    if interval.end.date() == interval.start.date():
        return f"{interval.end:%H:%M}"
    if interval.end.time() == dt.time():
        return "24:00"
    return _("%(time)s the next morning") % {"time": f"{interval.end:%H:%M}"}
