from hypothesis import given
from hypothesis import strategies as st

from locator.geo.distance import distance_m
from locator.geo.point import Point
from locator.importing.nearest import NearestPlaces

CAMBODIA = st.tuples(st.floats(9.9, 14.7), st.floats(102.3, 107.7))
ANYWHERE = st.tuples(st.floats(-90, 90), st.floats(-180, 180))


@given(st.lists(CAMBODIA, min_size=1, max_size=40), st.lists(CAMBODIA, min_size=1))
def test_the_nearest_place_is_the_one_a_full_search_finds(
    sites: list[tuple[float, float]], spots: list[tuple[float, float]]
) -> None:
    places = NearestPlaces((key, *site) for key, site in enumerate(sites))
    for spot in spots:
        metres = [distance_m(Point(*spot), Point(*site)) for site in sites]
        found = places.nearest_to(*spot)
        assert found is not None
        # The chord and the way over the ellipsoid agree to a millionth here.
        assert metres[found] <= min(metres) * (1 + 1e-6) + 1e-3


@given(st.lists(ANYWHERE, min_size=1, max_size=5), ANYWHERE)
def test_anywhere_on_earth_something_is_nearest(
    sites: list[tuple[float, float]], spot: tuple[float, float]
) -> None:
    places = NearestPlaces((key, *site) for key, site in enumerate(sites))
    assert places.nearest_to(*spot) in range(len(sites))


def test_of_equal_places_the_smallest_id_is_taken() -> None:
    places = NearestPlaces([(7, 11.5, 104.9), (3, 11.5, 104.9)])
    assert places.nearest_to(11.6, 104.8) == 3


def test_without_places_nothing_is_nearest() -> None:
    assert NearestPlaces([]).nearest_to(11.5, 104.9) is None
