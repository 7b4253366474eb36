from dataclasses import dataclass
from enum import StrEnum

WALK_UP_TO_M = 1500
_METRES_A_MINUTE = {"walk": 73.0, "motorbike": 330.0}
"""4.4 and 20 km/h along the straight line: streets are longer, feet are faster."""


class Mode(StrEnum):
    WALK = "walk"
    MOTORBIKE = "motorbike"


@dataclass(frozen=True, slots=True)
class Journey:
    mode: Mode
    minutes: int


def journey(distance_m: float) -> Journey:
    """How to get there: on foot up to 1.5 km, by motorbike beyond; at least 1 min."""
    mode = Mode.WALK if distance_m <= WALK_UP_TO_M else Mode.MOTORBIKE
    return Journey(mode, max(1, round(distance_m / _METRES_A_MINUTE[mode])))
