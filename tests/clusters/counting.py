"""What the counts must be: every index row looked at, one by one."""

from collections import defaultdict
from fractions import Fraction
from math import floor

from locator.clusters.cells import COUNTED_ZOOMS
from locator.models import Cluster, ClusterHours, Listing

UNIT = Fraction(1, 10_000_000)


def whole(degrees):
    """In units of 1e-7 degrees, half up."""
    return floor(Fraction(degrees) / UNIT + Fraction(1, 2))


def cell(latitude, longitude, zoom):
    """By fractions of a turn, quite another way than the code."""
    size = Fraction(360, 4 * 2**zoom)
    east = Fraction(longitude) * UNIT
    x = (east + 180) // size
    y = min((Fraction(latitude) * UNIT + 90) // size, 2 * 2**zoom - 1)
    return int(x), int(y)


def expected():
    """{(zoom, carrier, x, y): sums}, {(zoom, carrier, until, hours, x, y): count}"""
    cells = defaultdict(lambda: [0, 0, 0, 0])
    hours = defaultdict(int)
    for row in Listing.objects.all():
        north = whole(row.latitude)
        east = whole(row.longitude)
        east = -whole(180) if east == whole(180) else east
        until = row.closed_until.toordinal() if row.closed_until else 0
        for zoom in COUNTED_ZOOMS:
            x, y = cell(north, east, zoom)
            values = (1, north, east, row.outlet_id)
            sums = cells[zoom, row.carrier_id, x, y]
            sums[:] = [a + b for a, b in zip(sums, values, strict=True)]
            hours[zoom, row.carrier_id, until, row.hours_id, x, y] += 1
    return {key: tuple(sums) for key, sums in cells.items()}, dict(hours)


def kept():
    names = ("zoom", "carrier_id", "x", "y")
    sums = ("count", "latitude_sum", "longitude_sum", "outlet_sum")
    cells = {row[:4]: row[4:] for row in Cluster.objects.values_list(*names, *sums)}
    names = ("zoom", "carrier_id", "closed_until", "hours_id", "x", "y", "count")
    hours = {row[:6]: row[6] for row in ClusterHours.objects.values_list(*names)}
    return cells, hours
