import pytest

from locator.search.travel import Journey, Mode, journey


@pytest.mark.parametrize(
    ("distance_m", "expected"),
    [
        (0, Journey(Mode.WALK, 1)),
        (240, Journey(Mode.WALK, 3)),
        (1500, Journey(Mode.WALK, 21)),
        (1501, Journey(Mode.MOTORBIKE, 5)),
        (10_000, Journey(Mode.MOTORBIKE, 30)),
    ],
)
def test_one_walks_up_to_a_mile_and_rides_beyond(distance_m, expected):
    assert journey(distance_m) == expected
