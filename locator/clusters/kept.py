"""At which zooms counts are kept."""

from bisect import bisect_left
from typing import Final

KEPT_ZOOMS: Final = (3, 5, 7, 9, 11, 13)
"""Counts at other zooms are sums of those at the next deeper one: of four cells each,
or of the few that the world has at zoom 3."""

DEEPEST: Final = KEPT_ZOOMS[-1]


def kept_zoom(zoom: int) -> int:
    """The zoom that counts at `zoom`, at most `DEEPEST`, are summed up from."""
    return KEPT_ZOOMS[bisect_left(KEPT_ZOOMS, zoom)]
