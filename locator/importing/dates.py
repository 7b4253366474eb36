"""Whether the day of a check in a file can be true."""

import datetime as dt
from typing import Final

from django.utils.translation import gettext as _

FIRST_YEAR: Final = 2004
"""In which OpenStreetMap began: an older day is a slip, or was an empty cell."""


def why_not_checked_on(day: dt.date, today: dt.date) -> str:
    """Why nobody checked an outlet on that day; empty where somebody may have."""
    if day > today:
        return _("a date in the future")
    if day.year < FIRST_YEAR:
        return _("a date before %(year)d") % {"year": FIRST_YEAR}
    return ""
