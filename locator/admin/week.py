"""How an opening_hours text is read, shown to a curator."""

import datetime as dt

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from locator.hours import schedule
from locator.models.reading import calendar
from locator.phrases import times_of


def shown(text: str, moment: dt.datetime) -> SafeString:
    """Seven days from the moment's day on, with their holidays, as HTML."""
    today = moment.astimezone(schedule.TIMEZONE).date()
    days = schedule.week(text, today, calendar(), language=get_language() or "en")
    return render_to_string(
        "admin/locator/week.html",
        {"days": [(day, times_of(day)) for day in days], "today": today},
    )
