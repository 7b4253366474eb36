"""How far an outlet is, how long it takes and whether it is open, in words."""

from django.utils.translation import gettext

from locator.cldr import number
from locator.hours.phrases import Code, Phrase
from locator.search.travel import Journey, Mode

_STATE_CLASSES = {
    Code.OPEN: "open",
    Code.OPEN_UNTIL: "open",
    Code.OPEN_UNTIL_DAY: "open",
    Code.OPEN_UNTIL_DATE: "open",
    Code.CLOSES_IN: "soon",
    Code.UNKNOWN: "unknown",
}


def distance(metres: float) -> str:
    """To 10 m below a kilometre, to 100 m below ten: "240 m", "1.1 km", "23 km"."""
    if metres < 995:
        return gettext("%(number)s m") % {"number": round(metres / 10) * 10 or 10}
    kilometres = number(metres / 1000, 1 if metres < 9950 else 0)
    return gettext("%(number)s km") % {"number": kilometres}


def travel_time(journey: Journey) -> str:
    values = {"minutes": journey.minutes}
    if journey.minutes >= 120:
        return gettext("%(hours)s h by motorbike") % {
            "hours": round(journey.minutes / 60)
        }
    if journey.mode is Mode.WALK:
        return gettext("%(minutes)s min walk") % values
    return gettext("%(minutes)s min by motorbike") % values


def state_class(phrase: Phrase) -> str:
    """open, soon (to close), closed or unknown."""
    return _STATE_CLASSES.get(phrase.code, "closed")
