"""Whether a position in a file can be true for Cambodia."""

from django.utils.translation import gettext as _

from locator.geo.border import in_cambodia
from locator.geo.point import GeoError, Point


def why_not_in_cambodia(latitude: float, longitude: float) -> str:
    """Why the point cannot be an outlet's here; empty where it can be.

    Cambodia is its border and 2 km around it. A point that would lie there with its
    numbers exchanged is reported so: it is the commonest mistake.
    """
    if _lies_in_cambodia(latitude, longitude):
        return ""
    spot = f"{latitude:.6g}, {longitude:.6g}"
    if _lies_in_cambodia(longitude, latitude):
        return _("latitude and longitude look swapped (%(spot)s)") % {"spot": spot}
    return _("lies outside Cambodia (%(spot)s)") % {"spot": spot}


def _lies_in_cambodia(latitude: float, longitude: float) -> bool:
    try:
        return in_cambodia(Point(latitude, longitude))
    except GeoError:
        return False
